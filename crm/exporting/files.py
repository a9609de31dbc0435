"""Export files: streamed, counted, whole or not at all, with a checksum."""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crm import onlooker
from crm.contacts import listing
from crm.contacts.listing import Sort
from crm.exporting import formats
from crm.exporting.cells import safe
from crm.exporting.columns import PAGE, pages
from crm.exporting.records import reader_of
from crm.models import Member
from crm.selection import Selection

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: data rows, the file's SHA-256, and what it holds in words."""

    rows: int
    sha256: str
    sentence: str


def stream(chosen: Selection, columns: Sequence[str], by: Member, sort: Sort | None = None) -> Iterator[bytes]:
    """The file in pieces of up to a thousand rows, as `by` reads them: by id, or in the list's order when sorted."""
    with onlooker.reading(by):
        for piece, _ in _pieces(chosen, columns, by, sort):
            yield piece


def write(path: Path, chosen: Selection, columns: Sequence[str], by: Member, sort: Sort | None = None) -> Written:
    """Write the file whole or not at all, in the format its name asks for."""
    form, reader, rows = formats.of_path(path, chosen.kind), reader_of(chosen.kind, columns, by), 0
    part = path.with_name(path.name + ".part")
    out = form.open(part, columns, chosen.kind)
    for page in pages(ids(chosen, by, sort)):
        found = list(reader.rows(page))
        out.add(found)
        rows += len(found)
    out.close()
    digest = checksum(part)
    part.replace(path)
    return Written(rows, digest, chosen.sentence())


def checksum(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pieces(chosen: Selection, columns: Sequence[str], by: Member, sort: Sort | None) -> Iterator[tuple[bytes, int]]:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    out.write(_BOM)
    writer.writerow(columns)
    count = 0
    for _, cells in reader_of(chosen.kind, columns, by).rows(ids(chosen, by, sort)):
        writer.writerow([safe(c) if c else c for c in cells])
        count += 1
        if count % PAGE == 0:
            yield _drain(out), count
    yield _drain(out), count


def ids(chosen: Selection, by: Member, sort: Sort | None) -> Iterator[int]:
    """Ids page by page, so that no read stays open while the file is written."""
    if sort is not None:
        offset = 0
        while page := listing.page_ids(chosen, sort, offset, PAGE, by):
            yield from page
            offset += len(page)
        return
    last, key = 0, chosen.kind.table.id
    while page := [i for (i,) in chosen.query(by).where(key > last).order_by(key).limit(PAGE).tuples()]:
        yield from page
        last = page[-1]


def _drain(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()
