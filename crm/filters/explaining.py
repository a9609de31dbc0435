"""Why somebody is, or isn't, among those a filter finds: each condition with the value that decided."""

from dataclasses import dataclass
from typing import Any

from peewee import Case

from crm.contacts import addresses, values_of
from crm.custom_fields import records
from crm.fields import FIELDS, show
from crm.filters.compiling import compile_tree
from crm.filters.conditions import Asker
from crm.filters.describing import sentence_of
from crm.filters.fields import related_of
from crm.filters.related import matching
from crm.filters.rows import informed
from crm.filters.tree import Group, Leaf, Related, leaves
from crm.kinds import CONTACTS, Kind
from crm.models import FOLLOWERS, LIVE, Contact, Journalled, Member, Note
from crm.models.dnc import CHANNELS
from crm.tags import of as tags_of


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition: its sentence, the record's own value in words, and whether it lets it in."""

    sentence: str
    value: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a record is a member, and every condition from top to bottom."""

    member: bool
    because: tuple[Reason, ...]


def explain(tree: Group, record: Journalled, asker: Asker, kind: Kind = CONTACTS) -> Explanation:
    """Judge one record by the same SQL that makes the list, condition by condition."""
    parts, table, asker = list(leaves(tree)), kind.table, informed(asker, tree)
    wanted = [compile_tree(tree, asker, kind), *(compile_tree(part, asker, kind) for part, _ in parts)]
    columns = [Case(None, ((condition, 1),), 0) for condition in wanted]
    member, *found = table.select(*columns).where(table.id == record.id).tuples().first()
    reasons = [
        Reason(_not(sentence_of(part, kind), refused), value_of(part, record, asker, kind), bool(held) != refused)
        for (part, refused), held in zip(parts, found, strict=True)
    ]
    return Explanation(bool(member) and record.state == LIVE, tuple(reasons))


def _not(sentence: str, refused: bool) -> str:
    return f"Not: {sentence}" if refused else sentence


def value_of(part: Leaf | Related, record: Any, asker: Asker, kind: Kind = CONTACTS) -> str:
    """What a record has in the field a condition asks about, in words; “empty” where nothing stands; or how many rows it counts."""
    if isinstance(part, Related):
        number, hanging = matching(part, record.id, asker, kind), related_of(kind)[part.related]
        return f"{number:,} such {hanging.one if number == 1 else hanging.many}" if number else f"no such {hanging.one}"
    if kind == CONTACTS:
        return ", ".join(_values(part.field, record, asker.calendar.zone)) or "empty"
    if part.field == "followers":
        return ", ".join(_following(record)) or "empty"
    known = kind.fields[part.field]
    value = records.held(record).get(part.field) if known.custom else getattr(record, part.field)
    return show(known, value, asker.calendar.zone) or "empty"


def _values(key: str, contact: Contact, zone: str) -> list[str]:
    if key in ("email", "emails"):
        return [row.address for row in addresses.emails_of(contact)]
    if key in ("phone", "phones"):
        return [row.typed for row in addresses.phones_of(contact)]
    if key == "tags":
        return [tag.name for tag in tags_of(contact)]
    if key == "followers":
        return _following(contact)
    if key == "note":
        texts = Note.select(Note.text).where((Note.contact == contact.id) & (Note.state == LIVE)).tuples()
        return [f"{text[:80]}…" if len(text) > 80 else text for (text,) in texts]
    if key == "dnc":
        return [name for name, bit in CHANNELS.items() if contact.dnc & bit]
    return [text] if (text := _cell(key, contact, zone)) else []


def _following(record: Journalled) -> list[str]:
    f = FOLLOWERS[type(record)]
    query = Member.select(Member.name, Member.state).join(f, on=(f.member_field() == Member.id))
    found = query.where((f.record_field() == record.id) & (f.on == 1)).tuples()
    return [name if state == LIVE else f"{name} (deactivated)" for name, state in found]


def _cell(key: str, contact: Contact, zone: str) -> str:
    if FIELDS[key].custom:
        return show(FIELDS[key], values_of(contact).get(key), zone)
    if key == "name":
        return " ".join(word for word in (contact.first_name, contact.last_name) if word)
    value: Any = (
        getattr(contact, key)
        if key in ("type", "business", "owner", "id", "score", "created_at", "updated_at", "last_activity_at")
        else values_of(contact)[key]
    )
    return show(FIELDS[key], value, zone)
