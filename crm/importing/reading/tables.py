"""Tables of text written bit by bit; each is there whole or not at all."""

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from uuid import uuid4

from crm.importing.reading.limits import CELL_CHARS, ROW_CHARS

STEP = 500

Rows = Iterable[Sequence[str] | None]
"""The rows of a table to be; None says that some more was read, and that no row can be told yet."""


def write(target: Path, rows: Callable[[], Rows], mark: str = "") -> Iterator[int]:
    """Write a table unless it is there already; gives again and again how many rows there are so far, and is over when the table is there.

    Whoever has the same `mark` begins anew what one before was killed at: that one's part is thrown away.
    """
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f"{target.name}.{mark}.*.part") if mark else ():
        left.unlink(missing_ok=True)
    part = target.with_name(f"{target.name}.{mark}.{uuid4().hex}.part")
    try:
        yield from _lines(part, iter(rows()))
        with suppress(FileNotFoundError):  # taken away by whoever began anew, and writes the same
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _lines(part: Path, rows: Iterator[Sequence[str] | None]) -> Iterator[int]:
    count = 0
    with part.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        writer = csv.writer(file)
        while some := list(islice(rows, STEP)):
            lines = [_fitting(cells) for cells in some if cells is not None]
            writer.writerows(lines)
            count += len(lines)
            yield count
        file.flush()
        os.fsync(file.fileno())


def _fitting(cells: Sequence[str]) -> Sequence[str]:
    """A row that fits a line; of one that doesn't, as much as shows that it is too long."""
    return cells if sum(map(len, cells)) <= ROW_CHARS else ("x" * (CELL_CHARS + 1),)
