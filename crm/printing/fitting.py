"""Text on labels: the largest print in which all lines of a label fit, long ones wrapped."""

import math
from collections.abc import Sequence
from unicodedata import east_asian_width

from crm.printing.sheets import Sheet

SIZES = (11.0, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
"""Sizes of print in points, largest first; small labels begin with the third."""
PADDING = (4.0, 1.8)
"""Millimetres left free at the sides of a label, and above and below."""
LEADING = 1.2
"""From line to line, in sizes of print."""
_SMALL, _POINT = 30.0, 25.4 / 72
_BROAD = frozenset("MWmw@%—")
_WIDE = 0.56
"""How wide a letter is, in sizes of print: the mean of bold Latin text, so that most lines are shorter than thought."""


def size_on(lines: Sequence[str], sheet: Sheet) -> int:
    """The place in SIZES of the largest print in which these lines fit on a label of the sheet; the last where none does."""
    first = 2 if sheet.height < _SMALL else 0
    return next((at for at in range(first, len(SIZES)) if _fits(lines, sheet, SIZES[at])), len(SIZES) - 1)


def fits(lines: Sequence[str], sheet: Sheet) -> bool:
    """Whether the lines fit on a label of the sheet in the smallest print."""
    return _fits(lines, sheet, SIZES[-1])


def _fits(lines: Sequence[str], sheet: Sheet, size: float) -> bool:
    letters = (sheet.width - 2 * PADDING[0]) / (_WIDE * size * _POINT)
    needed = sum(max(1, math.ceil(_letters(line) / letters)) for line in lines)
    return needed * LEADING * size * _POINT <= sheet.height - 2 * PADDING[1]


def _letters(line: str) -> float:
    """How many Latin letters a line is wide: capitals count more, those of East Asia and pictures double."""
    return sum(2 if east_asian_width(letter) in "WF" else 1.7 if letter in _BROAD else 1.3 if letter.isupper() else 1 for letter in line)
