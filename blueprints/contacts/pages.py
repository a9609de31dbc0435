"""Pages of people: GET only."""

from typing import Any

from flask import Response, render_template, request, stream_with_context

from blueprints.contacts.blueprint import blueprint
from blueprints.contacts.forms import EDITED, GROUPS, Edit, New
from blueprints.web import hypermedia, load, paging
from blueprints.web.guard import me, settings
from crm import clock, contacts, dnc, notes, selection, tags
from crm.contacts import addresses, listing
from crm.contacts.listing import Sort
from crm.exporting import files, people
from crm.fields import FIELDS
from crm.journal import feed
from crm.models import LIVE, Choice, Contact, Member
from crm.selection import Selection
from crm.stamp import kept


@blueprint.get("/contacts")
def index() -> Response:
    """The list: search, sort and page stand in the address."""
    return hypermedia.page("contacts/index.html", "contacts/_list.html", **_list(Selection(search=_typed())))


@blueprint.get("/archive")
def archived() -> Response:
    """The archive: people who were put away, each to be restored."""
    return hypermedia.page("contacts/archive.html", "contacts/_list.html", **_list(Selection(search=_typed(), archived=True)))


@blueprint.get("/contacts/new")
def new() -> str:
    """The form for a new person."""
    return render_template("contacts/new.html", form=New(), problem="", FIELDS=FIELDS, groups=GROUPS, choices=choices())


@blueprint.get("/contacts/<int:contact_id>")
def show(contact_id: int) -> str:
    """One person: what we know, what happened."""
    return render_template("contacts/show.html", **record(load.contact(contact_id)))


@blueprint.get("/contacts/<int:contact_id>/timeline")
def timeline(contact_id: int) -> Response:
    """Older entries of a person's timeline."""
    contact = load.contact(contact_id)
    entries = feed.of(contact, before=request.args.get("before", type=int))
    return hypermedia.page("contacts/timeline.html", "contacts/_entries.html", contact=contact, entries=entries, size=feed.SIZE)


@blueprint.get("/contacts/<int:contact_id>/edit")
def edit(contact_id: int) -> str:
    """The form of a person's fields."""
    contact = load.contact(contact_id)
    shown = {key: contacts.as_typed(contact, key) for key in EDITED}
    context = {"form": Edit(data=shown), "shown": shown, "problem": "", "clash": None, "FIELDS": FIELDS, "groups": GROUPS}
    return render_template("contacts/edit.html", contact=contact, choices=choices(), **context)


@blueprint.get("/contacts/export")
def export() -> Response:
    """The list as CSV: everybody, what a search finds, or chosen people."""
    ids = tuple(request.args.getlist("id", type=int)) or None
    chosen = Selection(search=_typed(), ids=ids)
    columns = people.columns_of(request.args.get("columns", "data"))
    name = f"contacts-{clock.today(settings().timezone)}.csv"
    answer = Response(stream_with_context(files.stream(chosen, columns, me())), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def choices() -> dict[str, list[tuple[str, str]]]:
    """What may be chosen in forms: the contact types and the members."""
    types = Choice.select(Choice.key, Choice.label).where((Choice.field == "type") & (Choice.state == LIVE)).order_by(Choice.position)
    members = Member.select(Member.email, Member.name).where(Member.state == LIVE).order_by(Member.name)
    return {"type": list(types.tuples()), "owner": list(members.tuples())}


def record(contact: Contact, problem: str = "", typed: str = "") -> dict[str, Any]:
    """Everything the record page and its fragments show."""
    return {
        "contact": contact,
        "values": contacts.values_of(contact),
        "emails": addresses.emails_of(contact),
        "phones": addresses.phones_of(contact),
        "tags": tags.of(contact),
        "notes": notes.of(contact),
        "blocks": dnc.of(contact),
        "entries": feed.of(contact),
        "size": feed.SIZE,
        "problem": problem,
        "typed": typed,
        "FIELDS": FIELDS,
        "groups": GROUPS,
        "LIVE": LIVE,
    }


def _typed() -> str:
    return request.args.get("q", "").strip()[:200]


def _list(chosen: Selection) -> dict[str, Any]:
    page, sort, actor = paging.asked(), Sort.parse(request.args.get("sort", "name")), me()
    total = selection.count(chosen, actor)
    return {
        "chosen": chosen,
        "total": total,
        "page": page,
        "last": page.last(total),
        "sort": sort,
        "rows": listing.rows(listing.page_ids(chosen, sort, page.offset, page.size, actor)),
        "types": kept("types", lambda: dict(Choice.select(Choice.id, Choice.label).tuples())),
        "owners": kept("owners", lambda: dict(Member.select(Member.id, Member.name).tuples())),
        "sizes": paging.SIZES,
    }
