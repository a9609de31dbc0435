"""What an undo must know of the world beside the cells: who used a row since, and what a returning value would clash with."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from typing import Any

from peewee import fn

from crm.db import among
from crm.journal import carried, ends, taken
from crm.journal.cells import Address, children, numbered
from crm.journal.history import Cell
from crm.journal.twins import Twins
from crm.models import (
    ARCHIVED,
    GONE,
    LIVE,
    AssociationLabel,
    Business,
    Change,
    Contact,
    ContactBusiness,
    CustomField,
    CustomRecord,
    Dnc,
    Event,
    Note,
    Tag,
    Task,
)
from crm.models.dnc import PERSON


class Facts:
    """Facts for one batch of cells, read when first asked for, a constant number of queries a batch."""

    def __init__(self, cells: Sequence[Cell], leaving: Set[int] = frozenset(), lost: Mapping[int, int] | None = None) -> None:
        """`leaving` are contacts that, by this very undo, will no longer point to a business or choice, `lost` how many lose each tag."""
        self._cells = cells
        self._leaving = leaving
        self._lost = lost or {}
        self._ranks: dict[int, int] | None = None
        self._used: dict[Address, int] | None = None
        self._since: dict[Address, int] = {}
        self._crowded: set[tuple[int, str]] | None = None
        self._twins = Twins(cells)

    def is_persons_own(self, row: int) -> bool:
        """Whether an opt-out is the person's own act."""
        if self._ranks is None:
            rows = [c.at.row for c in self._cells if c.at.tbl == Dnc.number]
            self._ranks = dict(Dnc.select(Dnc.id, Dnc.rank).where(among(Dnc.id, rows)).tuples())
        return self._ranks[row] == PERSON

    def used_by(self, at: Address, operation: int) -> int | None:
        """The newest other operation that used a row since `operation` bore it."""
        if self._used is None:
            self._used = self._usage(operation, after=0)
        return self._used.get(at)

    def used_since_undo(self, at: Address, undo: int) -> int | None:
        """The newest operation that used a row since `undo` put it back."""
        if not self._since:
            self._since = self._usage(undo, after=undo) or {Address(0, 0, 0): 0}
        return self._since.get(at)

    def clash(self, cell: Cell, want: str | None) -> str:
        """Why the old value may not come back, or ''."""
        if cell.at.tbl == CustomField.number and cell.is_state and want == str(LIVE):
            return "the field’s key was taken since" if _key_taken(cell.at.row) else ""
        if cell.at.tbl == AssociationLabel.number and want == "1" and (cell.at.row, cell.column.field.name) in self._loosened():
            return "somebody has several by now"
        return "there already" if self._twins.stands(cell, want) else ""

    def _loosened(self) -> set[tuple[int, str]]:
        """The limits of labels, as (label, column), that somebody doesn't keep by now."""
        if self._crowded is None:
            self._crowded = ends.several([cell.at.row for cell in self._cells if cell.at.tbl == AssociationLabel.number])
        return self._crowded

    def _usage(self, operation: int, after: int) -> dict[Address, int]:
        groups: dict[int, list[int]] = defaultdict(list)
        for cell in self._cells:
            if cell.is_state:
                groups[cell.at.tbl].append(cell.at.row)
        used: dict[Address, int] = {}
        for tbl, rows in groups.items():
            for row, by in self._users(tbl, rows, operation, after):
                used[Address(tbl, row, 1)] = max(by, used.get(Address(tbl, row, 1), 0))
        return used

    def _users(self, tbl: int, rows: list[int], operation: int, after: int) -> list[tuple[int, int]]:
        if tbl == Contact.number:
            linked = ends.used(tbl, rows, operation, after)
            return [*_asserted_about(rows, operation, after), *_born_under(rows, operation, after), *linked]
        if tbl == CustomRecord.number:
            return [*_asserted_about(rows, operation, after, tbl), *ends.used(tbl, rows, operation, after)]
        if numbered()[tbl] in children():
            return _asserted_on(tbl, rows, operation, after)
        if tbl == Tag.number:
            return carried.still(rows, self._lost)
        return [*_pointed_at(tbl, rows, self._leaving), *ends.used(tbl, rows, operation, after)]


def _asserted_about(records: list[int], operation: int, after: int, kind: int = Contact.number) -> list[tuple[int, int]]:
    query = (
        Event.select(Event.subject_id, fn.MAX(Event.operation))
        .join(Change, on=(Change.event == Event.id))
        .where((Event.subject_kind == kind) & among(Event.subject_id, records) & (Event.operation != operation) & (Event.operation > after))
        .where(Change.undo_of.is_null() & Change.off.is_null())
        .group_by(Event.subject_id)
    )
    return list(query.tuples())


def _born_under(contacts: list[int], operation: int, after: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for model in children():
        here: Any = model
        query = (
            here.select(here.contact, fn.MAX(here.born))
            .where(among(here.contact, contacts) & (here.born != operation) & (here.born > after) & (here.state != GONE))
            .group_by(here.contact)
        )
        found.extend(query.tuples())
    return found


def _asserted_on(tbl: int, rows: list[int], operation: int, after: int) -> list[tuple[int, int]]:
    query = (
        Change.select(Change.row, fn.MAX(Change.operation))
        .where((Change.tbl == tbl) & among(Change.row, rows) & (Change.operation != operation) & (Change.operation > after))
        .where(Change.undo_of.is_null() & Change.off.is_null())
        .group_by(Change.row)
    )
    return list(query.tuples())


def _pointed_at(tbl: int, rows: list[int], leaving: Set[int]) -> list[tuple[int, int]]:
    """Businesses, choices and custom fields that people still have: they stay."""
    if tbl == CustomField.number:
        return [(field_id, by) for field_id in rows if (by := taken.last_filled(field_id))]
    name = {7: "business", 9: "type"}.get(tbl)
    if name is None:
        return []
    field = Contact._meta.fields[name]
    query = Contact.select(field, Contact.born, Contact.id).where(among(field, rows) & Contact.state.in_((LIVE, ARCHIVED)))
    used = [(row, born) for row, born, contact in query.tuples() if contact not in leaving]
    return used + _written_about(rows, leaving) if tbl == Business.number else used


def _written_about(businesses: list[int], leaving: Set[int]) -> list[tuple[int, int]]:
    """Businesses that further people belong to, or that notes and tasks are about."""
    found: list[tuple[int, int]] = []
    for model in (ContactBusiness, Note, Task):
        here: Any = model
        query = here.select(here.business, here.born, here.contact).where(among(here.business, businesses) & (here.state == LIVE))
        found += [(business, born) for business, born, contact in query.tuples() if contact is None or contact not in leaving]
    return found


def _key_taken(field_id: int) -> bool:
    f, mine = CustomField, CustomField.get_by_id(field_id)
    return f.select().where((f.subject == mine.subject) & (f.key == mine.key) & (f.state == LIVE) & (f.id != field_id)).exists()
