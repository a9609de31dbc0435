"""Which part of what happened a timeline tells: of which subjects, and narrowed to what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from peewee import Expression

from crm.db import among
from crm.fold import fold
from crm.journal.cells import subject_of
from crm.journal.kinds import KINDS, acts
from crm.models import Contact, Event, File, Note, Operation, Talk

FOLLOWS = tuple(act for one in ("contact", "business", "record") for act in acts(one, "followed", "unfollowed"))
KINDS_OF: dict[str, tuple[str, tuple[str, ...]]] = {
    "notes": ("Notes", acts("note", "added", "edited", "removed", "pinned", "unpinned")),
    "talks": ("Calls and meetings", (*acts("call", "logged", "removed"), *acts("meeting", "logged", "removed"))),
    "tasks": ("Tasks", acts("task", "created", "edited", "done", "reopened", "removed", "snoozed", "reminded")),
    "files": ("Files", acts("file", "added", "removed")),
    "changes": (
        "Changes",
        (
            *acts("contact", "created", "edited", "archived", "restored", "photo"),
            *acts("business", "created", "edited", "joined", "left", "preferred", "role", "removed", "dismissed"),
            *acts("record", "created", "edited", "archived", "restored"),
            *(act for way in ("email", "phone") for act in acts(way, "added", "edited", "removed", "primary")),
            "bulk.edited",
            "value.converted",
            "undone",
        ),
    ),
    "tags": ("Tags", acts("contact", "tagged", "untagged")),
    "follows": ("Followers", FOLLOWS),
    "imports": ("Imports", ("import.created", "import.updated", "import")),
    "links": ("Links", acts("association", "added", "removed", "moved")),
    "wishes": ("Do not contact", acts("dnc", "added", "person")),
}
"""What a timeline may be narrowed to: a word for the address, one for people, and the kinds of events."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which part is wanted: a key of the kinds that are offered, a member's id, from a moment on, before a moment, words; empty means all."""

    kind: str = ""
    by: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""

    def __bool__(self) -> bool:
        return self != Narrowed()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a timeline tells of: the events of each of its `parts`, the record's own first, and what was `written` about it, by table."""

    parts: tuple[Expression, ...]
    written: Mapping[Any, Expression] = field(default_factory=dict)

    def where(self, narrowed: Narrowed) -> list[Expression]:
        """The conditions, over events joined with their operations."""
        found = [Event.kind.in_([KINDS[kind] for kind in KINDS_OF[narrowed.kind][1]])] if narrowed.kind else []
        found += [Operation.actor == narrowed.by] if narrowed.by is not None else []
        found += [Event.at >= narrowed.since] if narrowed.since is not None else []
        found += [Event.at < narrowed.until] if narrowed.until is not None else []
        return found + ([self._says(fold(narrowed.words))] if narrowed.words else [])

    def _says(self, sought: str) -> Expression:
        """Whether an operation's own title, or something it wrote, holds these words; case and accents don't matter."""
        condition: Expression = among(Operation.id, self._called(sought))
        for table in {Note, Talk} & set(self.written):
            born = table.select(table.born).where(self.written[table] & table.text_f.contains(sought))
            condition |= Operation.id.in_(born)
        return condition

    def _called(self, sought: str) -> list[int]:
        """The operations whose title, or whose file's name, holds this: no folded form of these is stored."""
        o, e = Operation, Event
        about = e.select(e.operation).where(reduce(or_, self.parts))
        names = list(o.select(o.id, o.title).where(o.id.in_(about)).tuples())
        if File in self.written:
            names += list(File.select(File.born, File.name).where(self.written[File]).tuples())
        return sorted({operation for operation, name in names if sought in fold(name)})


def own(record: Any) -> Scope:
    """What happened to a record itself, and what was written about a person."""
    kind, subject = subject_of(record)
    mine = (Event.subject_kind == kind) & (Event.subject_id == subject)
    return Scope((mine,), {table: table.contact == subject for table in (Note, Talk, File)} if kind == Contact.number else {})
