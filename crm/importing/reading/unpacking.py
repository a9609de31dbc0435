"""What is no text is unpacked once into a table of text, which is then read again and again like any other.

The table lies beside the kept file, under the hash of its content; it is written whole or not at all.
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crm.errors import CrmError
from crm.importing import cards
from crm.importing.errors import FileError
from crm.importing.options import Options
from crm.importing.reading import formats, tables
from crm.importing.reading.limits import XLSX_BYTES

if TYPE_CHECKING:
    from crm.importing.workbooks import Archive, Book

_VERSION = 1
_HASH = re.compile(r"[0-9a-f]{64}")
"""What kept files are called."""
_LONG_WORKBOOK, _LONG_CARDS = 5_000_000, 1_500_000
"""From this many bytes on, those of a workbook unpacked, a file takes longer than anybody should wait for a page."""


class TakesLong(CrmError):
    """This part of the file is large. Its rows are shown when you go on."""

    status = 409


@dataclass(frozen=True)
class Table:
    """A table of text: where it is, what it was made of, the sheet it was, and all sheets there are."""

    path: Path
    kind: str
    sheet: str = ""
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Work:
    """What is to be unpacked: the table to be, its rows, and whether that takes long."""

    table: Table
    rows: Callable[[], tables.Rows] = tuple
    long: bool = False


def table_of(path: Path, options: Options, folder: Path) -> Table:
    """The file as a table of text: itself if it is one, else unpacked into `folder`; raises FileError, BadOption."""
    work = _work(path, options, folder)
    for _ in tables.write(work.table.path, work.rows):
        pass
    return work.table


def takes_long(path: Path, options: Options, folder: Path) -> bool:
    """Whether a file has to be unpacked first, and nobody should wait for it; raises FileError, BadOption."""
    work = _work(path, options, folder)
    return work.long and not work.table.path.exists()


def unpack(path: Path, options: Options, folder: Path, mark: str) -> Iterator[int]:
    """Unpack a file step by step: gives how many rows there are so far; `mark` names whoever begins anew when it is killed."""
    work = _work(path, options, folder)
    return tables.write(work.table.path, work.rows, mark)


def pictures_of(table: Path) -> Path:
    """The folder of the pictures that cards hold, as they came."""
    return table.with_suffix(".pictures")


@contextmanager
def leaving_nothing(path: Path, folder: Path) -> Iterator[None]:
    """While a file is looked at that may be refused: then nothing unpacked from it stays, unless the file itself is kept."""
    try:
        yield
    except CrmError:
        digest = digest_of(path)
        if not (folder / digest).exists():
            forget(folder, digest)
        raise


def forget(folder: Path, digest: str) -> None:
    """Let go of all that was unpacked from the file of this hash."""
    for found in folder.glob(f"{digest}.*"):
        if found.is_dir():
            shutil.rmtree(found)
        else:
            found.unlink()


def _work(path: Path, options: Options, folder: Path) -> _Work:
    kind = formats.which(path)
    if kind == formats.WORKBOOK:
        return _of_workbook(path, options.sheet, folder)
    if kind == formats.CARDS:
        target, told = _target(path, folder, "cards", options.encoding or ""), options.encoding
        return _Work(Table(target, kind), lambda: cards.rows(path, told, pictures_of(target)), path.stat().st_size > _LONG_CARDS)
    return _Work(Table(path, kind))


def _of_workbook(path: Path, wanted: str | None, folder: Path) -> _Work:
    with _opened(path) as (archive, book):
        chosen, names = book.choose(wanted)
        number = book.sheets.index(chosen)
        long = archive.unpacked > _LONG_WORKBOOK
    table = Table(_target(path, folder, "sheet", str(number)), formats.WORKBOOK, chosen.name, tuple(names))
    return _Work(table, lambda: _lines(path, number, folder), long)


def _lines(path: Path, sheet: int, folder: Path) -> Iterator[Sequence[str]]:
    """One line for each row of the sheet, blank ones too, so that a line's number is the row's. Raises FileError.

    Many cells may share one long text, so what they say is limited too, not only what the archive holds.
    """
    line, size = 1, 0
    with _opened(path) as (_, book):
        for number, cells in book.rows(book.sheets[sheet], folder):
            size += sum(map(len, cells))
            if size > XLSX_BYTES:
                raise FileError("xlsx_too_large_unpacked", limit=XLSX_BYTES // 1_000_000)
            for _ in range(line, number):
                yield ()
            yield cells
            line = number + 1


@contextmanager
def _opened(path: Path) -> Iterator[tuple["Archive", "Book"]]:
    """A workbook to read; what reads them is large, and loaded when one comes. Raises FileError."""
    from crm.importing.workbooks import Archive, Book

    with Archive(path) as archive:
        yield archive, Book(archive)


def _target(path: Path, folder: Path, *which: str) -> Path:
    """Where the table of a file lies: its name begins with the hash of the file, as that of the kept file does."""
    part = hashlib.sha256("\0".join(which).encode("utf-8", "replace")).hexdigest()[:12]
    digest = path.name if path.parent == folder and _HASH.fullmatch(path.name) else digest_of(path)
    return folder / f"{digest}.{part}.{_VERSION}.csv"


def digest_of(path: Path) -> str:
    """The hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
