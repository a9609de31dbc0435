"""Dates in files: ISO always; day and month first only when the order is known for the whole file."""

import re
from datetime import date

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEARLESS = re.compile(r"--(\d{2})-?(\d{2})")
_THREE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?")
_TWO = re.compile(r"(\d{1,2})[/.](\d{1,2})\.?")
_WORDED = re.compile(r"(?:(\d{1,2})\.? ([A-Za-z]{3,9})\.?,? (\d{4}))|(?:([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4}))")
_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}


class DateOrder:
    """What a whole file tells about the order of its dates: fed every cell, asked once."""

    def __init__(self) -> None:
        self.day_first = ""
        self.month_first = ""
        self.open = ""

    def feed(self, text: str) -> None:
        """Take one date cell into account."""
        found = _THREE.fullmatch(text) or _TWO.fullmatch(text)
        if not found:
            return
        first, second = int(found[1]), int(found[2])
        if first > 12 >= second > 0 and first <= 31:
            self.day_first = self.day_first or text
        elif second > 12 >= first > 0 and second <= 31:
            self.month_first = self.month_first or text
        elif first != second and 0 < first <= 12 and 0 < second <= 12:
            self.open = self.open or text

    @property
    def order(self) -> str | None:
        """DMY or MDY where the file proves one; None where it proves none or both."""
        if bool(self.day_first) == bool(self.month_first):
            return None
        return "DMY" if self.day_first else "MDY"


def parse(text: str, order: str | None) -> str | None:
    """The ISO date of a cell, `--MM-DD` where the year isn't said, or None where it is no date in this order."""
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _iso(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEARLESS.fullmatch(text):
        return _without_year(int(found[1]), int(found[2]))
    if found := _THREE.fullmatch(text):
        return _ordered(int(found[1]), int(found[2]), found[3], order)
    if found := _WORDED.fullmatch(text):
        day, month, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
        number = _MONTHS.get(month[:3].lower())
        return _iso(int(year), number, int(day)) if number else None
    if (found := _TWO.fullmatch(text)) and order:
        day, month = (found[1], found[2]) if order == "DMY" else (found[2], found[1])
        return _without_year(int(month), int(day))
    return None


def _ordered(a: int, b: int, year: str, order: str | None) -> str | None:
    if order == "YMD":
        return _iso(_century(str(a)), b, int(year))
    if order is None and a != b:
        return None
    day, month = (b, a) if order == "MDY" else (a, b)
    return _iso(_century(year), month, day)


def _century(year: str) -> int:
    short = int(year)
    return short if len(year) == 4 else (1900 + short if short > 26 else 2000 + short)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if year >= 1000 else None
    except ValueError:
        return None


def _without_year(month: int, day: int) -> str | None:
    return f"--{month:02d}-{day:02d}" if _iso(2000, month, day) else None
