"""Records as an Excel workbook: real dates and numbers, everything else text that no spreadsheet runs."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from crm.errors import CrmError
from crm.exporting.cells import safe
from crm.exporting.columns import field_of
from crm.kinds import CONTACTS, Kind

MOST_ROWS = 1_048_575
"""The rows of a sheet, less its heading."""
_LONGEST, _LONGEST_TITLE = 32_767, 31
_FIRST_YEAR = "1900-03-01"
"""Before it Excel counts a day that never was, so older dates stay text."""
_WIDTHS = {"many": 34, "note": 50, "long": 30, "time": 18, "date": 12, "number": 10}
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What begins a sign written by its number in a workbook, where it is only text."""
_UNWRITABLE = dict.fromkeys((*range(9), 0xB, 0xC, *range(0xE, 0x20), 0xFFFE, 0xFFFF), "\ufffd")
"""Signs that no workbook can hold: rows that were refused for them are told of all the same."""


class TooManyRows(CrmError):
    """An Excel sheet holds 1,048,575 rows, and these are more. Choose CSV, which has no end, or fewer of them."""


class TooLong(CrmError):
    """“{label}” of {kind} {record} is longer than the 32,767 characters of an Excel cell. Nothing was cut; choose CSV instead."""


class Book:
    """One workbook while it is written; nothing but the present page is held in memory."""

    def __init__(self, path: Path, columns: Sequence[str], kind: Kind = CONTACTS) -> None:
        self._path, self._kind = path, kind
        self._fields = [field_of(kind, key) for key in columns]
        self._book = Workbook(write_only=True)
        self._sheet: Any = self._book.create_sheet(kind.words.heading[:_LONGEST_TITLE])
        self._rows = 0
        self._head()

    def add(self, rows: Sequence[tuple[int, list[str]]]) -> None:
        """Write records, given as (id, cells in our files' form)."""
        self._rows += len(rows)
        if self._rows > MOST_ROWS:
            raise TooManyRows()
        for contact, cells in rows:
            self._sheet.append([self._cell(at, contact, text) if text else None for at, text in enumerate(cells)])

    def close(self) -> None:
        """Write the file out."""
        self._book.save(self._path)

    def __del__(self) -> None:
        """A book that is given up, because of a fault or because its export was cancelled, leaves no file of openpyxl's behind."""
        sheet = getattr(self, "_sheet", None)
        if sheet is not None and not sheet.closed:
            sheet.close()
            sheet._writer.cleanup()

    def _head(self) -> None:
        self._sheet.freeze_panes = "A2"
        for number, known in enumerate(self._fields, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(known.type, 18)
        self._sheet.append([self._heading(known.label) for known in self._fields])

    def _heading(self, label: str) -> Any:
        cell = self._text(label)
        cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top")
        return cell

    def _cell(self, at: int, contact: int, text: str) -> Any:
        known = self._fields[at]
        value, form = typed(known.type, text)
        if value is not None:
            cell = WriteOnlyCell(self._sheet, value)
            cell.number_format = form
            return cell
        marked = safe(text)
        if len(marked) > _LONGEST:
            raise TooLong(label=known.label, kind=self._kind.words.one, record=contact)
        return self._text(marked)

    def _text(self, text: str) -> Any:
        return _text_cell(self._sheet, text)


def write_plain(file: IO[bytes], title: str, heading: Sequence[str], rows: Iterable[tuple[int, Sequence[str | int]]]) -> None:
    """Write a workbook of texts that are safe already, and whole numbers; rows are (number, cells). Raises TooLong of a row."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(title[:_LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    try:
        sheet.append([_text_cell(sheet, text) for text in heading])
        for number, cells in rows:
            if long := next((label for label, cell in zip(heading, cells, strict=True) if len(str(cell)) > _LONGEST), ""):
                raise TooLong(label=long, kind="row", record=number)
            sheet.append([cell if isinstance(cell, int) else _text_cell(sheet, cell) if cell else None for cell in cells])
        book.save(file)
    finally:
        if not sheet.closed:
            sheet.close()
            sheet._writer.cleanup()


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, _ESCAPED.sub("_x005F_", text.translate(_UNWRITABLE)))
    cell.data_type = "s"
    return cell


def typed(kind: str, text: str) -> tuple[Any, str]:
    """A date, moment or whole number as Excel keeps it, with its format; (None, "") for what has to stay text."""
    if kind == "date" and text >= _FIRST_YEAR and len(text) == len("2026-01-31"):
        return date.fromisoformat(text), _DAY
    if kind == "time":
        return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None), _MOMENT
    if kind == "number" and text.removeprefix("-").isdecimal() and len(text) <= 15 and str(int(text)) == text:
        return int(text), "0"
    return None, ""
