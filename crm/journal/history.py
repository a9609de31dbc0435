"""The history of cells: which changes stand, what each cell read before, and which rows an operation bore."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from peewee import SQL, Expression

from crm.db import among, plain
from crm.journal.cells import STATE, Address, Column, children, column_at, has_state, numbered
from crm.models import Change, Contact, Dnc, Event

Subject = tuple[int, int]


def done_in(operations: Iterable[int]) -> Expression:
    """The changes of some operations, found by their events; asked for by the operation alone, each of all changes would be looked at."""
    e = Event
    return Change.event.in_(e.select(e.id).where(among(e.operation, sorted(operations))))


class Line(NamedTuple):
    """One change of a cell; a birth that wrote no change is a line too, without an id."""

    id: int | None
    operation: int
    old: str | None
    new: str | None
    undo_of: int | None
    because: int | None
    off: int | None

    @property
    def standing(self) -> bool:
        """Whether it is an assertion that nobody took back."""
        return self.undo_of is None and self.off is None


@dataclass(slots=True)
class Cell:
    """One cell an undo looks at, with every change it ever had, oldest first."""

    at: Address
    subject: Subject
    event: int
    lines: list[Line] = field(default_factory=list)

    @property
    def column(self) -> Column:
        """Where the cell is stored."""
        return column_at(self.at.tbl, self.at.col)

    @property
    def is_state(self) -> bool:
        """Whether the cell is the existence of a row."""
        return self.at.col == STATE and has_state(numbered()[self.at.tbl])

    def standing(self) -> list[Line]:
        """The assertions that nobody took back, oldest first."""
        return [line for line in self.lines if line.undo_of is None and line.off is None]

    def fold(self, without: int | None = None) -> str | None:
        """What the cell reads when the lines of operation `without` don't count."""
        for line in reversed(self.lines):
            if line.undo_of is None and line.off is None and line.operation != without:
                return line.new
        return self.lines[0].old


def asserted_by(operation: int, subjects: Sequence[Subject], bore: Collection[int] | None = None) -> list[Cell]:
    """The cells this operation asserted of these subjects and that nobody took back, births included; `bore` as `bearing` gives it, if known."""
    events = _events(operation, subjects)
    cells = _cells_of(events, Change.undo_of.is_null() & Change.off.is_null())
    born = list(_births(operation, {subject: event for event, subject in events.items()}, bore))
    fill(born)
    return cells + [c for c in born if c.lines[0].id is None and c.lines[0].operation == operation]


def bearing(operation: int) -> frozenset[int]:
    """The tables, by number, that hold rows which an operation bore. One that has ended bears no more, so this holds for all its batches."""
    rows = {number: model for number, model in numbered().items() if has_state(model)}
    return frozenset(number for number, model in rows.items() if model.select(SQL("1")).where(model.born == operation).exists())


def taken_back_by(undo: int, of: int, subjects: Sequence[Subject]) -> list[Cell]:
    """The cells of operation `of` that the operation `undo` took back."""
    return _cells_of(_events(of, subjects), Change.off == undo)


def _cells_of(events: dict[int, Subject], which: Expression) -> list[Cell]:
    rows = Change.select(Change.tbl, Change.row, Change.col, Change.event).where(among(Change.event, list(events)) & which)
    cells = {at: Cell(at, events[event], event) for *cell, event in plain(rows) for at in (Address(*cell),)}
    fill(list(cells.values()))
    return list(cells.values())


def fill(cells: list[Cell]) -> None:
    """Read the whole history of these cells, one query a table and column."""
    groups: dict[tuple[int, int], dict[int, Cell]] = defaultdict(dict)
    for cell in cells:
        groups[cell.at.tbl, cell.at.col][cell.at.row] = cell
    for (tbl, col), by_row in groups.items():
        rows = (
            Change.select(Change.row, Change.id, Change.operation, Change.old, Change.new, Change.undo_of, Change.because, Change.off)
            .where((Change.tbl == tbl) & (Change.col == col) & among(Change.row, list(by_row)))
            .order_by(Change.id)
        )
        for row, *line in plain(rows):
            by_row[row].lines.append(Line(*line))
        _add_births(tbl, col, by_row)


def _add_births(tbl: int, col: int, by_row: dict[int, Cell]) -> None:
    """The birth of a row stands before all its changes, unless it was written out by an undo."""
    model = numbered()[tbl]
    if col != STATE or not has_state(model):
        return
    key = model._meta.fields["id"]
    for row, born in plain(model.select(key, model.born).where(among(key, list(by_row)))):
        lines = by_row[row].lines
        if not lines or lines[0].id is None or lines[0].id > 0:
            lines.insert(0, Line(None, born, "0", "1", None, None, None))


def _events(operation: int, subjects: Sequence[Subject]) -> dict[int, Subject]:
    found: dict[int, Subject] = {}
    for kind, ids in by_kind(subjects).items():
        rows = Event.select(Event.id, Event.subject_id).where(
            (Event.operation == operation) & (Event.subject_kind == kind) & among(Event.subject_id, ids)
        )
        found |= {event: (kind, subject) for event, subject in plain(rows)}
    return found


def by_kind(subjects: Iterable[Subject]) -> dict[int, list[int]]:
    """Subject ids by kind of subject."""
    groups: dict[int, list[int]] = defaultdict(list)
    for kind, subject in subjects:
        groups[kind].append(subject)
    return groups


def _births(operation: int, events: dict[Subject, int], bore: Collection[int] | None) -> Iterable[Cell]:
    """Rows the operation bore; what was born with its contact goes and comes with the contact, but for opt-outs."""
    for kind, ids in by_kind(events).items():
        model: Any = numbered()[kind]
        mine = _born_of(model, ids, operation) if bore is None or kind in bore else set()
        for row in ids:
            if row in mine:
                yield Cell(Address(kind, row, STATE), (kind, row), events[kind, row])
        if model is Contact:
            yield from _children_born(operation, ids, events, mine, bore)


def _born_of(model: Any, ids: Sequence[int], operation: int) -> set[int]:
    return {i for (i,) in plain(model.select(model.id).where(among(model.id, ids) & (model.born == operation)))}


def _children_born(
    operation: int, contacts: Sequence[int], events: dict[Subject, int], with_contact: set[int], bore: Collection[int] | None
) -> Iterable[Cell]:
    for model in children() if bore is None else [model for model in children() if model.number in bore]:
        here: Any = model
        rows = here.select(here.id, here.contact).where(among(here.contact, contacts) & (here.born == operation))
        for row, contact in rows.tuples():
            if contact not in with_contact or model is Dnc:
                subject = (Contact.number, contact)
                yield Cell(Address(model.number, row, STATE), subject, events[subject])
