"""What is no text is unpacked once into a table of text, which is then read again and again like any other.

The table lies beside the kept file, under the hash of its content; it is written whole or not at all.
"""

import csv
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from crm.errors import CrmError
from crm.importing import cards
from crm.importing.options import Options
from crm.importing.reading import formats
from crm.importing.reading.limits import CELL_CHARS, ROW_CHARS
from crm.importing.workbooks import Archive, Book
from crm.importing.workbooks.book import Sheet

_VERSION = 1


@dataclass(frozen=True)
class Table:
    """A table of text: where it is, what it was made of, the sheet it was, and all sheets there are."""

    path: Path
    kind: str
    sheet: str = ""
    sheets: tuple[str, ...] = ()


def table_of(path: Path, options: Options, folder: Path) -> Table:
    """The file as a table of text: itself if it is one, else unpacked into `folder`; raises FileError, BadOption."""
    kind = formats.which(path)
    if kind == formats.WORKBOOK:
        return _of_workbook(path, options.sheet, folder)
    if kind == formats.CARDS:
        target = _target(path, folder, "cards", options.encoding or "")
        _write(target, lambda: cards.rows(path, options.encoding, pictures_of(target)))
        return Table(target, kind)
    return Table(path, kind)


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


def _of_workbook(path: Path, wanted: str | None, folder: Path) -> Table:
    with Archive(path) as archive:
        book = Book(archive)
        chosen, names = book.choose(wanted)
        target = _target(path, folder, "sheet", str(book.sheets.index(chosen)))
        _write(target, lambda: _lines(book, chosen, folder))
    return Table(target, formats.WORKBOOK, chosen.name, tuple(names))


def _lines(book: Book, chosen: Sheet, folder: Path) -> Iterator[Sequence[str]]:
    """One line for each row of the sheet, blank ones too, so that a line's number is the row's."""
    line = 1
    for number, cells in book.rows(chosen, folder):
        for _ in range(line, number):
            yield ()
        yield cells
        line = number + 1


def _target(path: Path, folder: Path, *which: str) -> Path:
    """Where the table of a file lies: its name begins with the hash of the file, as that of the kept file does."""
    part = hashlib.sha256("\0".join(which).encode("utf-8", "replace")).hexdigest()[:12]
    return folder / f"{digest_of(path)}.{part}.{_VERSION}.csv"


def digest_of(path: Path) -> str:
    """The hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(target: Path, rows: Callable[[], Iterable[Sequence[str]]]) -> None:
    """Write a table unless it is there already."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{uuid4().hex}.part")
    try:
        with part.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            csv.writer(file).writerows(map(_fitting, rows()))
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _fitting(cells: Sequence[str]) -> Sequence[str]:
    """A row that fits a line; of one that doesn't, as much as shows that it is too long."""
    return cells if sum(map(len, cells)) <= ROW_CHARS else ("x" * (CELL_CHARS + 1),)
