"""People who may be the same: by the same email address, or the same phone number and the same name."""

from collections.abc import Iterable
from dataclasses import dataclass

from crm import access, emails, phones
from crm.db import among
from crm.fold import fold
from crm.models import LIVE, Contact, ContactEmail, ContactPhone, Member

MOST = 5


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody who may be the same person, and what both share, in words."""

    contact: Contact
    shared: str


def of_typed(name: str, addresses: Iterable[str], numbers: Iterable[str], region: str, actor: Member) -> list[Match]:
    """Whom a person about to be made may be, among those the actor may see; at most five."""
    keys = {emails.key(a.strip()): a.strip() for a in addresses if a.strip()}
    digits = {phones.key(phones.e164(n, region), n): n for n in map(str.strip, numbers) if n}
    return _matches(keys, digits, fold(name), actor, but=0)


def of_contact(contact: Contact, actor: Member) -> list[Match]:
    """Whom a person may be, among those the actor may see; at most five."""
    e, p = ContactEmail, ContactPhone
    keys = dict(e.select(e.email_key, e.address).where((e.contact == contact.id) & (e.state == LIVE)).tuples())
    digits = dict(p.select(p.phone_key, p.typed).where((p.contact == contact.id) & (p.state == LIVE)).tuples())
    return _matches(keys, digits, contact.name_f, actor, but=contact.id)


def _matches(keys: dict[str, str], digits: dict[str, str], name_f: str, actor: Member, but: int) -> list[Match]:
    found: dict[int, str] = {}
    if known := [k for k in digits if k and name_f]:
        rows = ContactPhone.select(ContactPhone.contact, ContactPhone.phone_key).where(
            among(ContactPhone.phone_key, known) & (ContactPhone.state == LIVE)
        )
        found |= {contact: f"the name and {digits[key]}" for contact, key in rows.limit(200).tuples()}
    same_name = {i for (i,) in Contact.select(Contact.id).where(among(Contact.id, list(found)) & (Contact.name_f == name_f)).tuples()}
    found = {i: shared for i, shared in found.items() if i in same_name}
    if known := [k for k in keys if k]:
        rows = ContactEmail.select(ContactEmail.contact, ContactEmail.email_key).where(
            among(ContactEmail.email_key, known) & (ContactEmail.state == LIVE)
        )
        found |= {contact: keys[key] for contact, key in rows.limit(200).tuples()}
    found.pop(but, None)
    query = Contact.select().where(among(Contact.id, list(found)) & (Contact.state == LIVE)).order_by(Contact.id).limit(MOST)
    return [Match(contact, found[contact.id]) for contact in access.visible(query, actor)]
