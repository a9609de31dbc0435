"""A long list as PDF: parts of so many records, each a file in a zip, so that laying them out takes a bounded amount of memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import ZipFile

from crm.printing import pdf, styles, tables
from crm.printing.lines import Line
from crm.printing.tables import Heading

PART = 250
"""So many records are laid out at once: some seconds, and about a quarter of a megabyte each."""
MOST = 50_000
"""So many a PDF holds; nobody prints more."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every part looks like: its heading, the office's paper, what stands at the foot, and how many there will be."""

    heading: Heading
    paper: str
    foot: str
    parts: int


class Paper:
    """A zip of PDFs while it is made: records added together make a part."""

    def __init__(self, path: Path, sheet: Sheet) -> None:
        self._sheet, self._number = sheet, 0
        self._shares: tuple[int, ...] = ()
        self._zip = ZipFile(path, "w")

    def add(self, rows: Sequence[tuple[int, Line]]) -> None:
        """Lay out the next part; the first decides how wide the columns are."""
        lines = [(line.name, *line.cells) for _, line in rows]
        if not lines:
            return
        self._shares = self._shares or tables.shares(self._sheet.heading, lines)
        self._number += 1
        heading = self._sheet.heading
        if self._sheet.parts > 1:
            heading = replace(heading, said=f"{heading.said} · part {self._number:,} of {self._sheet.parts:,}")
        css = styles.paged(self._sheet.paper, self._sheet.foot, self._shares)
        self._zip.writestr(f"part-{self._number:03}.pdf", pdf.write(tables.page(heading, lines), css))

    def close(self) -> None:
        """Finish the file."""
        self._zip.close()

    def __del__(self) -> None:
        """A file that is given up is let go of."""
        self._zip.close()


def parts_of(total: int) -> int:
    """How many parts so many records take."""
    return -(-total // PART)
