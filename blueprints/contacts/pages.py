"""Pages of one person: GET only."""

from pathlib import Path
from typing import Any

from flask import Response, abort, render_template, request, send_file, url_for

from blueprints.contacts import composer
from blueprints.contacts.blueprint import blueprint
from blueprints.contacts.forms import edit_form, edited, groups, new_form
from blueprints.contacts.lists import typed
from blueprints.web import filtered, load
from blueprints.web import timeline as timeline_of
from blueprints.web.guard import me, settings
from crm import access, contacts, dnc, duplicates, followers, samples, selection, tags
from crm.businesses import belonging
from crm.contacts import addresses, archived, neighbours, photos
from crm.contacts.listing import Sort
from crm.fields import FIELDS
from crm.fields import typed as as_form
from crm.models import LIVE, Choice, Contact, Member
from crm.selection import Selection


@blueprint.get("/contacts/new")
def new() -> str:
    """The form for a new person; `name` in the address is what was typed elsewhere."""
    access.require_edit(me())
    first, last = contacts.split_name(request.args.get("name", "")[:200])
    start = {key: as_form(known, known.own.default) for key, known in FIELDS.custom.items()}
    form = new_form(data={"first_name": first, "last_name": last, **start})
    return render_template("contacts/new.html", form=form, **blank())


def blank(problem: str = "", alike: list[duplicates.Match] | None = None) -> dict[str, Any]:
    """What the form for a new person needs beside the form."""
    return {"problem": problem, "alike": alike or [], "FIELDS": FIELDS, "groups": groups(), "choices": choices()}


@blueprint.get("/contacts/<int:contact_id>")
def show(contact_id: int) -> str:
    """One person: what we know, what happened, and who stands beside them in the list one came from."""
    contact = load.contact(contact_id)
    return render_template("contacts/show.html", beside=_beside(contact), **record(contact))


@blueprint.get("/contacts/<int:contact_id>/composer")
def compose(contact_id: int) -> str:
    """The composer with another tab open."""
    contact = load.contact(contact_id)
    access.require_edit(me())
    return render_template("contacts/_composer.html", contact=contact, problem="", typed="", **composer.context(contact))


@blueprint.get("/contacts/<int:contact_id>/timeline")
def timeline(contact_id: int) -> Response:
    """A person's timeline, narrowed by kind, member, days or words; `before` gives older entries."""
    contact = load.contact(contact_id)
    return timeline_of.page(contact, contact=contact, **composer.written(contact))


@blueprint.get("/contacts/<int:contact_id>/edit")
def edit(contact_id: int) -> str:
    """The form of a person's fields."""
    contact = load.contact(contact_id)
    access.require_edit(me())
    shown = {key: contacts.as_typed(contact, key) for key in edited()}
    context = {"form": edit_form(data=shown), "shown": shown, "problem": "", "clash": None, "FIELDS": FIELDS, "groups": groups()}
    return render_template("contacts/edit.html", contact=contact, choices=choices(), **context)


@blueprint.get("/contacts/<int:contact_id>/archive")
def confirm_archive(contact_id: int) -> str:
    """What goes into the archive with a person."""
    contact = load.contact(contact_id)
    access.require_edit(me())
    return render_template("contacts/confirm_archive.html", contact=contact, belongings=archived.belongings(contact, me()))


@blueprint.get("/contacts/<int:contact_id>/photo")
def photo(contact_id: int) -> Response:
    """A person's picture; its address changes with it."""
    path = photos.path_of(load.contact(contact_id), photo_folder())
    if path is None:
        abort(404)
    answer = send_file(path, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def photo_folder() -> Path:
    """Where pictures are kept."""
    return settings().data / "photos"


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
        "belongings": belonging.of(contact),
        "emails": addresses.emails_of(contact),
        "phones": addresses.phones_of(contact),
        "tags": tags.of(contact),
        **composer.context(contact),
        **composer.written(contact),
        **composer.planned(contact),
        "blocks": dnc.of(contact),
        **followers.around(contact),
        "alike": duplicates.of_contact(contact, me()) if contact.state == LIVE else [],
        "sample": samples.is_sample(contact),
        "problem": problem,
        "typed": typed,
        "FIELDS": FIELDS,
        "groups": groups(),
        "LIVE": LIVE,
        **timeline_of.shown(contact),
    }


def _beside(contact: Contact) -> dict[str, Any] | None:
    """Position and neighbours in the list one came from; nothing when one came from nowhere."""
    number = request.args.get("n", type=int)
    if not number or number < 1:
        return None
    found = filtered.asked()
    chosen = Selection(search=typed(), archived=request.args.get("archived") == "1", tree=found.tree)
    sort = Sort.parse(request.args.get("sort", found.saved.sort if found.saved else "name"))
    before, after = neighbours.of(contact, chosen, sort, me())
    view = {key: request.args[key] for key in ("q", "sort", "archived") if request.args.get(key)} | found.args
    back = {key: value for key, value in view.items() if key != "archived"}

    def there(contact_id: int | None, at: int) -> str:
        return url_for("contacts.show", contact_id=contact_id, **view, n=at) if contact_id else ""

    total = selection.quick(chosen, me())
    return {
        "number": number,
        "total": None if total is None else max(total, number),
        "before": there(before, max(number - 1, 1)),
        "after": there(after, number + 1),
        "back": url_for("contacts.archived" if chosen.archived else "contacts.index", **back, page=(number - 1) // me().page_size + 1),
        "name": _called(found, chosen),
    }


def _called(found: filtered.Filtered, chosen: Selection) -> str:
    """What the list that one came from is called."""
    if found.tree or chosen.search:
        return found.title or ("Filter" if found.tree else f"“{chosen.search}”")
    return "Archive" if chosen.archived else "Contacts"
