"""An opened file: how it is written, where its headings stand, and its rows from any number on."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import dropwhile
from pathlib import Path
from typing import Any

from crm.importing.errors import FileError
from crm.importing.options import Options
from crm.importing.reading import encoding, form, formats, heading
from crm.importing.reading.encoding import Encoding
from crm.importing.reading.form import Form, Recognises
from crm.importing.reading.limits import COLUMNS, HEADER_CHARS
from crm.importing.reading.records import Reader, Record
from crm.importing.reading.stretches import Stretch, stretches
from crm.importing.reading.unpacking import Table, table_of

_LINES, _CHARS = 400, 4_000_000
LONG = 2_000_000
"""From so many bytes on, a table takes longer to read than anybody should wait for a page."""


@dataclass
class Source:
    """What was detected or told about a file; JSON keeps it, so that a later pass reads exactly the same rows.

    `path` is the table of text: the file itself, or what was unpacked from a workbook, of which it is the `sheet`, or from cards.
    """

    path: str
    encoding: str
    skip: int
    told: bool
    delimiter: str
    quote: str
    spaced: bool
    header_line: int
    header: list[str]
    body_line: int
    warnings: list[str] = field(default_factory=list)
    blank: int = 0
    kind: str = formats.TEXT
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)

    @property
    def form(self) -> Form:
        """How cells are parted and quoted."""
        return Form(self.delimiter, self.quote, self.spaced)

    def as_json(self) -> dict[str, Any]:
        """What `Source(**kept)` takes to open the file again."""
        return asdict(self)

    def records(self, after: int = 0) -> Iterator[Record]:
        """The rows whose number is beyond `after`, in the order of the file.

        Blank rows have no number; `blank` counts them. `warnings` gains what is noticed on the way. Raises FileError where the file is
        damaged further on.
        """
        self.blank = 0
        found = Reader(self).records(self._stretches())
        return dropwhile(lambda record: record.number <= after, found) if after else found

    @property
    def is_long(self) -> bool:
        """Whether nobody should wait for all of its rows to be read."""
        return Path(self.path).stat().st_size > LONG

    def _stretches(self) -> Iterator[Stretch]:
        return stretches(Path(self.path), Encoding(self.encoding, self.skip, self.told), self.warn)

    def warn(self, code: str) -> None:
        """Keep a warning, once."""
        if code not in self.warnings:
            self.warnings.append(code)


def open_source(path: Path, options: Options, recognises: Recognises, *, name: str = "", folder: Path | None = None) -> Source:
    """Detect how a file is written and where its headings stand; what `options` tell is not guessed.

    `recognises` counts the cells of a row that are headings we know. `name` is what the file was called, and `folder` is where a table is
    unpacked to: beside the file if not said. Raises FileError, BadOption.
    """
    table = table_of(path, options, folder or path.parent)
    source = _written(table, options)
    if formats.promises_other(name or path.name, table.kind):
        source.warn("extension_mismatch")
    _find_heading(source, options, recognises)
    if next(source.records(), None) is None:
        raise FileError("no_rows")
    return source


def _written(table: Table, options: Options) -> Source:
    """The table as it is written, its form not known yet unless we wrote it."""
    if table.kind == formats.TEXT:
        how = encoding.detect(table.path, options.encoding)
        return Source(str(table.path), how.codec, how.skip, how.told, "", "", False, 0, [], 0)
    warnings = ["more_sheets"] if len(table.sheets) > 1 and options.sheet is None else []
    return Source(str(table.path), "utf-8", 0, True, *Form(","), 0, [], 0, warnings, 0, table.kind, table.sheet, list(table.sheets))


def _find_heading(source: Source, options: Options, recognises: Recognises) -> None:
    """Learn where the headings of a table stand, and how its cells are parted if that isn't known."""

    def known(cells: Sequence[str]) -> int:
        return recognises([cell[: 2 * HEADER_CHARS] for cell in cells[: 2 * COLUMNS]])

    lines = _sample(source, options.header_line or 0)
    hinted = None if source.delimiter else form.hint(lines[0])
    first = 0 if hinted is None else 1
    shape = source.form
    if not source.delimiter:
        told = form.delimiter_named(options.delimiter) if options.delimiter else hinted
        top = max(first, (options.header_line or 1) - 1)
        shape = form.quoted(form.detect(lines[top : top + _LINES], told, known), options.quote)
    found = _heading(lines, first, shape, options, known)
    heading.check(found.cells)
    source.delimiter, source.quote, source.spaced = shape
    source.header, source.header_line, source.body_line = found


def _sample(source: Source, line: int) -> list[str]:
    """The first lines, some of them below `line`."""
    lines: list[str] = []
    chars = 0
    for stretch in source._stretches():
        lines += stretch.lines
        chars += sum(map(len, stretch.lines))
        if len(lines) >= line + _LINES or chars > _CHARS:
            break
    return lines


def _heading(lines: list[str], first: int, shape: Form, options: Options, recognises: Recognises) -> heading.Heading:
    if options.header_line is not None:
        return heading.take(lines, options.header_line, shape, first)
    return heading.find(lines, first, shape, (lambda _: 1) if options.mapping is not None else recognises)
