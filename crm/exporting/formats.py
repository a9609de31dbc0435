"""The formats of our files: one line each, and every export, page and command knows it."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from crm.errors import CrmError
from crm.exporting.cells import safe
from crm.kinds import CONTACTS, Kind

Rows = Sequence[tuple[int, list[str]]]


class NoSuchFormat(CrmError):
    """We write no files “{name}”; choose one of {known}."""


class PeopleOnly(CrmError):
    """{label} files hold people only. Choose CSV or Excel."""


class Sink(Protocol):
    """A file while it is written: records as (id, cells) are added page by page, then it is closed."""

    def add(self, rows: Rows) -> None:
        """Write these records."""

    def close(self) -> None:
        """Finish the file."""


class Table:
    """CSV: UTF-8 with its mark, CRLF, headings are field keys, no cell that a spreadsheet would run."""

    def __init__(self, path: Path, columns: Sequence[str], kind: Kind = CONTACTS) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(columns)

    def add(self, rows: Rows) -> None:
        """Write these records."""
        self._writer.writerows([safe(cell) if cell else cell for cell in cells] for _, cells in rows)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def __del__(self) -> None:
        """A file that is given up is let go of, if it could be opened."""
        if "_file" in self.__dict__:
            self._file.close()


@dataclass(frozen=True, slots=True)
class Look:
    """What a kind of file is called, and how it goes out."""

    key: str
    label: str
    mime: str
    icon: str
    holds: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Format(Look):
    """One kind of file; `open` begins a file with these columns of a kind of record. Some hold people only."""

    open: "Begin"
    people_only: bool = False


Begin = Callable[[Path, Sequence[str], Kind], Sink]


def _cards(version: str) -> Begin:
    """Cards are written by what also reads people for files, so it is asked for late."""

    def begin(path: Path, columns: Sequence[str], kind: Kind) -> Sink:
        from crm.exporting.cards import Deck

        return Deck(path, columns, version)

    return begin


def _book(path: Path, columns: Sequence[str], kind: Kind = CONTACTS) -> Sink:
    """What writes workbooks is large, so it too is asked for when one is written."""
    from crm.exporting.workbook import Book

    return Book(path, columns, kind)


FORMATS: dict[str, Format] = {
    one.key: one
    for one in (
        Format("csv", "CSV", "text/csv", "file-type-csv", "opens everywhere, and comes back without a change", "csv", Table),
        Format(
            "xlsx", "Excel (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "file-spreadsheet",
            "real dates and numbers, one sheet", "xlsx", _book,
        ),
        Format("vcf", "vCard 4.0", "text/vcard", "address-book", "cards with photos, for phones and mail programs", "vcf", _cards("4.0"), True),
        Format("vcf3", "vCard 3.0", "text/vcard", "address-book", "for older phones and Outlook", "vcf", _cards("3.0"), True),
    )
}  # fmt: skip


PAPER = Look("pdf", "PDF, in parts (ZIP)", "application/zip", "printer", "the list on paper", "zip")
"""Paper is asked for where lists are printed: it has the order and the columns of the list."""


def look(key: str) -> Look:
    """What a file of this key is called, paper too. Raises NoSuchFormat."""
    return PAPER if key == PAPER.key else named(key)


def named(key: str) -> Format:
    """The format of this key. Raises NoSuchFormat."""
    if key not in FORMATS:
        raise NoSuchFormat(name=key, known=", ".join(FORMATS))
    return FORMATS[key]


def of_kind(kind: Kind) -> list[Format]:
    """The formats that hold a kind of record."""
    return [one for one in FORMATS.values() if kind == CONTACTS or not one.people_only]


def of_path(path: Path, kind: Kind = CONTACTS) -> Format:
    """The format that a file's name asks for; a name without a suffix is CSV. Raises NoSuchFormat and PeopleOnly."""
    return require_holds(named(path.suffix.removeprefix(".").lower() or "csv"), kind)


def require_holds(form: Format, kind: Kind) -> Format:
    """The format, if it holds a kind of record."""
    if form not in of_kind(kind):
        raise PeopleOnly(label=form.label)
    return form
