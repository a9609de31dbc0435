"""Acts on people: each loads, reads its form, does one verb, and shows what changed."""

from collections.abc import Callable

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.contacts.blueprint import blueprint
from blueprints.contacts.forms import GROUPS, Edit, New, typed
from blueprints.contacts.pages import choices, record
from blueprints.web import hypermedia, load
from blueprints.web.guard import me, once_key, settings
from blueprints.web.repeats import done, first_time
from crm import contacts, dnc, notes, tags
from crm.contacts import Changed, addresses
from crm.errors import CrmError
from crm.fields import FIELDS
from crm.models import Contact, ContactEmail, ContactPhone, Note
from crm.models.dnc import CHANNELS


@blueprint.post("/contacts")
def create() -> Response | Redirect:
    """Make a new person."""
    form = New(request.form)
    person = contacts.Form(typed(form), form.email.data or "", form.phone.data or "")
    try:
        made = first_time(lambda: contacts.create(person, by=me(), region=settings().phone_region, key=once_key()))
    except CrmError as error:
        page = render_template("contacts/new.html", form=form, problem=str(error), FIELDS=FIELDS, groups=GROUPS, choices=choices())
        return make_response(page, error.status)
    made = made or Contact.get(Contact.born == done())
    url = url_for("contacts.new") if request.form.get("again") else url_for("contacts.show", contact_id=made.id)
    return hypermedia.done(url, operation=done())


@blueprint.post("/contacts/<int:contact_id>")
def update(contact_id: int) -> Response | Redirect:
    """Save a person's fields; a field somebody else changed meanwhile is shown with both values."""
    contact, form = load.contact(contact_id), Edit(request.form)
    shown = {key: request.form[f"shown_{key}"] for key in typed(form) if f"shown_{key}" in request.form}
    sent = {key: value for key, value in typed(form).items() if key in request.form}
    wanted = {k: v for k, v in sent.items() if k not in shown or v.replace("\r\n", "\n") != shown[k].replace("\r\n", "\n")}
    try:
        seen = {k: v for k, v in shown.items() if k in wanted}
        first_time(lambda: contacts.edit(contact, wanted, by=me(), shown=seen, key=once_key()))
    except CrmError as error:
        return _edit_again(contact, form, shown, error)
    return hypermedia.done(url_for("contacts.show", contact_id=contact.id), operation=done())


@blueprint.post("/contacts/<int:contact_id>/tags")
def add_tag(contact_id: int) -> Response | Redirect:
    """Tag a person."""
    contact = load.contact(contact_id)
    return _act(contact, "tags", lambda: tags.put_on(contact, request.form.get("name", ""), by=me(), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/tags/<int:tag_id>/removal")
def remove_tag(contact_id: int, tag_id: int) -> Response | Redirect:
    """Take a tag off a person."""
    contact = load.contact(contact_id)
    return _act(contact, "tags", lambda: tags.take_off(contact, load.tag_of(contact, tag_id), by=me(), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/notes")
def add_note(contact_id: int) -> Response | Redirect:
    """Write a note."""
    contact = load.contact(contact_id)
    return _act(
        contact, "activity", lambda: notes.add(contact, request.form.get("text", ""), by=me(), key=once_key()), request.form.get("text", "")
    )


@blueprint.post("/contacts/<int:contact_id>/notes/<int:note_id>/removal")
def remove_note(contact_id: int, note_id: int) -> Response | Redirect:
    """Take a note away."""
    contact = load.contact(contact_id)
    return _act(contact, "activity", lambda: notes.remove(load.row(Note, note_id, contact), by=me(), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/emails")
def add_email(contact_id: int) -> Response | Redirect:
    """Add an e-mail address."""
    contact, form = load.contact(contact_id), request.form
    return _act(
        contact, "ways", lambda: addresses.add_email(contact, form.get("address", ""), label=form.get("label", ""), by=me(), key=once_key())
    )


@blueprint.post("/contacts/<int:contact_id>/phones")
def add_phone(contact_id: int) -> Response | Redirect:
    """Add a phone number."""
    contact, form, region = load.contact(contact_id), request.form, settings().phone_region
    return _act(
        contact,
        "ways",
        lambda: addresses.add_phone(contact, form.get("number", ""), region=region, label=form.get("label", ""), by=me(), key=once_key()),
    )


@blueprint.post("/contacts/<int:contact_id>/emails/<int:row_id>/removal")
def remove_email(contact_id: int, row_id: int) -> Response | Redirect:
    """Take an e-mail address away."""
    contact = load.contact(contact_id)
    return _act(contact, "ways", lambda: addresses.remove(load.row(ContactEmail, row_id, contact), by=me(), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/phones/<int:row_id>/removal")
def remove_phone(contact_id: int, row_id: int) -> Response | Redirect:
    """Take a phone number away."""
    contact = load.contact(contact_id)
    return _act(contact, "ways", lambda: addresses.remove(load.row(ContactPhone, row_id, contact), by=me(), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/dnc")
def block(contact_id: int) -> Response | Redirect:
    """Record that channels must not be used."""
    contact = load.contact(contact_id)
    channels = sum(bit for name, bit in CHANNELS.items() if name in request.form.getlist("channel"))
    return _act(contact, "ways", lambda: dnc.add(contact, channels, by=me(), reason=request.form.get("reason", ""), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/archive")
def archive(contact_id: int) -> Response | Redirect:
    """Put a person into the archive."""
    contact = load.contact(contact_id)
    first_time(lambda: contacts.archive(contact, by=me(), key=once_key()))
    return hypermedia.done(url_for("contacts.index"), operation=done())


@blueprint.post("/contacts/<int:contact_id>/restoration")
def restore(contact_id: int) -> Response | Redirect:
    """Bring a person back from the archive."""
    contact = load.contact(contact_id)
    first_time(lambda: contacts.restore(contact, by=me(), key=once_key()))
    return hypermedia.done(url_for("contacts.show", contact_id=contact_id), operation=done())


def _act(contact: Contact, part: str, verb: Callable[[], object], text: str = "") -> Response | Redirect:
    """Do a verb on a record: the fragment that shows it, or the record page again; what was typed is never lost."""
    try:
        contacts.require_live(contact)
        first_time(verb)
    except CrmError as error:
        template = f"contacts/_{part}.html" if hypermedia.is_partial() else "contacts/show.html"
        return make_response(render_template(template, toasted=None, **record(contact, str(error), text)), error.status)
    if not hypermedia.is_partial():
        return hypermedia.done(url_for("contacts.show", contact_id=contact.id), operation=done())
    return make_response(render_template("contacts/changed.html", part=part, toasted=done(), **record(load.contact(contact.id))))


def _edit_again(contact: Contact, form: Edit, shown: dict[str, str], error: CrmError) -> Response:
    clash = error if isinstance(error, Changed) else None
    if clash:
        shown = {**shown, clash.key: clash.theirs}
    context = {
        "form": form,
        "shown": shown,
        "problem": str(error),
        "clash": clash,
        "FIELDS": FIELDS,
        "groups": GROUPS,
        "choices": choices(),
    }
    return make_response(render_template("contacts/edit.html", contact=contact, **context), error.status)
