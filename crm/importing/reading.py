"""A file as a stream of records: never whole in memory, each record with its number and what is wrong with its form."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from crm import text
from crm.importing.errors import FileError
from crm.importing.sniffing import Text, plausible, sniff

COLUMNS, HEADER_CHARS, CELL_CHARS = 200, 200, 32_767
_FIELD_BYTES = 10_000_000
_DELIMITERS = (",", ";", "\t", "|")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BROKEN = re.compile("[\ud800-\udfff\ufffd]")
_MOJIBAKE = re.compile("Ã[\x80-\xbf¡-¿]|â€[™œ\x9d˜“”]|Â[\xa0-¿]")

Recognises = Callable[[Sequence[str]], int]
csv.field_size_limit(_FIELD_BYTES)


class Record(NamedTuple):
    """One row of the file: its number among the rows (from 1), its cells, and the reason why its form is refused."""

    number: int
    cells: list[str]
    problem: str


@dataclass
class Source:
    """An opened file: what was detected, all of it changeable, and the records."""

    path: str
    encoding: str
    skip: int
    delimiter: str
    spaced: bool
    header_line: int
    header: list[str]
    body_line: int = 0
    warnings: list[str] = field(default_factory=list)
    blank: int = 0

    def as_json(self) -> dict[str, Any]:
        """What the plan found, for the pass that applies it."""
        return asdict(self)

    def records(self, after: int = 0) -> Iterator[Record]:
        """The records whose number is beyond `after`, in the order of the file; blank ones are counted, not given."""
        with _opened(self.path, Text(self.encoding, self.skip)) as file:
            for _ in range(self.body_line):
                file.readline()
            yield from _Reader(self, file).records(after)


def open_source(
    path: Path,
    recognises: Recognises,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_line: int | None = None,
    mapped: bool = False,
) -> Source:
    """Detect how a file is written and where its headings stand; what is given is not guessed."""
    written = sniff(path, encoding)
    with _opened(str(path), written) as file:
        lines = list(islice(_lines(file), 200))
    first, told = _sep_line(lines)
    chosen = delimiter or told or _best_delimiter(lines[first:], recognises)
    spaced = bool(re.search(f'(?:^|{re.escape(chosen)}) +"', "".join(lines))) and chosen != " "
    source = Source(str(path), written.encoding, written.skip, chosen, spaced, 0, [])
    source.header_line = _header_line(lines, first, source, recognises, header_line, mapped)
    _take_header(source, lines, first)
    _check_header(source.header)
    if any(_MOJIBAKE.search(line) for line in lines):
        source.warnings.append("mojibake_suspected")
    return source


class _Reader:
    """Reads records and notices what is wrong with their form."""

    def __init__(self, source: Source, file: TextIO) -> None:
        self.source = source
        self.lines = _Counted(_lines(file))
        self.rows = csv.reader(self.lines, delimiter=source.delimiter, skipinitialspace=source.spaced, strict=True)
        self.width = len(source.header)
        self.folded = [h.strip().casefold() for h in source.header]

    def records(self, after: int) -> Iterator[Record]:
        number = 0
        self.source.blank = 0
        while True:
            self.lines.mark()
            try:
                cells = next(self.rows)
                problem = ""
            except StopIteration:
                return
            except csv.Error as error:
                cells, problem = self._malformed(error)
            if not any(cells) or not any(c.strip() for c in cells):
                self.source.blank += 1
                continue
            number += 1
            if number > after:
                yield self._record(number, cells, problem)

    def _malformed(self, error: csv.Error) -> tuple[list[str], str]:
        message = str(error)
        if "unexpected end" in message or "field larger" in message:
            raise FileError("unterminated_quote", line=self.source.body_line + self.lines.marked)
        return [self.lines.last.rstrip("\r\n")], "malformed_quotes"

    def _record(self, number: int, cells: list[str], problem: str) -> Record:
        if not problem:
            problem = self._form(cells)
        width = self.width
        if len(cells) > width:
            del cells[width:]
        elif len(cells) < width:
            cells += [""] * (width - len(cells))
        return Record(number, cells, problem)

    def _form(self, cells: list[str]) -> str:
        whole = "\x1f".join(cells)
        if not whole.isascii() and _BROKEN.search(whole) and not self._repair(cells):
            return "encoding"
        if not whole.isprintable() and text.has_control(whole.replace("\x1f", "")):
            return "control_char"
        if len(whole) > CELL_CHARS and max(map(len, cells)) > CELL_CHARS:
            return "cell_too_long"
        if len(cells) > self.width and any(c.strip() for c in cells[self.width :]):
            return "too_many_cells"
        if cells[0].strip().casefold() == self.folded[0] and self.folded[0] and [c.strip().casefold() for c in cells] == self.folded:
            return "repeated_header"
        return ""

    def _repair(self, cells: list[str]) -> bool:
        """Read the cells again as western Windows text, if that gives words and the letters are whole."""
        if self.source.encoding != "utf-8" or (self.lines.ended and self.lines.cut):
            return False
        for i, cell in enumerate(cells):
            if _SURROGATE.search(cell):
                better = plausible(cell.encode("utf-8", "surrogateescape"))
                if better is None:
                    return False
                cells[i] = better
        if "mixed_encoding" not in self.source.warnings:
            self.source.warnings.append("mixed_encoding")
        return True


class _Counted:
    """The lines of a file, counted; remembers the last one and whether the file ends inside a letter."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.count = 0
        self.marked = 0
        self.last = ""

    def __iter__(self) -> "_Counted":
        return self

    def __next__(self) -> str:
        self.last = next(self._lines)
        self.count += 1
        return self.last

    def mark(self) -> None:
        """Remember where the next record begins."""
        self.marked = self.count + 1

    @property
    def ended(self) -> bool:
        """Whether the last line has no line end: the file stops here."""
        return not self.last.endswith(("\n", "\r"))

    @property
    def cut(self) -> bool:
        """Whether the last line ends in bytes that begin a letter."""
        return bool(re.search("[\udcc2-\udcf4][\udc80-\udcbf]{0,2}$", self.last))


def _opened(path: str, written: Text) -> TextIO:
    file = Path(path).open("rb")  # noqa: SIM115
    file.seek(written.skip)
    errors = "replace" if written.encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return io.TextIOWrapper(file, encoding=written.encoding, errors=errors, newline="")


def _lines(file: TextIO) -> Iterator[str]:
    return iter(file.readline, "")


def _sep_line(lines: list[str]) -> tuple[int, str | None]:
    """Excel's hint on line 1: how many lines to pass over, and the delimiter it names."""
    hint = re.fullmatch(r'"?sep=(.)"?[\r\n]*', lines[0], re.IGNORECASE) if lines else None
    return (1, hint[1]) if hint else (0, None)


def _split(lines: list[str], source: Source) -> list[list[str]]:
    rows = csv.reader(lines, delimiter=source.delimiter, skipinitialspace=source.spaced)
    return list(islice(rows, 60))


def _best_delimiter(lines: list[str], recognises: Recognises) -> str:
    def worth(sign: str) -> tuple[int, float, int]:
        rows = [r for r in islice(csv.reader(lines, delimiter=sign, skipinitialspace=True), 60) if any(c.strip() for c in r)]
        known = max((recognises(r) for r in rows[:10]), default=0)
        widths = [len(r) for r in rows]
        common = max(set(widths), key=widths.count) if widths else 1
        return known, widths.count(common) / len(widths) if common > 1 else 0.0, common

    return max(_DELIMITERS, key=worth)


def _header_line(lines: list[str], first: int, source: Source, recognises: Recognises, given: int | None, mapped: bool) -> int:
    if given is not None:
        return given
    start = first
    while start < len(lines) and not lines[start].strip(source.delimiter + " \r\n\t"):
        start += 1
    if start >= len(lines):
        raise FileError("no_rows" if lines else "empty")
    row = _split(lines[start:], source)[0]
    if mapped or recognises(row):
        return start + 1
    raise FileError("no_header_recognised", {"header_line": {str(i + 1): line.strip()[:120] for i, line in enumerate(lines[:10])}})


def _take_header(source: Source, lines: list[str], first: int) -> None:
    """The headings, which may span lines; without any, as many empty ones as the first row has cells."""
    if not source.header_line:
        source.header, source.body_line = ["" for _ in (_split(lines[first:], source) or [[]])[0]], first
        return
    if source.header_line > len(lines):
        raise FileError("no_rows")
    counted = _Counted(iter(lines[source.header_line - 1 :]))
    source.header = next(csv.reader(counted, delimiter=source.delimiter, skipinitialspace=source.spaced))
    source.body_line = source.header_line - 1 + counted.count


def _check_header(header: list[str]) -> None:
    filled = len(header)
    while filled and not header[filled - 1].strip():
        filled -= 1
    if filled > COLUMNS:
        raise FileError("too_many_columns", count=filled, limit=COLUMNS)
    for number, heading in enumerate(header, 1):
        if len(heading) > HEADER_CHARS:
            raise FileError("header_too_long", column=number, limit=HEADER_CHARS)
