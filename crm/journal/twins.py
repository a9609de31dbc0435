"""What somebody has once only: an address, a number, a further business. One that would come back is looked for among those they have."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crm import emails
from crm.db import among, plain
from crm.journal.cells import numbered
from crm.journal.history import Cell
from crm.models import LIVE, ContactBusiness, ContactEmail, ContactPhone

_KNOWN_BY = {
    ContactEmail.number: ("address", "email_key"),
    ContactPhone.number: ("typed", "typed"),
    ContactBusiness.number: ("business", "business"),
}
"""By table: the column that says what a row is, and the one that it is known by."""


class _Row(NamedTuple):
    """Whose a row is, whether it lives, and what it is known by."""

    contact: int
    state: int
    key: str


@dataclass(slots=True)
class _Table:
    """The rows of one table that cells are of, and the ids of all that their people have, by person and key."""

    rows: dict[int, _Row] = field(default_factory=dict)
    living: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))


class Twins:
    """What the people of a batch of cells have, read when first asked for: two queries a table, whatever the number of cells."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._cells = cells
        self._read: dict[int, _Table] = {}

    def stands(self, cell: Cell, want: str | None) -> bool:
        """Whether the person has another living row that is the same as this one would be."""
        if cell.at.tbl not in _KNOWN_BY or want is None:
            return False
        tbl, name = cell.at.tbl, cell.column.field.name
        table = self._table(tbl)
        row = table.rows[cell.at.row]
        if name == "state":
            row = row._replace(state=int(want))
        elif name == "contact":
            row = row._replace(contact=int(want))
        elif name == _KNOWN_BY[tbl][0]:
            row = row._replace(key=emails.key(want) if tbl == ContactEmail.number else want)
        else:
            return False
        return row.state == LIVE and bool(table.living[row.contact, row.key] - {cell.at.row})

    def _table(self, tbl: int) -> _Table:
        if tbl not in self._read:
            self._read[tbl] = _read(tbl, [cell for cell in self._cells if cell.at.tbl == tbl])
        return self._read[tbl]


def _read(tbl: int, cells: Sequence[Cell]) -> _Table:
    model: Any = numbered()[tbl]
    key, found = getattr(model, _KNOWN_BY[tbl][1]), _Table()
    for row, contact, state, known_by in plain(model.select(model.id, model.contact, model.state, key).where(_in(model.id, cells))):
        found.rows[row] = _Row(contact, state, str(known_by))
    people = {row.contact for row in found.rows.values()} | _once(cells)
    theirs = model.select(model.id, model.contact, key).where(among(model.contact, sorted(people)) & (model.state == LIVE))
    for row, contact, known_by in plain(theirs):
        found.living[contact, str(known_by)].add(row)
    return found


def _in(column: Any, cells: Sequence[Cell]) -> Any:
    return among(column, sorted({cell.at.row for cell in cells}))


def _once(cells: Sequence[Cell]) -> set[int]:
    """Whose these rows ever were."""
    told = [line for cell in cells if cell.column.field.name == "contact" for line in cell.lines]
    return {int(person) for line in told for person in (line.old, line.new) if person}
