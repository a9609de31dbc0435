"""The businesses a contact belongs to: one is the primary, whose role is the job title; the others stand in rows with a role each."""

from typing import NamedTuple

from peewee import SQL, Expression, ModelSelect

from crm import access, businesses, contacts
from crm.db import among
from crm.errors import CrmError
from crm.fields import clean, field
from crm.journal import operation, room
from crm.journal.change import Writer, lock_contacts
from crm.models import LIVE, Business, Contact, ContactBusiness, ContactDetail, Member


class NotThere(CrmError):
    """{name} does not belong to {business} any more. Nothing was changed."""

    status = 409


class NobodyChosen(CrmError):
    """Choose somebody to add."""


class Belonging(NamedTuple):
    """One business of a contact, the role there, and whether it is the primary one."""

    business: Business
    role: str
    primary: bool


def of(contact: Contact) -> list[Belonging]:
    """The living businesses of a contact: the primary one, then the others in the order they came."""
    found = [Belonging(contact.business, _title_of(contact), True)] if contact.business_id else []
    rows = _further(contact).order_by(ContactBusiness.id)
    seen = {contact.business_id}
    for row in rows:
        if row.business_id not in seen:
            seen.add(row.business_id)
            found.append(Belonging(row.business, row.role, False))
    return found


def belongs(business_id: int) -> Expression:
    """Whether a contact belongs to a business, primary or not."""
    b = ContactBusiness
    rows = b.select(b.contact).where((b.business == business_id) & (b.state == SQL("1")))
    return (Contact.business == business_id) | Contact.id.in_(rows)


def roles_in(business: Business, people: list[int]) -> dict[int, tuple[str, bool]]:
    """The role of each of these people in a business, and whether it is their primary one."""
    b, d = ContactBusiness, ContactDetail
    further = b.select(b.contact, b.role).where(among(b.contact, people) & (b.business == business.id) & (b.state == LIVE))
    found = {contact: (role, False) for contact, role in further.tuples()}
    here = among(Contact.id, people) & (Contact.business == business.id)
    first = Contact.select(Contact.id, d.job_title).left_outer_join(d, on=(d.contact == Contact.id)).where(here)
    return found | {contact: (role or "", True) for contact, role in first.tuples()}


def add(contact: Contact, name: str, role: str = "", *, by: Member, key: str | None = None) -> None:
    """Let a contact belong to one more business, made when there is none of that name; the first one is the primary."""
    access.require_edit(by)
    bare, said = clean(field("business"), name), clean(field("job_title"), role)
    if not bare:
        raise businesses.NoName()
    with operation("business.joined", by=by, title=f"Added {bare} to {contact.name}{f', as {said}' if said else ''}", key=key) as op:
        firm = businesses.named(bare, by=by)
        _join(op, _held(contact), firm, said)


def join(contact: Contact, business: Business, *, by: Member, key: str | None = None) -> None:
    """Let a contact belong to a business that is there."""
    access.require_edit(by)
    with operation("business.joined", by=by, title=f"Added {contact.name} to {business.name}", key=key) as op:
        now = _held(contact)
        if not Business.select().where((Business.id == business.id) & (Business.state == LIVE)).exists():
            raise businesses.BusinessGone(name=business.name)
        _join(op, now, business, "")


def set_role(contact: Contact, business: Business, role: str, *, by: Member, key: str | None = None) -> None:
    """Say what somebody does at a business; at the primary one that is the job title."""
    access.require_edit(by)
    said = clean(field("job_title"), role)
    title = f"{contact.name} is {said} at {business.name}" if said else f"Took the role at {business.name} from {contact.name}"
    with operation("business.role", by=by, title=title, key=key) as op:
        now = _held(contact)
        if now.business_id == business.id:
            op.put(now, job_title=said)
        else:
            op.put(_row(now, business), role=said)


def prefer(contact: Contact, business: Business, *, by: Member, key: str | None = None) -> None:
    """Make a business the primary one; the one before stays, with the role the job title told."""
    access.require_edit(by)
    with operation("business.preferred", by=by, title=f"Made {business.name} the primary business of {contact.name}", key=key) as op:
        now = _held(contact)
        if now.business_id == business.id:
            return
        row, before, role = _row(now, business), now.business, _title_of(now)
        op.remove(row)
        op.put(now, business=business.id, job_title=row.role)
        if before is not None and before.state == LIVE:
            _keep(op, now, before, role)


def leave(contact: Contact, business: Business, *, by: Member, key: str | None = None) -> None:
    """Take a contact out of a business; when it was the primary one, the next becomes that."""
    access.require_edit(by)
    with operation("business.left", by=by, title=f"Took {contact.name} out of {business.name}", key=key) as op:
        now = _held(contact)
        for row in _further(now).where(ContactBusiness.business == business.id):
            op.remove(row)
        if now.business_id == business.id:
            _succeed(op, now)


def _succeed(op: Writer, contact: Contact) -> None:
    following = _further(contact).order_by(ContactBusiness.id).first()
    if following is None:
        op.put(contact, business=None)
        return
    op.remove(following)
    op.put(contact, business=following.business_id, job_title=following.role)


def _join(op: Writer, contact: Contact, business: Business, role: str) -> None:
    if contact.business_id is None:
        op.put(contact, business=business.id, **({"job_title": role} if role else {}))
    elif contact.business_id == business.id:
        op.put(contact, **({"job_title": role} if role else {}))
    else:
        _keep(op, contact, business, role)


def _keep(op: Writer, contact: Contact, business: Business, role: str) -> None:
    row = _further(contact).where(ContactBusiness.business == business.id).first()
    if row is None:
        op.add(ContactBusiness, contact=contact, business=business, role=role)
    elif role:
        op.put(row, role=role)


def _further(contact: Contact) -> ModelSelect:
    b = ContactBusiness
    here = (b.contact == contact.id) & (b.state == LIVE) & (Business.state == LIVE)
    return b.select(b, Business).join(Business, on=(Business.id == b.business)).where(here)


def _row(contact: Contact, business: Business) -> ContactBusiness:
    row: ContactBusiness | None = _further(contact).where(ContactBusiness.business == business.id).first()
    if row is None:
        raise NotThere(name=contact.name, business=business.name)
    return row


def _held(contact: Contact) -> Contact:
    """The contact as it stands, held until the transaction ends, and no business is deleted meanwhile. Raises NotLive."""
    room.hold_businesses()
    lock_contacts([contact.id])
    now: Contact = Contact.get_by_id(contact.id)
    contacts.require_live(now)
    return now


def _title_of(contact: Contact) -> str:
    return str(ContactDetail.select(ContactDetail.job_title).where(ContactDetail.contact == contact.id).scalar() or "")
