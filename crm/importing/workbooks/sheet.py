"""The rows of one sheet: what its cells show, whatever the sheet says of its own size."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from xml.etree.ElementTree import Element

from openpyxl.utils import column_index_from_string

from crm.importing.cells import NO_VALUE
from crm.importing.reading.limits import COLUMNS
from crm.importing.workbooks.archive import Step
from crm.importing.workbooks.strings import plain, text_of
from crm.importing.workbooks.values import PLAIN, Style, number

DEPTH = 3
"""How deep cells stand in a sheet: in a row, in the sheet's data, in the sheet."""

_ROW, _CELL = 2, 3
_LAST_ROW = 1_048_576
_LETTERS = re.compile(r"\$?([A-Za-z]{1,3})\$?\d*")


class Row(NamedTuple):
    """A row's number in the sheet and its cells, without blank ones at the end."""

    number: int
    cells: list[str]


class Texts(Protocol):
    """The texts that cells share, by number."""

    def __getitem__(self, number: int) -> str: ...


def rows(steps: Iterable[Step], strings: Texts, styles: Sequence[Style], epoch: datetime) -> Iterator[Row]:
    """The rows that hold anything; hidden ones too, for they are people all the same.

    All cells beyond the columns a table may have share the place behind them, so that their row is refused and stays short.
    """
    at, cells = 0, dict[int, str]()
    column = -1
    for depth, begins, element in _in_data(steps):
        if depth == _CELL and not begins:
            column = _column(element.get("r"), column + 1)
            if text := _text(element, strings, styles, epoch):
                cells[min(column, COLUMNS)] = text
        elif depth == _ROW and begins:
            at, column = _row(element.get("r"), at + 1), -1
        elif depth == _ROW and cells:
            yield Row(at, [cells.get(i, "") for i in range(max(cells) + 1)])
            cells = {}


def is_filled(steps: Iterable[Step]) -> bool:
    """Whether any cell of a sheet holds something."""
    return any(depth == _CELL and not begins and any(e.text or len(e) for e in element) for depth, begins, element in _in_data(steps))


def _in_data(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps through the rows; what stands around them isn't wanted."""
    inside = False
    for step in steps:
        if step.depth == 1 and step.element.tag.endswith("}sheetData"):
            if not step.begins:
                return
            inside = True
        elif inside:
            yield step


def _row(told: str | None, usual: int) -> int:
    """A row's number as it is told, unless that goes back or beyond what a sheet may have."""
    at = int(told) if told and told.isascii() and told.isdigit() and len(told) < 8 else usual
    return at if usual <= at <= _LAST_ROW else usual


def _column(told: str | None, usual: int) -> int:
    found = _LETTERS.fullmatch(told) if told else None
    return column_index_from_string(found[1].upper()) - 1 if found else usual


def _text(cell: Element, strings: Texts, styles: Sequence[Style], epoch: datetime) -> str:
    """What a cell shows; a formula that was never calculated shows that it has no value."""
    kind, value, formula = cell.get("t", "n"), None, False
    for child in cell:
        name = child.tag.rpartition("}")[2]
        if name == "v":
            value = child.text
        elif name == "is":
            return text_of(child)
        formula = formula or name == "f"
    if value is None:
        return NO_VALUE if formula and kind != "str" else ""
    if kind == "s":
        return strings[int(value)]
    if kind == "n":
        at = cell.get("s", "")
        shown = styles[int(at)] if at.isascii() and at.isdigit() and int(at) < len(styles) else PLAIN
        return number(value.strip(), shown, epoch)
    if kind == "b":
        return "TRUE" if value.strip() in ("1", "true") else "FALSE"
    return plain(value)
