"""Cells for the office's own fields: read as people type them, dates in the order of the file."""

from collections.abc import Callable

from crm.fields import Field
from crm.fields.place import Place, here
from crm.fields.types import Unfit, type_of
from crm.importing import cells, dates
from crm.importing.draft import Convert, Draft, Known

DATED = ("date", "datetime")
"""Types whose cells tell in which order a file writes its dates."""


def converter(field: Field, known: Known) -> Convert:
    """Puts a cell into a custom field, or answers the reason why it can't: no value stands there, or none for the field."""
    place = Place(known.region, here().zone)
    read, key = type_of(field).reader(field, place), field.key
    if field.type in DATED:
        read = _dated(read, known.order)

    def convert(cell: str, draft: Draft) -> str | None:
        if cell[0] == "#" and (reason := cells.marked(cell)):
            return reason
        try:
            value = read(cell)
        except Unfit as error:
            return error.reason
        if value:
            draft.values[key] = value
        return None

    return convert


def _dated(read: Callable[[str], str], order: str | None) -> Callable[[str], str]:
    return lambda cell: read(in_order(order, cell))


def in_order(order: str | None, cell: str) -> str:
    """A date as ISO text, with the time of day that stands behind it; what is none stays as it is and is refused."""
    day, gap, time = cell.partition(" ") if ":" in cell and "T" not in cell else (cell, "", "")
    found = dates.parse(day, order)
    return f"{found}{gap}{time}" if found and not found.startswith("--") and "T" not in day else cell
