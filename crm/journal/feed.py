"""The timeline: one entry an operation, told in words, each change old → new."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from peewee import Expression

from crm.db import among
from crm.fields import FIELDS, custom
from crm.fields.values import show_date, told
from crm.journal import attached, comings, ends
from crm.journal.apart import apart, short
from crm.journal.attached import Attached
from crm.journal.called import CALLED
from crm.journal.cells import column, column_at, subject_of
from crm.journal.history import done_in
from crm.journal.kinds import KINDS, NAMES
from crm.models import (
    Business,
    Change,
    Choice,
    Contact,
    ContactTag,
    CustomValue,
    Dismissal,
    Event,
    Member,
    Mention,
    Note,
    Operation,
    Tag,
    Task,
    TaskSeries,
)

SIZE = 30
_LARGE = ("import", "bulk")
_ICONS = {
    "note.pinned": "pin",
    "note": "note",
    "call": "phone",
    "meeting": "calendar-event",
    "task": "checkbox",
    "file": "paperclip",
    "tag": "tag",
    "dnc": "ban",
    "email": "at",
    "phone": "phone",
    "import": "upload",
    "undone": "arrow-back-up",
    "archived": "archive",
    "association": "link",
}
_UNTOLD = {
    (Note.number, column(Note, "pinned").number),
    (Mention.number, column(Mention, "state").number),
    (Dismissal.number, column(Dismissal, "state").number),
    *((Task.number, column(Task, name).number) for name in ("done_at", "done_by", "zone", "series", "nominal")),
    *((TaskSeries.number, number) for number in TaskSeries.columns),
}
"""Cells whose entry says it all in its title."""
_NAMED = {"type": Choice, "business": Business, "owner": Member, "assignee": Member}
_WRITTEN = ("text", "description", "about")
"""Columns of what people wrote at length."""
_LABELS = {"due_on": "Due", "due_at": "Due", "assignee": "Assigned to", "remind": "Reminder, minutes before"}


KINDS_OF: dict[str, tuple[str, tuple[str, ...]]] = {
    "notes": ("Notes", tuple(f"note.{act}" for act in ("added", "edited", "removed", "pinned", "unpinned"))),
    "talks": ("Calls and meetings", tuple(f"{talk}.{act}" for talk in ("call", "meeting") for act in ("logged", "removed"))),
    "tasks": ("Tasks", tuple(f"task.{act}" for act in ("created", "edited", "done", "reopened", "removed", "snoozed", "reminded"))),
    "files": ("Files", ("file.added", "file.removed")),
    "changes": (
        "Changes",
        (
            *(f"contact.{act}" for act in ("created", "edited", "archived", "restored", "photo")),
            *(f"business.{act}" for act in ("joined", "left", "preferred", "role", "removed", "dismissed")),
            *(f"{way}.{act}" for way in ("email", "phone") for act in ("added", "edited", "removed", "primary")),
            "bulk.edited",
            "value.converted",
            "undone",
        ),
    ),
    "tags": ("Tags", ("contact.tagged", "contact.untagged")),
    "imports": ("Imports", ("import.created", "import.updated")),
    "links": ("Links", ("association.added", "association.removed", "association.moved")),
    "wishes": ("Do not contact", ("dnc.added", "dnc.person")),
}
"""What a timeline may be narrowed to: a word for the address, one for people, and the kinds of events."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which part of a timeline is wanted: a key of KINDS_OF, a member's id, a moment, words of a title or note; empty means all."""

    kind: str = ""
    by: int | None = None
    since: datetime | None = None
    words: str = ""

    def where(self, contact: Contact) -> list[Expression]:
        """The conditions, over a contact's events joined with their operations."""
        found = [Event.kind.in_([KINDS[kind] for kind in KINDS_OF[self.kind][1]])] if self.kind else []
        found += [Operation.actor == self.by] if self.by is not None else []
        found += [Event.at >= self.since] if self.since is not None else []
        if self.words:
            found.append(attached.written(contact, self.words))
        return found


@dataclass(slots=True)
class Line:
    """One changed cell in words: what, from, to."""

    label: str
    old: str
    new: str


@dataclass(slots=True)
class Entry:
    """One line of the timeline; a `small` one can be undone right there, others on their own page."""

    event: int
    operation: int
    at: datetime
    kind: str
    title: str
    actor: str
    by: int | None
    undone: bool
    small: bool
    other: int | None = None
    lines: list[Line] = field(default_factory=list)
    attached: Attached = field(default_factory=Attached)

    @property
    def is_change(self) -> bool:
        """Whether it only tells of cells that changed: shown as one line, and several in a row fold."""
        return not self.attached and self.small and any(self.kind in KINDS_OF[group][1] for group in ("changes", "tags", "links", "wishes"))

    @property
    def icon(self) -> str:
        """The sign of what happened."""
        return next((icon for word, icon in _ICONS.items() if word in self.kind), "history")


def of(
    contact: Any, narrowed: Narrowed | None = None, before: int | None = None, size: int = SIZE, actor: Member | None = None
) -> list[Entry]:
    """A record's newest events, or those before an event's id, in six queries whatever their number; only those of people are narrowed.

    An `actor` who sees only what is theirs is told of a link only where they see both its ends.
    """
    e, (kind_of, subject) = Event, subject_of(contact)
    query = (
        e.select(
            e.id, e.kind, e.at, Operation.id, Operation.title, Operation.undone_by, Operation.kind, Operation.actor, Member.name, e.other_id
        )
        .join(Operation, on=(Operation.id == e.operation))
        .left_outer_join(Member, on=(Member.id == Operation.actor))
        .where((e.subject_kind == kind_of) & (e.subject_id == subject))
    )
    if before:
        query = query.where(e.id < before)
    query = ends.told(query, actor)
    for condition in (narrowed or Narrowed()).where(contact):
        query = query.where(condition)
    entries = {
        event: Entry(event, op, at, NAMES[kind], title, who or "Kith", by, undone is not None, act not in _LARGE, other)
        for event, kind, at, op, title, undone, act, by, who, other in query.order_by(e.id.desc()).limit(size).tuples()
    }
    _tell(entries, contact)
    return list(entries.values())


def lines_of(operations: Sequence[int]) -> dict[int, list[Line]]:
    """The changed cells of operations in words, in a constant number of queries."""
    c = Change
    query = c.select(c.operation, c.tbl, c.row, c.col, c.old, c.new).where(done_in(operations) & (c.id > 0))
    rows = list(query.order_by(c.id).tuples())
    names, found = _names(rows), defaultdict[int, list[Line]](list)
    for operation, tbl, row, col, old, new in rows:
        if (tbl, col) not in _UNTOLD:
            found[operation].append(_line(tbl, row, col, old, new, names))
    return found


def count(contact: Contact, actor: Member | None = None) -> int:
    """How many events a contact has, of those the actor is told of."""
    mine = Event.select().where((Event.subject_kind == Contact.number) & (Event.subject_id == contact.id))
    return int(ends.told(mine, actor).count())


def _tell(entries: dict[int, Entry], contact: Any) -> None:
    c = Change
    rows = list(
        c.select(c.event, c.tbl, c.row, c.col, c.old, c.new).where(among(c.event, list(entries)) & (c.id > 0)).order_by(c.id).tuples()
    )
    names = _names(rows)
    for event, tbl, row, col, old, new in rows:
        if (tbl, col) in _UNTOLD:
            continue
        entries[event].lines.append(_line(tbl, row, col, old, new, names))
    written = attached.to(contact, [entry.operation for entry in entries.values()]) if isinstance(contact, Contact) else {}
    for entry in entries.values():
        entry.attached = written.get(entry.operation, entry.attached)


def worded(cells: Sequence[tuple[int, int, int, str | None, str | None]]) -> list[Line]:
    """Changed cells, given as (tbl, row, col, old, new), in words, a constant number of queries for all."""
    names = _names([(0, *cell) for cell in cells])
    return [_line(*cell, names) for cell in cells]


def _line(tbl: int, row: int, col: int, old: str | None, new: str | None, names: Callable[[Any, str | None], str]) -> Line:
    cell = column_at(tbl, col)
    model, name = cell.model, cell.field.name
    if model is ContactTag:
        return Line("Tag", names(Tag, str(col)) if old else "", names(Tag, str(col)) if new else "")
    if model is CustomValue:
        return own_line(col, old, new)
    if name == "on":
        return Line("Follower", names(Member, str(col)) if old else "", names(Member, str(col)) if new else "")
    if name == "state":
        return Line(_what(model, row, names), *comings.told(model, old, new))
    if name in _NAMED:
        return Line(_label_of(name), names(_NAMED[name], old), names(_NAMED[name], new))
    if old and new and name in _WRITTEN:
        return Line(_label_of(name), *apart(old, new))
    return Line(_label_of(name), _shown(name, old), _shown(name, new))


def own_line(field_id: int, old: str | None, new: str | None) -> Line:
    """A change of a custom value in words, also of a field that is gone by now."""
    known = custom.by_id(field_id)
    if known is None:
        return Line("A field", old or "", new or "")
    return Line(known.label, told(known, old), told(known, new))


def _label_of(name: str) -> str:
    return FIELDS[name].label if name in FIELDS else _LABELS.get(name, name.replace("_", " ").capitalize())


def _shown(name: str, text: str | None) -> str:
    if text and name == "due_at":
        return f"{datetime.fromtimestamp(int(text) / 1000, UTC):%Y-%m-%d %H:%M} UTC"
    if text and name == "priority":
        return {"1": "Low", "2": "Normal", "3": "High"}[text]
    if text and name == "photo":
        return "a picture"
    return show_date(text) if text and name in ("birth_date", "due_on") else short(text or "")


def _what(model: Any, row: int, names: Callable[[Any, str | None], str]) -> str:
    return "Contact" if model is Contact else short(names(model, str(row))) or model.__name__


def _names(rows: Sequence[tuple[Any, ...]]) -> Callable[[Any, str | None], str]:
    """The names of everything the changes point to, one query a table."""
    wanted: dict[Any, set[int]] = defaultdict(set)
    for _, tbl, row, col, old, new in rows:
        cell = column_at(tbl, col)
        if hasattr(cell.model, "member_column"):
            wanted[Tag if cell.model is ContactTag else Member].add(col)
        elif cell.field.name in _NAMED:
            wanted[_NAMED[cell.field.name]] |= {int(v) for v in (old, new) if v}
        elif cell.field.name == "state" and cell.model in CALLED:
            wanted[cell.model].add(row)
    found = {
        model: dict(model.select(model.id, CALLED[model].name).where(among(model.id, sorted(ids))).tuples())
        for model, ids in wanted.items()
    }
    return lambda model, key: str(found.get(model, {}).get(int(key), "")) if key else ""
