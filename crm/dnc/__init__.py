"""Do not contact: evidence rows, added by staff or by the person, never lowered by accident."""

import hashlib
from collections.abc import Iterable

from crm import access
from crm.errors import CrmError
from crm.journal import operation
from crm.models import LIVE, Contact, ContactEmail, Dnc, Member
from crm.models.dnc import ALL, CHANNELS, PERSON, STAFF


class NoChannel(CrmError):
    """Which channels must not be used? Tick at least one of email, text, call and post; nothing was recorded."""


def add(contact: Contact, channels: int, *, by: Member, reason: str = "", rank: int = STAFF, key: str | None = None) -> Dnc:
    """Record that these channels (a sum of CHANNELS) must not be used for a contact. Raises NoChannel."""
    access.require_edit(by)
    if not 0 < channels <= ALL:
        raise NoChannel()
    kind = "dnc.person" if rank == PERSON else "dnc.added"
    with operation(kind, by=by, title=f"Do not contact {contact.name}: {words(channels)}", key=key) as op:
        return op.add(Dnc, contact=contact, channels=channels, rank=rank, reason=reason, address_hash=address_hash(contact))


def of(contact: Contact) -> list[Dnc]:
    """The living evidence about a contact, oldest first."""
    return list(Dnc.select().where((Dnc.contact == contact.id) & (Dnc.state == LIVE)).order_by(Dnc.id))


def mask_of(names: Iterable[str]) -> int:
    """The mask of channels by name, and `all` for everything. Raises NoChannel."""
    each = {**CHANNELS, "all": ALL}
    found = 0
    for name in names:
        if name not in each:
            raise NoChannel()
        found |= each[name]
    return found


def words(mask: int) -> str:
    """A mask of channels in words."""
    return "everything" if mask == ALL else ", ".join(name for name, bit in CHANNELS.items() if mask & bit)


def address_hash(contact: Contact) -> str:
    """The hash of a contact's first address, which keeps blocking it after the contact is gone."""
    row = ContactEmail.select(ContactEmail.email_key).where((ContactEmail.contact == contact.id) & (ContactEmail.state == LIVE))
    found = row.order_by(ContactEmail.position, ContactEmail.id).tuples().first()
    return hash_of(found[0]) if found else ""


def hash_of(email_key: str) -> str:
    """What is kept of an address for ever: SHA-256 of its key, 32 hexadecimal digits."""
    return hashlib.sha256(email_key.encode()).hexdigest()[:32]
