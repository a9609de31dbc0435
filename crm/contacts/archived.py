"""The archive: who was put away when and by whom, and what goes with a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from peewee import fn

from crm.db import among
from crm.journal.kinds import KINDS
from crm.models import LIVE, Contact, ContactEmail, ContactPhone, ContactTag, Dnc, Event, File, Member, Note, Operation, Talk, Task


@dataclass(frozen=True, slots=True)
class Story:
    """How somebody came into the archive: when, by whom, in which operation, and what that operation was called."""

    at: datetime
    by: str
    operation: int
    title: str


def stories(ids: Sequence[int]) -> dict[int, Story]:
    """How these people came into the archive, by contact id; the newest time each."""
    e, put_away = Event, (KINDS["contact.archived"], KINDS["undone"], KINDS["bulk.edited"])
    newest = (
        e.select(fn.MAX(e.id))
        .where((e.subject_kind == Contact.number) & among(e.subject_id, list(ids)) & e.kind.in_(put_away))
        .group_by(e.subject_id)
    )
    rows = (
        e.select(e.subject_id, e.at, Member.name, Operation.id, Operation.title)
        .join(Operation, on=(Operation.id == e.operation))
        .left_outer_join(Member, on=(Member.id == Operation.actor))
        .where(e.id.in_(newest))
    )
    return {contact: Story(at, name or "Kith", operation, title) for contact, at, name, operation, title in rows.tuples()}


def belongings(contact: Contact) -> dict[str, int]:
    """What goes into the archive with a person and comes back with them: how many of each, by name."""
    counts = {
        "email addresses": _living(ContactEmail, contact),
        "phone numbers": _living(ContactPhone, contact),
        "notes": _living(Note, contact),
        "calls and meetings": _living(Talk, contact),
        "tasks": _living(Task, contact),
        "files": _living(File, contact),
        "tags": ContactTag.select().where((ContactTag.contact == contact.id) & (ContactTag.on == 1)).count(),
        "objections to being contacted": _living(Dnc, contact),
        "entries of the timeline": Event.select().where((Event.subject_kind == Contact.number) & (Event.subject_id == contact.id)).count(),
    }
    return {what: count for what, count in counts.items() if count}


def _living(model: type[ContactEmail | ContactPhone | Dnc | File | Note | Talk | Task], contact: Contact) -> int:
    return int(model.select().where((model.contact == contact.id) & (model.state == LIVE)).count())
