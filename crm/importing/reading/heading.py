"""Where the headings of a table stand, and what they are."""

import csv
from collections.abc import Iterable, Sequence
from itertools import islice
from statistics import mode
from typing import NamedTuple

from crm import text
from crm.importing.errors import FileError
from crm.importing.options import BadOption
from crm.importing.reading.form import Form, Recognises
from crm.importing.reading.limits import COLUMNS, HEADER_CHARS

_SHOWN, _CHOICES = 120, 10
_ROWS = 100


class Heading(NamedTuple):
    """The headings, the line they begin on (from 1; 0 where there are none), and how many lines stand before the first row."""

    cells: list[str]
    line: int
    body: int


def find(lines: Sequence[str], first: int, form: Form, recognises: Recognises) -> Heading:
    """The first line from `first` on that isn't blank, if it holds headings; else a person must say where they are."""
    rows, at = form.rows(lines[first:]), first
    for cells in rows:
        if any(map(str.strip, cells)):
            break
        at = first + rows.line_num
    else:
        raise FileError("no_rows")
    if not recognises(cells):
        raise FileError("no_header_recognised", _choices(lines), why=f"Line {at + 1} doesn’t look like headings.")
    return take(lines, at + 1, form, first)


def take(lines: Sequence[str], line: int, form: Form, first: int) -> Heading:
    """The headings on the line a person said, which may go on over several; 0 says that there are none."""
    if line < 0:
        raise BadOption(name="header-line", value=line, choices="0 for none, 1, 2, 3 …")
    if line == 0:
        return Heading([""] * _width(islice(form.rows(lines[first:]), _ROWS)), 0, first)
    if line > len(lines):
        raise FileError("no_header_recognised", _choices(lines), why=f"The file has no line {line}.")
    rows = form.rows(lines[line - 1 :])
    cells: list[str] = next(rows, [])
    if rows.line_num == len(lines) - line + 1 and _is_open(lines[line - 1 :], form):
        raise FileError("unterminated_quote", line=line)
    if not any(map(str.strip, cells)):
        raise FileError("no_header_recognised", _choices(lines), why=f"Line {line} is blank.")
    return Heading([_shown(cell) for cell in cells], line, line - 1 + rows.line_num)


def check(header: Sequence[str]) -> None:
    """Raise FileError for more or longer headings than a table may have; empty columns at the end don't count."""
    count = max((i for i, heading in enumerate(header, 1) if heading.strip()), default=0) or len(header) * (not any(header))
    if count > COLUMNS:
        raise FileError("too_many_columns", count=count, limit=COLUMNS)
    for number, heading in enumerate(header, 1):
        if len(heading) > HEADER_CHARS:
            raise FileError("header_too_long", column=number, limit=HEADER_CHARS)


def _width(rows: Iterable[Sequence[str]]) -> int:
    """How many cells rows usually have; FileError where there are none."""
    widths = [len(row) for row in rows if any(map(str.strip, row))]
    if not widths:
        raise FileError("no_rows")
    return mode(widths)


def _is_open(lines: Sequence[str], form: Form) -> bool:
    """Whether a quote that these lines open is never closed in them."""
    try:
        next(form.rows(lines, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _choices(lines: Sequence[str]) -> dict[str, dict[str, str]]:
    filled = [(str(i), _shown(text.single_line(line))[:_SHOWN]) for i, line in enumerate(lines, 1) if line.strip()]
    return {"header_line": dict(filled[:_CHOICES])}


def _shown(heading: str) -> str:
    """A heading without letters that no database keeps."""
    return heading.encode("utf-8", "replace").decode().replace("\0", "")
