"""The timeline: one entry an operation, told in words, each change old → new."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from typing import Any

from peewee import SQL, Expression, ModelSelect, fn

from crm import due
from crm.db import among
from crm.fields import FIELDS, custom
from crm.fields.values import show_date, told
from crm.journal import attached, comings, ends, narrowing
from crm.journal.apart import apart, short
from crm.journal.attached import Attached
from crm.journal.called import CALLED
from crm.journal.cells import column, column_at, subject_of
from crm.journal.history import Subject, done_in
from crm.journal.kinds import NAMES
from crm.journal.narrowing import KINDS_OF, Narrowed, Scope
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
_SHORT = ("changes", "tags", "follows", "links", "wishes")
"""The kinds of entries that tell of cells alone."""
_LABELS = {"due_on": "Due", "due_at": "Due", "assignee": "Assigned to", "remind": "Reminders"}


@dataclass(slots=True)
class Line:
    """One changed cell in words: what, from, to."""

    label: str
    old: str
    new: str


@dataclass(slots=True)
class Entry:
    """One line of the timeline; a `small` one can be undone right there, others on their own page.

    `subject` is the record it happened to, by the number of its kind, and `person` names somebody else than whose timeline this is; older
    entries than it come before its `mark`.
    """

    event: int
    operation: int
    at: datetime
    kind: str
    title: str
    actor: str
    by: int | None
    undone: bool
    small: bool
    subject: Subject
    other: int | None = None
    mark: int = 0
    person: str = ""
    lines: list[Line] = field(default_factory=list)
    attached: Attached = field(default_factory=Attached)

    @property
    def is_change(self) -> bool:
        """Whether it only tells of cells that changed: shown as one line, and several in a row fold."""
        return not self.attached and self.small and any(self.kind in KINDS_OF[group][1] for group in _SHORT)

    @property
    def icon(self) -> str:
        """The sign of what happened."""
        return next((icon for word, icon in _ICONS.items() if word in self.kind), "history")


def of(
    record: Any,
    narrowed: Narrowed | None = None,
    before: int | None = None,
    size: int = SIZE,
    actor: Member | None = None,
    scope: Scope | None = None,
) -> list[Entry]:
    """The newest entries, or those before the `mark` of one, in a constant number of queries; of a `scope` with several parts one an operation.

    An `actor` who sees only what is theirs is told of a link only where they see both its ends.
    """
    e, o, scope = Event, Operation, scope or narrowing.own(record)
    columns = (e.id, e.kind, e.at, o.id, o.title, o.undone_by, o.kind, o.actor, Member.name, e.subject_kind, e.subject_id, e.other_id)
    query = e.select(*columns).join(o, on=(o.id == e.operation)).left_outer_join(Member, on=(Member.id == o.actor))
    conditions = scope.where(narrowed or Narrowed())
    if len(scope.parts) > 1:
        found = query.where(among(e.id, _one_each(scope, conditions, before, size, actor))).order_by(o.id.desc())
    else:
        found = ends.told(query, actor).where(*scope.parts, *conditions, *([e.id < before] if before else []))
        found = found.order_by(e.id.desc()).limit(size)
    entries = {row[0]: _entry(row, record, len(scope.parts) > 1) for row in found.tuples()}
    _tell(entries, record)
    return list(entries.values())


def _one_each(scope: Scope, conditions: Sequence[Expression], before: int | None, size: int, actor: Member | None) -> list[int]:
    """One event for each of the newest operations: that of the record itself, where there is one."""
    e, o, parts = Event, Operation, []
    for at, part in enumerate(scope.parts):
        mine = e.id if at == 0 else SQL("NULL")
        query = e.select(e.operation.alias("operation"), e.id.alias("any"), mine.alias("mine")).join(o, on=(o.id == e.operation))
        query = ends.told(query, actor).where(part, *conditions)
        parts.append(query.where(o.id < before) if before else query)
    every = reduce(ModelSelect.union_all, parts).alias("every")
    chosen = fn.COALESCE(fn.MAX(every.c.mine), fn.MAX(every.c.any))
    newest = e.select(chosen).from_(every).group_by(every.c.operation).order_by(every.c.operation.desc()).limit(size)
    return [i for (i,) in newest.tuples()]


def _entry(row: Sequence[Any], record: Any, many: bool) -> Entry:
    event, kind, at, op, title, undone, act, by, who, table, subject, other = row
    number = record.kind_number if (table, subject) == subject_of(record) else table
    told = (event, op, at, NAMES[kind], title, who or "Kith", by, undone is not None, act not in _LARGE)
    return Entry(*told, (number, subject), other, op if many else event)


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


def count(record: Any, actor: Member | None = None, scope: Scope | None = None) -> int:
    """How many entries a timeline has, of those the actor is told of: its events, or its operations where a `scope` has several parts."""
    e, scope = Event, scope or narrowing.own(record)
    if len(scope.parts) == 1:
        return int(ends.told(e.select().where(*scope.parts), actor).count())
    each = [ends.told(e.select(e.operation.alias("operation")).where(part), actor) for part in scope.parts]
    every = reduce(ModelSelect.union_all, each).alias("every")
    return int(e.select(fn.COUNT(fn.DISTINCT(every.c.operation))).from_(every).scalar())


def _tell(entries: dict[int, Entry], record: Any) -> None:
    c = Change
    rows = list(
        c.select(c.event, c.tbl, c.row, c.col, c.old, c.new).where(among(c.event, list(entries)) & (c.id > 0)).order_by(c.id).tuples()
    )
    names = _names(rows)
    for event, tbl, row, col, old, new in rows:
        if (tbl, col) in _UNTOLD:
            continue
        entries[event].lines.append(_line(tbl, row, col, old, new, names))
    written = attached.to(record, [entry.operation for entry in entries.values()]) if isinstance(record, Contact) else {}
    called = _people({entry.subject[1] for entry in entries.values() if entry.subject[0] == Contact.number}, record)
    for entry in entries.values():
        entry.attached = written.get(entry.operation, entry.attached)
        entry.person = called.get(entry.subject[1], "") if entry.subject[0] == Contact.number else ""


def _people(ids: set[int], beside: Any) -> dict[int, str]:
    """What these people are called, but for whose own timeline it is."""
    wanted = [] if isinstance(beside, Contact) else sorted(ids)
    return {one.id: one.name for one in Contact.select().where(among(Contact.id, wanted))} if wanted else {}


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
    if text and name == "remind":
        return due.said(text)
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
