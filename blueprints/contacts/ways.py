"""Acts on the ways to reach a person: addresses, numbers, what must not be used; and their picture."""

from typing import Any

from flask import Response, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.contacts.answers import act
from blueprints.contacts.blueprint import blueprint
from blueprints.contacts.pages import photo_folder
from blueprints.web import hypermedia, load
from blueprints.web.guard import me, office, once_key
from blueprints.web.repeats import done, first_time
from crm import contacts, dnc
from crm.contacts import addresses, photos
from crm.models import ContactEmail, ContactPhone

_MODELS: dict[str, Any] = {"emails": ContactEmail, "phones": ContactPhone}


@blueprint.post("/contacts/<int:contact_id>/emails")
def add_email(contact_id: int) -> Response | Redirect:
    """Add an address."""
    contact, address, label = load.contact(contact_id), request.form.get("address", ""), request.form.get("label", "")
    return act(contact, "ways", lambda: addresses.add_email(contact, address, label=label, by=me(), key=once_key()), address)


@blueprint.post("/contacts/<int:contact_id>/phones")
def add_phone(contact_id: int) -> Response | Redirect:
    """Add a number, understood as one of the office's country."""
    contact, number, label = load.contact(contact_id), request.form.get("number", ""), request.form.get("label", "")
    region = office().phone_region
    return act(contact, "ways", lambda: addresses.add_phone(contact, number, region=region, label=label, by=me(), key=once_key()), number)


@blueprint.post("/contacts/<int:contact_id>/<any(emails, phones):ways>/<int:row_id>")
def change_way(contact_id: int, ways: str, row_id: int) -> Response | Redirect:
    """Correct an address or number and its label; an empty one is taken away."""
    contact = load.contact(contact_id)
    value, label, region = request.form.get("value", ""), request.form.get("label", ""), office().phone_region

    def verb() -> bool:
        row = load.row(_MODELS[ways], row_id, contact)
        if isinstance(row, ContactEmail):
            return addresses.change_email(row, value, label=label, by=me(), key=once_key())
        return addresses.change_phone(row, value, label=label, region=region, by=me(), key=once_key())

    return act(contact, "ways", verb)


@blueprint.post("/contacts/<int:contact_id>/<any(emails, phones):ways>/<int:row_id>/primacy")
def prefer_way(contact_id: int, ways: str, row_id: int) -> Response | Redirect:
    """Make an address or number the primary one."""
    contact = load.contact(contact_id)
    return act(contact, "ways", lambda: addresses.set_primary(load.row(_MODELS[ways], row_id, contact), by=me(), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/emails/<int:row_id>/validity")
def judge_email(contact_id: int, row_id: int) -> Response | Redirect:
    """Mark an address as one that no longer works, or as working again."""
    contact, valid = load.contact(contact_id), request.form.get("valid") == "1"
    return act(contact, "ways", lambda: addresses.set_valid(load.row(ContactEmail, row_id, contact), valid, by=me(), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/<any(emails, phones):ways>/<int:row_id>/removal")
def remove_way(contact_id: int, ways: str, row_id: int) -> Response | Redirect:
    """Take an address or number away."""
    contact = load.contact(contact_id)
    return act(contact, "ways", lambda: addresses.remove(load.row(_MODELS[ways], row_id, contact), by=me(), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/dnc")
def block(contact_id: int) -> Response | Redirect:
    """Record that channels must not be used."""
    contact, reason = load.contact(contact_id), request.form.get("reason", "")

    def verb() -> None:
        dnc.add(contact, dnc.mask_of(request.form.getlist("channel")), by=me(), reason=reason, key=once_key())

    return act(contact, "ways", verb)


@blueprint.post("/contacts/<int:contact_id>/photo")
def set_photo(contact_id: int) -> Response | Redirect:
    """Give a person a picture."""
    contact, sent = load.contact(contact_id), request.files.get("photo")

    def verb() -> None:
        if sent is None:
            raise photos.NotAPicture()
        photos.set_photo(contact, sent.stream, folder=photo_folder(), by=me(), key=once_key())

    return act(contact, "ways", verb)


@blueprint.post("/contacts/<int:contact_id>/photo/removal")
def remove_photo(contact_id: int) -> Response | Redirect:
    """Take a person's picture away."""
    contact = load.contact(contact_id)
    contacts.require_live(contact)
    first_time(lambda: photos.remove_photo(contact, by=me(), key=once_key()))
    return hypermedia.done(url_for("contacts.show", contact_id=contact.id), operation=done())
