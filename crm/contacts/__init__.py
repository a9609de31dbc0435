"""What one does with people: create, edit, archive, restore."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm import access, businesses, contact_types, text
from crm.contacts import addresses
from crm.custom_fields import records, uniqueness
from crm.errors import CrmError
from crm.fields import FIELDS, clean, field, typed
from crm.journal import operation
from crm.journal.change import Writer, lock_contacts
from crm.models import ARCHIVED, LIVE, Contact, ContactDetail, Member
from crm.records import Changed


class NobodyThere(CrmError):
    """A contact needs a name, an email address or a phone number."""


class NotLive(CrmError):
    """{name} is in the archive. Restore them first."""

    status = 409


@dataclass(frozen=True, slots=True)
class Form:
    """A new person as typed: values by field key, and the first email address and phone number."""

    values: Mapping[str, str]
    email: str = ""
    phone: str = ""


def create(form: Form, *, by: Member, region: str, via: str = "web", key: str | None = None) -> Contact:
    """Make a new contact; a member who sees only what is assigned to them becomes its owner."""
    access.require_edit(by)
    values = {k: v for k, v in _cleaned(form.values).items() if v not in ("", None)}
    if not (form.email.strip() or form.phone.strip() or values.get("first_name") or values.get("last_name")):
        raise NobodyThere()
    if by.only_assigned:
        values["owner"] = by.id
    own = _own_of(form, values)
    name = " ".join(str(values[k]) for k in ("first_name", "last_name") if k in values) or form.email or form.phone
    with operation("contact.created", by=by, title=f"Created {name}", via=via, key=key) as op:
        written = _with_business({**values, **own}, by)
        contact_types.hold(written.get("type"))
        uniqueness.hold(own, FIELDS, by)
        contact = op.add(Contact, **written)
        if form.email.strip():
            addresses.add_email(contact, form.email, by=by)
        if form.phone.strip():
            addresses.add_phone(contact, form.phone, region=region, by=by)
    return contact


def split_name(typed: str) -> tuple[str, str]:
    """First and last name of a name in one piece: the last word is the last name, one word is the first."""
    first, _, last = text.single_line(typed).rpartition(" ")
    return (first.strip(), last) if first else (last, "")


def edit(
    contact: Contact,
    values: Mapping[str, str],
    *,
    by: Member,
    shown: Mapping[str, str] | None = None,
    via: str = "web",
    key: str | None = None,
) -> bool:
    """Set fields of a contact from typed text; tells whether anything changed.

    `shown` are the values the person saw: a field that somebody else has changed since to something else raises Changed.
    """
    access.require_edit(by)
    cleaned = _cleaned(values)
    require_live(contact)
    with operation("contact.edited", by=by, title=f"Edited {contact.name}: {_labels(values)}", via=via, key=key) as op:
        written = _with_business(cleaned, by)
        contact_types.hold(written.get("type"))
        uniqueness.hold({key: value for key, value in cleaned.items() if key in FIELDS.custom}, FIELDS, by, contact.id)
        lock_contacts([contact.id])
        _refuse_stale(op, contact, values, shown or {})
        return op.put(contact, **written)


def archive(contact: Contact, *, by: Member, via: str = "web", key: str | None = None) -> None:
    """Put a contact into the archive, with everything that is theirs."""
    access.require_edit(by)
    with operation("contact.archived", by=by, title=f"Archived {contact.name}", via=via, key=key) as op:
        if contact.state == LIVE:
            op.put(contact, state=ARCHIVED)


def restore(contact: Contact, *, by: Member, via: str = "web", key: str | None = None) -> None:
    """Bring a contact back from the archive. Raises Taken where somebody has a value by now that only one may have."""
    access.require_edit(by)
    with operation("contact.restored", by=by, title=f"Restored {contact.name}", via=via, key=key) as op:
        if contact.state == ARCHIVED:
            uniqueness.hold({key: value for key, value in own_values(contact).items() if value}, FIELDS, by, contact.id)
            op.put(contact, state=LIVE)


def require_live(contact: Contact) -> None:
    """Refuse work on somebody in the archive."""
    if contact.state != LIVE:
        raise NotLive(name=contact.name)


def values_of(contact: Contact) -> dict[str, Any]:
    """Every one-cell field of a contact by key, cold ones too, as database values."""
    detail = ContactDetail.get_or_none(ContactDetail.contact == contact.id)
    cold = {name: getattr(detail, name) if detail else "" for name in ContactDetail.columns.values()}
    hot = {name: contact.__data__[name] for name in Contact.columns.values()}
    return {**hot, **cold, **own_values(contact)}


def own_values(contact: Contact) -> dict[str, str]:
    """What a contact holds in the office's own fields, canonical, by key; empty ones are ''."""
    return records.held(contact)


def as_typed(contact: Contact, key: str) -> str:
    """A field's present value in the form a person types it."""
    value = values_of(contact)[key]
    if value is None:
        return ""
    kind = field(key).type
    if field(key).custom:
        return typed(field(key), value)
    if kind == "business":
        return str(contact.business.name)
    if kind == "choice":
        return str(contact.type.key)
    return str(contact.owner.email) if kind == "member" else str(value)


def _cleaned(values: Mapping[str, str]) -> dict[str, Any]:
    return {k: clean(field(k), v) for k, v in values.items()}


def _own_of(form: Form, values: Mapping[str, Any]) -> dict[str, str | None]:
    """The office's own fields of somebody new: what was typed, else what such a field starts with."""
    return {key: values.get(key, "" if key in form.values else known.own.default) for key, known in FIELDS.custom.items()}


def _labels(values: Mapping[str, str]) -> str:
    return ", ".join(field(k).label.lower() for k in values)


def _with_business(values: dict[str, Any], by: Member) -> dict[str, Any]:
    name = values.get("business")
    return {**values, "business": businesses.named(name, by=by).id} if isinstance(name, str) and name else values


def _refuse_stale(op: Writer, contact: Contact, values: Mapping[str, str], shown: Mapping[str, str]) -> None:
    fresh = Contact.get_by_id(contact.id)
    for key, saw in shown.items():
        now = as_typed(fresh, key)
        if now not in (saw, values[key]):
            raise Changed(key=key, label=field(key).label, theirs=now, yours=values[key], before=saw)
