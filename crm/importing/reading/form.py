"""How the cells of a table of text are parted and quoted."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from statistics import mean, mode
from typing import NamedTuple, Protocol

from crm.importing.options import BadOption

Recognises = Callable[[Sequence[str]], int]

QUOTES = ('"', "'")
_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "space": " "}
_HINT = re.compile(r'"?sep=([^\r\n]?)"?[,;|\t]*[\r\n]*', re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?:^|[,;|\t])[ ]*'", re.MULTILINE)
_ROWS, _HEADINGS = 100, 10
_CLEARLY = 0.2


class Rows(Protocol):
    """Rows of cells, and how many lines they took so far."""

    @property
    def line_num(self) -> int:
        """The lines taken so far."""

    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


class Form(NamedTuple):
    """The sign between cells, the one around them, and whether blanks may stand before a quote."""

    delimiter: str
    quote: str = '"'
    spaced: bool = False

    def rows(self, lines: Iterable[str], strict: bool = False) -> Rows:
        """The rows of these lines; `strict` raises csv.Error for what is against the rules of quoting."""
        return csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote, skipinitialspace=self.spaced, strict=strict)


class _Worth(NamedTuple):
    """How well a form fits: known headings, the share of rows as wide as the headings, quoted headings, their number."""

    known: int
    fits: float
    quoted: bool
    width: int


def hint(line: str) -> str | None:
    """The delimiter that Excel's line `sep=;` names, if this is one; "" where it names what can be none."""
    found = _HINT.fullmatch(line)
    return None if found is None else "" if found[1].isalnum() or found[1] in "\"'" else found[1]


def delimiter_named(told: str) -> str:
    """The delimiter a person named, by itself or in a word; raises BadOption for what can't be one."""
    sign = _NAMES.get(told.strip().lower(), told)
    if len(sign) != 1 or sign.isalnum() or sign in "\"'\r\n":
        raise BadOption(name="delimiter", value=told, choices=", ".join(_NAMES))
    return sign


def detect(lines: Sequence[str], delimiter: str | None, recognises: Recognises) -> Form:
    """The form under which headings are recognised and rows are as wide as they; `delimiter` isn't guessed when given."""
    delimiters = (delimiter,) if delimiter else _DELIMITERS
    best = _best([Form(d, spaced=d != " ") for d in delimiters], lines, recognises)
    if _APOSTROPHE.search("".join(lines)):
        best = _best_quote(best, [best._replace(delimiter=d, quote="'") for d in delimiters], lines, recognises)
    return best._replace(spaced=_is_spaced(best, lines))


def quoted(form: Form, told: str | None) -> Form:
    """The form with the sign a person says stands around cells; raises BadOption for what is none."""
    if told and told not in QUOTES:
        raise BadOption(name="quote", value=told, choices=" or ".join(QUOTES))
    return form._replace(quote=told) if told else form


def _best(forms: list[Form], lines: Sequence[str], recognises: Recognises) -> Form:
    return max(forms, key=lambda form: _worth(form, lines, recognises))


def _best_quote(usual: Form, others: list[Form], lines: Sequence[str], recognises: Recognises) -> Form:
    """Apostrophes are quotes only where all headings stand in them, or where rows fit clearly better that way."""
    other = _best(others, lines, recognises)
    now, then = _worth(usual, lines, recognises), _worth(other, lines, recognises)
    better = then.known >= now.known and then.fits >= now.fits + _CLEARLY
    return other if better or now.quoted else usual


def _worth(form: Form, lines: Sequence[str], recognises: Recognises) -> _Worth:
    rows = [row for row in islice(form.rows(lines), _ROWS) if any(map(str.strip, row))]
    if not rows:
        return _Worth(0, 1.0, False, 0)
    known, at = max((recognises(row), -i) for i, row in enumerate(rows[:_HEADINGS]))
    header = rows[-at]
    width = len(header) if known else mode(map(len, rows))
    named = max((i for i, cell in enumerate(header, 1) if cell.strip()), default=0) if known else width
    body = rows[1 - at :] if known else rows
    parts = known or width > 1
    return _Worth(known, mean(_fits(row, named, width) for row in body) if body and parts else 0.0, _is_quoted(header), width)


def _fits(row: Sequence[str], named: int, width: int) -> float:
    """A row as wide as the headings fits; one that is shorter than those with names may, one with cells beyond them all doesn't."""
    if len(row) <= width:
        return 1.0 if len(row) >= named else 0.5
    return 0.0 if any(map(str.strip, row[width:])) else 1.0


def _is_quoted(header: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in header if cell.strip()]
    return all(len(cell) > 2 and cell[0] == cell[-1] == "'" for cell in filled)


def _is_spaced(form: Form, lines: Sequence[str]) -> bool:
    """Whether blanks stand between a delimiter and a quote; inside quoted cells that says nothing."""
    d, q = re.escape(form.delimiter), re.escape(form.quote)
    cell = re.compile(rf"(?:\A|{d}|[\r\n])(?:{q}[^{q}]*(?:{q}{q}[^{q}]*)*{q}|([ ]+{q})?[^{d}\r\n]*)")
    return form.delimiter != " " and any(found[1] for found in cell.finditer("".join(lines)))
