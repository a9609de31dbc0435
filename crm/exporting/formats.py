"""The formats of our files: one line each, and every export, page and command knows it."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from crm.errors import CrmError
from crm.exporting.cells import safe
from crm.exporting.workbook import Book

Rows = Sequence[tuple[int, list[str]]]


class NoSuchFormat(CrmError):
    """We write no files “{name}”; choose one of {known}."""


class Sink(Protocol):
    """A file while it is written: people as (id, cells) are added page by page, then it is closed."""

    def add(self, rows: Rows) -> None:
        """Write these people."""

    def close(self) -> None:
        """Finish the file."""


class Table:
    """CSV: UTF-8 with its mark, CRLF, headings are field keys, no cell that a spreadsheet would run."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(columns)

    def add(self, rows: Rows) -> None:
        """Write these people."""
        self._writer.writerows([safe(cell) if cell else cell for cell in cells] for _, cells in rows)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def __del__(self) -> None:
        """A file that is given up is let go of."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file; `open` begins a file with these columns."""

    key: str
    label: str
    mime: str
    icon: str
    holds: str
    open: Callable[[Path, Sequence[str]], Sink]
    suffix: str


def _cards(version: str) -> Callable[[Path, Sequence[str]], Sink]:
    """Cards are written by what also reads people for files, so it is asked for late."""

    def begin(path: Path, columns: Sequence[str]) -> Sink:
        from crm.exporting.cards import Deck

        return Deck(path, columns, version)

    return begin


FORMATS: dict[str, Format] = {
    one.key: one
    for one in (
        Format("csv", "CSV", "text/csv", "file-type-csv", "opens everywhere, and comes back without a change", Table, "csv"),
        Format(
            "xlsx", "Excel (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "file-spreadsheet",
            "real dates and numbers, one sheet", Book, "xlsx",
        ),
        Format("vcf", "vCard 4.0", "text/vcard", "address-book", "cards with photos, for phones and mail programs", _cards("4.0"), "vcf"),
        Format("vcf3", "vCard 3.0", "text/vcard", "address-book", "for older phones and Outlook", _cards("3.0"), "vcf"),
    )
}  # fmt: skip


def named(key: str) -> Format:
    """The format of this key. Raises NoSuchFormat."""
    if key not in FORMATS:
        raise NoSuchFormat(name=key, known=", ".join(FORMATS))
    return FORMATS[key]


def of_path(path: Path) -> Format:
    """The format that a file's name asks for; a name without a suffix is CSV."""
    return named(path.suffix.removeprefix(".").lower() or "csv")
