"""The rows of a file, each with its number and line, and with the reason why its form is refused."""

import csv
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from crm import text
from crm.importing.errors import FileError
from crm.importing.reading import resync
from crm.importing.reading.form import Form, Rows
from crm.importing.reading.limits import CELL_CHARS, RECORD_CHARS
from crm.importing.reading.stretches import Stretch
from crm.importing.reading.western import LOST


class Record(NamedTuple):
    """One row: its number among the rows (from 1), the line it begins on, its cells (as many as headings, or more), and why it is refused."""

    number: int
    line: int
    cells: list[str]
    problem: str


class Table(Protocol):
    """What is known about a file when its rows are read."""

    header: list[str]
    body_line: int
    blank: int

    @property
    def form(self) -> Form:
        """How cells are parted and quoted."""


_NOTHING = Stretch([], clean=True)
_SPACES = {c for c in map(chr, range(0x3001)) if c.isspace()} | {""}
_new = tuple.__new__


class Reader:
    """Reads rows from stretches of lines; most go by at the parser's own speed, only the odd ones are looked at."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.form = table.form
        self.width = len(table.header)
        self.folded = [_folded(heading) for heading in table.header]
        self.odd_starts = _SPACES | _cases(table.header[0].strip()[:1])
        self.widths = {self.width}
        self.number = 0
        self.line = 1 + table.body_line
        self.rest = Stretch([], clean=True)
        self.open = False
        self.ends = False
        self.taken = 0

    def records(self, stretches: Iterable[Stretch]) -> Iterator[Record]:
        """The rows below the headings; raises FileError where a quote is never closed."""
        for lines, clean in self._with_rest(stretches):
            at = 0
            while at < len(lines):
                rows = self.form.rows(lines[at:] if at else lines, strict=True)
                try:
                    yield from self._take(rows, clean)
                    break
                except csv.Error as error:
                    begin, end = at + self.taken, at + rows.line_num
                    if self._is_unfinished(error, len(lines) - end):
                        self._wait(Stretch(lines[begin:], clean))
                        break
                    record, at = self._broken(lines, begin, end)
                if record:
                    yield record

    def _with_rest(self, stretches: Iterable[Stretch]) -> Iterator[Stretch]:
        """The stretches without the headings, each with the lines before it that wait for more; last, what waits at the end."""
        skip = self.table.body_line
        for lines, clean in stretches:
            if skip:
                skip, lines = max(0, skip - len(lines)), lines[skip:]
            if self.rest.lines:
                lines, clean = self.rest.lines + lines, clean and self.rest.clean
            if self.open and not any(self.form.quote in line for line in lines[len(self.rest.lines) :]):
                self._wait(Stretch(lines, clean))
                continue
            self.rest, self.open = _NOTHING, False
            yield Stretch(lines, clean)
        self.ends = True
        yield self.rest

    def _take(self, rows: Rows, clean: bool) -> Iterator[Record]:
        """Rows up to the first against the rules of quoting, where csv.Error is raised; counts the lines of those before it."""
        number, width, odd, named, first, end = self.number, self.width, self.odd_starts, bool(self.folded[0]), self.line, 0
        try:
            for cells in rows:
                begin, end = end, rows.line_num
                plain = clean and (end - begin == 1 or max(map(len, cells)) <= CELL_CHARS)
                if plain and len(cells) == width and (cells[0][:1] not in odd or (named and not cells[0] and any(map(str.strip, cells)))):
                    number += 1
                    yield _new(Record, (number, first + begin, cells, ""))
                elif record := self._look(number + 1, first + begin, cells, plain):
                    number += 1
                    yield record
        finally:
            self.number, self.line, self.taken = number, first + end, end

    def _is_unfinished(self, error: csv.Error, below: int) -> bool:
        """Whether a row may go on in the next stretch, or what is below it there must tell where it ends."""
        self.open = "unexpected end" in str(error)
        if self.open and self.ends:
            raise FileError("unterminated_quote", line=self.line)
        return self.open or (below < resync.REACH and not self.ends)

    def _look(self, number: int, line: int, cells: list[str], clean: bool) -> Record | None:
        """A row of which something is odd; None for a blank one, which is only counted."""
        if not any(cells) or not any(map(str.strip, cells)):
            self.table.blank += 1
            return None
        problem, width = self._problem(cells, clean), len(cells)
        if problem == "encoding":
            cells = [LOST.sub("\ufffd", cell) for cell in cells]
        elif not problem and width != self.width:
            self.widths = {self.width, width}
            del cells[self.width :]
        if width < self.width:
            cells += [""] * (self.width - width)
        return _new(Record, (number, line, cells, problem))

    def _problem(self, cells: list[str], clean: bool) -> str:
        if not clean:
            whole = "".join(cells)
            if LOST.search(whole):
                return "encoding"
            if text.has_control(whole):
                return "control_char"
            if len(whole) > CELL_CHARS and max(map(len, cells)) > CELL_CHARS:
                return "cell_too_long"
        if len(cells) > self.width and any(map(str.strip, cells[self.width :])):
            return "too_many_cells"
        return "repeated_header" if self._is_heading(cells) else ""

    def _is_heading(self, cells: list[str]) -> bool:
        if _folded(cells[0]) != self.folded[0] or not any(self.folded):
            return False
        return [_folded(cell) for cell in cells[: self.width]] == self.folded[: len(cells)] and not any(self.folded[len(cells) :])

    def _broken(self, lines: list[str], begin: int, end: int) -> tuple[Record | None, int]:
        """The row against the rules of quoting whose fault shows before line `end`, and where the next row begins."""
        cells = resync.tightened(lines[begin:end], self.form)
        after = end if cells else resync.next_begin(lines, begin, self.form, self.widths)
        if cells:
            record = self._look(self.number + 1, self.line, cells, clean=False)
        else:
            raw = LOST.sub("\ufffd", "".join(lines[begin:after]).rstrip("\r\n"))
            record = Record(self.number + 1, self.line, [raw] + [""] * (self.width - 1), "malformed_quotes")
        self.number += record is not None
        self.line += after - begin
        return record, after

    def _wait(self, rest: Stretch) -> None:
        if self.open and sum(map(len, rest.lines)) > RECORD_CHARS:
            raise FileError("unterminated_quote", line=self.line)
        self.rest = rest


def _cases(letter: str) -> set[str]:
    return {letter, letter.lower(), letter.upper(), letter.casefold()[:1]}


def _folded(heading: str) -> str:
    return heading.strip().casefold()
