"""The lists of people: everybody, and the archive; their columns, and the file of what they show."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, request, stream_with_context, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.contacts.blueprint import blueprint
from blueprints.web import filtered, hypermedia, paging
from blueprints.web.chips import chips_of
from blueprints.web.filtered import Filtered
from blueprints.web.guard import me, office, once_key
from blueprints.web.moving import moved
from blueprints.web.redirects import safe_path
from blueprints.web.repeats import done, first_time
from crm import access, clock, list_tabs, samples, selection
from crm.contacts import archived as archived_people
from crm.contacts import listing
from crm.contacts.listing import Sort
from crm.exporting import files, people
from crm.fields import FIELDS
from crm.fields.standard import CONTACT
from crm.members import invitations, profile
from crm.models import LIVE, Choice, Contact, Member, Note
from crm.selection import Selection
from crm.stamp import kept, newest


@blueprint.get("/contacts")
def index() -> Response:
    """The list: search, sort, columns and page stand in the address; with `total`, a dear total is waited for."""
    found = filtered.asked()
    chosen = Selection(search=typed(), tree=found.tree)
    if "total" in request.args and hypermedia.is_partial():
        return hypermedia.page("contacts/index.html", "contacts/_foot.html", **_foot(paging.asked(), selection.count(chosen, me())))
    context = {
        **listed(chosen, found),
        "tabs": list_tabs.of(me()),
        "chips": chips_of(found),
        "now": clock.now(),
        "samples": kept("samples", samples.count) if access.is_admin(me()) else 0,
        "steps": _steps(),
    }
    return hypermedia.page("contacts/index.html", "contacts/_list.html", **context)


@blueprint.get("/archive")
def archived() -> Response:
    """The archive: people who were put away, when, by whom, each to be restored."""
    context = listed(Selection(search=typed(), archived=True))
    context["stories"] = archived_people.stories([row.id for row in context["rows"]])
    return hypermedia.page("contacts/archive.html", "contacts/_archived.html", **context)


@blueprint.get("/contacts/columns")
def choose_columns() -> Response:
    """Which columns the list shows, and their order; a button moves one, and nothing is kept before Save."""
    return hypermedia.page("contacts/columns.html", "contacts/_columns.html", **_columns(_moved()))


@blueprint.post("/contacts/columns")
def keep_columns() -> Response | Redirect:
    """Keep the columns as the member's own; without any, the usual ones. Those of a saved list are kept with it, once it is saved."""
    keys = () if request.form.get("usual") else listing.columns_of(",".join(request.form.getlist("column")))
    following = safe_path(request.form.get("next"), url_for("contacts.index"))
    if styled := filtered.with_columns(following, keys or listing.USUAL):
        return hypermedia.go(styled)
    first_time(lambda: profile.set_columns(me(), keys, key=once_key()))
    return hypermedia.done(following, operation=done())


@blueprint.route("/contacts/export", methods=["GET", "POST"])
def export() -> Response:
    """The list as CSV: everybody, what a search finds, or chosen people. By POST too, for an address holds only so many."""
    ids = tuple(request.values.getlist("id", type=int)) or None
    found = filtered.asked()
    chosen = Selection(search=typed(), ids=ids, tree=found.tree if ids is None else None)
    columns = people.columns_of(request.values.get("columns", "data"))
    name = f"contacts-{clock.today(office().timezone)}.csv"
    answer = Response(stream_with_context(files.stream(chosen, columns, me())), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def typed() -> str:
    """What the search box holds."""
    return request.values.get("q", "").strip()[:200]


def asked_columns(kept_columns: str = "") -> tuple[str, ...]:
    """The columns of the address, else the list's, else the member's own, else the usual ones."""
    return listing.columns_of(request.args.get("columns", "") or kept_columns or me().list_columns)


def listed(chosen: Selection, found: Filtered | None = None) -> dict[str, Any]:
    """What a list and its fragments show; a saved list brings its sort and columns."""
    found = found or Filtered()
    kept_sort, kept_columns = (found.saved.sort, found.saved.shown) if found.saved else ("name", "")
    page, sort = paging.asked(), Sort.parse(request.args.get("sort", kept_sort))
    columns = asked_columns(kept_columns)
    ids, total = _page(chosen, sort, page)
    view = (
        {key: request.args[key] for key in ("q", "sort") if request.args.get(key)}
        | found.args
        | ({"archived": "1"} if chosen.archived else {})
    )
    return {
        "chosen": chosen,
        "found": found,
        "view": urlencode({"q": chosen.search} | found.args),
        **_foot(page, total),
        "sort": sort,
        "columns": columns,
        "rows": listing.rows(ids, columns),
        "trail": f"?{urlencode(view)}&n=" if view else "?n=",
        **names(),
    }


def _foot(page: paging.Page, total: int | None) -> dict[str, Any]:
    """What stands under a list; a total that is not known yet is named by the state it is of, so that no other's comes in its place."""
    return {
        "total": total,
        "page": page,
        "last": None if total is None else page.last(total),
        "more": total is None or page.offset + page.size < total,
        "sizes": paging.SIZES,
        "stamp": newest(),
    }


def _page(chosen: Selection, sort: Sort, page: paging.Page) -> tuple[list[int], int | None]:
    """The ids of a page and the total; None where that is dear and comes after the page, unless this is where it ends."""
    total = selection.count(chosen, me()) if chosen.archived or "total" in request.args else selection.quick(chosen, me())
    ids = listing.page_ids(chosen, sort, page.offset, page.size + (total is None), me())
    if total is None and len(ids) <= page.size:
        total = page.offset + len(ids) if ids or page.number == 1 else selection.count(chosen, me())
    return ids[: page.size], total


def names() -> dict[str, Any]:
    """The words that cells of a list need: types, members and fields."""
    return {
        "types": kept("types", lambda: dict(Choice.select(Choice.id, Choice.label).tuples())),
        "owners": kept("owners", lambda: dict(Member.select(Member.id, Member.name).tuples())),
        "sorts": listing.sortable(),
        "FIELDS": FIELDS,
        "editable": _EDITABLE.union(FIELDS.custom),
    }


_EDITABLE = frozenset(key for key, known in CONTACT.items() if known.editable or key in ("email", "phone"))


def _moved() -> list[str]:
    asked = request.args.get("columns", "") or ",".join(request.args.getlist("column")) or me().list_columns
    return moved(listing.columns_of(asked), request.args)


def _columns(keys: list[str]) -> dict[str, Any]:
    rest = [key for key in listing.columnable() if key not in keys]
    return {
        "chosen_columns": keys,
        "other_columns": rest,
        "FIELDS": FIELDS,
        "next": safe_path(request.args.get("next"), url_for("contacts.index")),
    }


def _steps() -> list[tuple[bool, str, str]]:
    """The first steps of a new office: done or not, in words, and where; none for members, when all are done, or closed."""
    if not access.is_admin(me()) or office().steps_closed:
        return []
    people_here = Contact.select().where(Contact.state == LIVE).limit(1).exists()
    steps = [
        (office().name != "Kith", "Say what your office is called", url_for("settings.show_office")),
        (people_here, "Bring people in", url_for("imports.new")),
        (Note.select().limit(1).exists(), "Write a first note about somebody", url_for("contacts.index")),
        (Member.select().count() > 1 or bool(invitations.pending()), "Invite a colleague", url_for("members.index")),
    ]
    return steps if not all(done for done, *_ in steps) else []
