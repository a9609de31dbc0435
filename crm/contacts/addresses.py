"""Email addresses and phone numbers of a person: several, one of them primary."""

from typing import Any

from peewee import fn

from crm import access, emails, phones, text
from crm.errors import CrmError
from crm.journal import operation
from crm.journal.change import lock_contacts
from crm.models import LIVE, Contact, ContactEmail, ContactPhone, Member

_LABEL = 60


class NotAnAddress(CrmError):
    """“{value}” is not an email address. It should look like name@example.com."""


class NotANumber(CrmError):
    """“{value}” is not a phone number."""


class Twin(CrmError):
    """{name} has the address {value} already."""

    status = 409


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


def change_email(row: ContactEmail, typed: str, *, by: Member, label: str | None = None, key: str | None = None) -> bool:
    """Correct an address, and its label if one is given; an empty text takes it away. Tells whether anything changed."""
    access.require_edit(by)
    address = text.single_line(typed)
    if not address:
        return _taken_away(row, by, key)
    if not emails.is_address(address):
        raise NotAnAddress(value=address)
    with operation("email.edited", by=by, title=f"Changed {row.address} to {address} for {row.contact.name}", key=key) as op:
        twin = _twin(ContactEmail, row.contact, ContactEmail.email_key == emails.key(address))
        if twin is not None and twin.id != row.id:
            raise Twin(value=address, name=row.contact.name)
        valid = row.valid if address == row.address else 1
        return op.put(row, address=address, valid=valid, label=row.label if label is None else text.label(label)[:_LABEL])


def change_phone(row: ContactPhone, typed: str, *, region: str, by: Member, label: str | None = None, key: str | None = None) -> bool:
    """Correct a number, and its label if one is given; an empty text takes it away. Tells whether anything changed."""
    access.require_edit(by)
    number = phones.plain(text.single_line(typed))
    if not number:
        return _taken_away(row, by, key)
    if not phones.is_number(number):
        raise NotANumber(value=number)
    with operation("phone.edited", by=by, title=f"Changed {row.typed} to {number} for {row.contact.name}", key=key) as op:
        e164 = row.e164 if number == row.typed else phones.e164(number, region)
        return op.put(row, typed=number, e164=e164, label=row.label if label is None else text.label(label)[:_LABEL])


def set_primary(row: ContactEmail | ContactPhone, *, by: Member, key: str | None = None) -> bool:
    """Make an address or number the one that is shown first and used first."""
    access.require_edit(by)
    kind, what = _kind(row, "primary")
    column = "primary_email" if isinstance(row, ContactEmail) else "primary_phone"
    with operation(kind, by=by, title=f"Made {what} the primary one of {row.contact.name}", key=key) as op:
        return op.put(row.contact, **{column: row.id})


def set_valid(row: ContactEmail, valid: bool, *, by: Member, key: str | None = None) -> bool:
    """Mark an address as one that no longer works, or as working again."""
    access.require_edit(by)
    said = "works again" if valid else "no longer works"
    with operation("email.edited", by=by, title=f"{row.address} of {row.contact.name} {said}", key=key) as op:
        return op.put(row, valid=int(valid))


def remove(row: ContactEmail | ContactPhone, *, by: Member, key: str | None = None) -> None:
    """Take an address or number away from its person."""
    access.require_edit(by)
    kind, what = _kind(row, "removed")
    with operation(kind, by=by, title=f"Removed {what} from {row.contact.name}", key=key) as op:
        op.remove(row)


def emails_of(contact: Contact) -> list[ContactEmail]:
    """A person's addresses, the primary one first."""
    return _of(ContactEmail, contact, contact.primary_email)


def phones_of(contact: Contact) -> list[ContactPhone]:
    """A person's numbers, the primary one first."""
    return _of(ContactPhone, contact, contact.primary_phone)


def _kind(row: ContactEmail | ContactPhone, act: str) -> tuple[str, str]:
    """The kind of an event and the address or number it is about."""
    return (f"email.{act}", row.address) if isinstance(row, ContactEmail) else (f"phone.{act}", row.typed)


def _taken_away(row: ContactEmail | ContactPhone, by: Member, key: str | None) -> bool:
    remove(row, by=by, key=key)
    return True


def _of(model: Any, contact: Contact, primary: int | None) -> list[Any]:
    rows = list(model.select().where((model.contact == contact.id) & (model.state == LIVE)).order_by(model.position, model.id))
    return sorted(rows, key=lambda row: row.id != primary)


def _twin(model: Any, contact: Contact, same: object) -> Any:
    lock_contacts([contact.id])
    return model.select().where((model.contact == contact.id) & (model.state == LIVE) & same).first()


def _next(model: Any, contact: Contact) -> int:
    return (model.select(fn.MAX(model.position)).where(model.contact == contact.id).scalar() or 0) + 1
