"""E-mail addresses and phone numbers of a person: several, one of them primary."""

from typing import Any

from peewee import fn

from crm import access, emails, phones, text
from crm.errors import CrmError
from crm.journal import operation
from crm.journal.change import lock_contacts
from crm.models import LIVE, Contact, ContactEmail, ContactPhone, Member


class NotAnAddress(CrmError):
    """“{value}” is not an e-mail address. It should look like name@example.com."""


class NotANumber(CrmError):
    """“{value}” is not a phone number."""


def add_email(contact: Contact, typed: str, *, by: Member, label: str = "", key: str | None = None) -> ContactEmail:
    """Add an address to a person; one they have already is no change."""
    access.require_edit(by)
    address = text.single_line(typed)
    if not emails.is_address(address):
        raise NotAnAddress(value=address)
    with operation("email.added", by=by, title=f"Added {address} to {contact.name}", key=key) as op:
        twin = _twin(ContactEmail, contact, ContactEmail.email_key == emails.key(address))
        return twin or op.add(
            ContactEmail, contact=contact, address=address, label=text.label(label), position=_next(ContactEmail, contact)
        )


def add_phone(contact: Contact, typed: str, *, region: str, by: Member, label: str = "", key: str | None = None) -> ContactPhone:
    """Add a number to a person, kept as typed and understood as dialled from `region`."""
    access.require_edit(by)
    number = phones.plain(text.single_line(typed))
    if not phones.is_number(number):
        raise NotANumber(value=number)
    with operation("phone.added", by=by, title=f"Added {number} to {contact.name}", key=key) as op:
        e164 = phones.e164(number, region)
        twin = _twin(ContactPhone, contact, ContactPhone.typed == number)
        return twin or op.add(
            ContactPhone, contact=contact, typed=number, e164=e164, label=text.label(label), position=_next(ContactPhone, contact)
        )


def remove(row: ContactEmail | ContactPhone, *, by: Member, key: str | None = None) -> None:
    """Take an address or number away from its person."""
    access.require_edit(by)
    kind, what = ("email.removed", row.address) if isinstance(row, ContactEmail) else ("phone.removed", row.typed)
    with operation(kind, by=by, title=f"Removed {what} from {row.contact.name}", key=key) as op:
        op.remove(row)


def emails_of(contact: Contact) -> list[ContactEmail]:
    """A person's addresses, the primary one first."""
    return _of(ContactEmail, contact, contact.primary_email)


def phones_of(contact: Contact) -> list[ContactPhone]:
    """A person's numbers, the primary one first."""
    return _of(ContactPhone, contact, contact.primary_phone)


def _of(model: Any, contact: Contact, primary: int | None) -> list[Any]:
    rows = list(model.select().where((model.contact == contact.id) & (model.state == LIVE)).order_by(model.position, model.id))
    return sorted(rows, key=lambda row: row.id != primary)


def _twin(model: Any, contact: Contact, same: object) -> Any:
    lock_contacts([contact.id])
    return model.select().where((model.contact == contact.id) & (model.state == LIVE) & same).first()


def _next(model: Any, contact: Contact) -> int:
    return (model.select(fn.MAX(model.position)).where(model.contact == contact.id).scalar() or 0) + 1
