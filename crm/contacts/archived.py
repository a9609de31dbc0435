"""The archive: who was put away when and by whom, and what goes with a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import ModelSelect, fn

from crm import associations
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


def belongings(contact: Contact, by: Member) -> dict[str, int]:
    """What goes into the archive with a person and comes back with them: how many of each, by name."""
    links = associations.count(Contact.number, [contact.id], by)
    told = Event.select().where((Event.subject_kind == Contact.number) & (Event.subject_id == contact.id)).count()
    beside = {"links": links, "entries of the timeline": told}
    return belongings_of([contact.id]) | {what: count for what, count in beside.items() if count}


def belongings_of(people: ModelSelect | Sequence[int]) -> dict[str, int]:
    """The same for many, given by their ids or a query of them, without the timeline."""
    counts = {what: _living(model, people) for what, model in _PARTS.items()}
    return {what: count for what, count in counts.items() if count}


def _living(model: Any, people: ModelSelect | Sequence[int]) -> int:
    alive = model.on == 1 if model is ContactTag else model.state == LIVE
    return int(model.select().where(model.contact.in_(people) & alive).count())


_PARTS: dict[str, Any] = {
    "email addresses": ContactEmail,
    "phone numbers": ContactPhone,
    "notes": Note,
    "calls and meetings": Talk,
    "tasks": Task,
    "files": File,
    "tags": ContactTag,
    "objections to being contacted": Dnc,
}
