"""One field of a person, changed where it is shown: in a cell of the list, or on the record."""

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.contacts.blueprint import blueprint
from blueprints.contacts.lists import names
from blueprints.contacts.pages import choices, record
from blueprints.web import hypermedia, load
from blueprints.web.guard import me, office, once_key
from blueprints.web.repeats import done, first_time
from blueprints.web.uploads import uploads
from crm import access, contacts
from crm.contacts import Changed, addresses, listing
from crm.custom_fields import attaching
from crm.errors import CrmError, NotFound
from crm.fields import FIELDS
from crm.fields.registry import Field
from crm.models import Contact, ContactEmail, ContactPhone

_WAYS = {"email": (addresses.emails_of, "address"), "phone": (addresses.phones_of, "typed")}


@blueprint.get("/contacts/<int:contact_id>/fields/<key>")
def show_field(contact_id: int, key: str) -> Response:
    """The field as an input; `as=value` gives the value again, for who changes nothing."""
    contact, known = load.contact(contact_id), _field(key)
    if request.args.get("as") == "value":
        return _shown(contact, key)
    access.require_edit(me())
    contacts.require_live(contact)
    return _form(contact, known, _now(contact, key))


@blueprint.post("/contacts/<int:contact_id>/fields/<key>")
def change_field(contact_id: int, key: str) -> Response | Redirect:
    """Set one field; what was typed wrong, or what somebody else changed meanwhile, keeps the input open."""
    contact, known = load.contact(contact_id), _field(key)
    value, saw = "; ".join(filter(None, request.form.getlist("value"))), request.form.get("shown", "")
    try:
        first_time(lambda: _change(contact, key, value, saw))
    except CrmError as error:
        return _form(contact, known, value, error)
    if not hypermedia.is_partial():
        return hypermedia.done(url_for("contacts.show", contact_id=contact.id), operation=done())
    return _shown(load.contact(contact.id), key, saved=True)


def _field(key: str) -> Field:
    known = FIELDS.get(key)
    if known is None or not (known.editable or key in _WAYS):
        raise NotFound()
    return known


def _change(contact: Contact, key: str, value: str, saw: str) -> object:
    sent = next(uploads(), None)
    if sent and FIELDS[key].custom:
        return attaching.attach(contact, FIELDS[key], *sent, by=me(), key=once_key())
    if key not in _WAYS:
        return contacts.edit(contact, {key: value}, by=me(), shown={key: saw}, key=once_key())
    access.require_edit(me())
    contacts.require_live(contact)
    row, now = _first(contact, key), _now(contact, key)
    if now not in (saw, value):
        raise Changed(key=key, label=FIELDS[key].label, theirs=now, yours=value, before=saw)
    return _change_way(contact, row, key, value)


def _change_way(contact: Contact, row: Any, key: str, value: str) -> object:
    region = office().phone_region
    if isinstance(row, ContactEmail):
        return addresses.change_email(row, value, by=me(), key=once_key())
    if isinstance(row, ContactPhone):
        return addresses.change_phone(row, value, region=region, by=me(), key=once_key())
    if not value.strip():
        return None
    if key == "email":
        return addresses.add_email(contact, value, by=me(), key=once_key())
    return addresses.add_phone(contact, value, region=region, by=me(), key=once_key())


def _first(contact: Contact, key: str) -> Any:
    rows = _WAYS[key][0](contact)
    return rows[0] if rows else None


def _now(contact: Contact, key: str) -> str:
    if key not in _WAYS:
        return contacts.as_typed(contact, key)
    row = _first(contact, key)
    return str(getattr(row, _WAYS[key][1])) if row else ""


def _place() -> str:
    return "list" if request.values.get("place") == "list" else "record"


def _form(contact: Contact, known: Field, value: str, error: CrmError | None = None) -> Response:
    clash = error if isinstance(error, Changed) else None
    shown = clash.theirs if clash else request.form.get("shown", value)
    context = {
        "contact": contact,
        "known": known,
        "value": value,
        "shown": shown,
        "clash": clash,
        "problem": str(error) if error else "",
        "place": _place(),
        "choices": choices(),
    }
    return hypermedia.page("contacts/field.html", "contacts/_field_form.html", error.status if error else 200, **context)


def _shown(contact: Contact, key: str, saved: bool = False) -> Response:
    toasted = done() if saved else None
    if _place() == "list":
        [row] = listing.rows([contact.id], (key,))
        context = {"row": row, "columns": (key,), "toasted": toasted, "saved": saved, **names()}
        return make_response(render_template("contacts/cell.html", **context))
    shown = record(contact)
    if key in _WAYS:
        shown["values"] |= {key: _now(contact, key)}
    return make_response(render_template("contacts/value.html", key=key, toasted=toasted, saved=saved, **shown))
