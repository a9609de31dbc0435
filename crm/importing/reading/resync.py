"""Rows whose quotes are against the rules: where such a row ends, so that only it is refused."""

import csv
import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from crm.importing.reading.form import Form

REACH = 50


def tightened(lines: Sequence[str], form: Form) -> list[str] | None:
    """The cells of a row whose only fault is blanks after closing quotes; else None."""
    try:
        rows = list(form.rows([_loose(form).sub(form.quote, line) for line in lines], strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def next_begin(lines: Sequence[str], begin: int, form: Form, widths: Collection[int]) -> int:
    """The index of the line after the broken row that begins at `begin`.

    That is the next line, unless a quoted cell of the broken row visibly ends further down, before any line that is a whole row.
    """
    after = begin + 1
    for i in range(begin + 1, min(len(lines), begin + 1 + REACH)):
        if _is_whole(lines[i], form, widths):
            break
        if _closing(form).match(lines[i]):
            after = i + 1
    return after


def _is_whole(line: str, form: Form, widths: Collection[int]) -> bool:
    """Whether a line by itself is a row like the others."""
    if line.count(form.quote) % 2:
        return False
    try:
        cells = next(form.rows([line], strict=True))
    except csv.Error:
        return False
    return len(cells) in widths


@lru_cache(maxsize=16)
def _loose(form: Form) -> re.Pattern[str]:
    d, q = re.escape(form.delimiter), re.escape(form.quote)
    return re.compile(rf"{q}[ ]+(?={d}|[\r\n]|\Z)")


@lru_cache(maxsize=16)
def _closing(form: Form) -> re.Pattern[str]:
    """A line whose first quote ends a cell that an earlier line began."""
    d, q = re.escape(form.delimiter), re.escape(form.quote)
    return re.compile(rf"(?:[^{q}]*[^{q}{d}])?(?:{q}{q})*{q}(?={d}|[\r\n]|\Z)")
