"""Dates in files: ISO always; day and month first only when the order is known for the whole file."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache

from babel import Locale

from crm import clock
from crm.exporting.cells import unsafe
from crm.fold import fold

ORDERS = ("DMY", "MDY", "YMD")
_TIME = r"(?:[T ]+\d{1,2}:\d{2}.*)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}|(\d{{4}})(\d{{2}})(\d{{2}})")
_YEARLESS = re.compile(r"--(\d{1,2})-?(\d{2})")
_THREE = re.compile(rf"(\d{{1,2}}) ?[/.\- ] ?(\d{{1,2}}) ?[/.\- ] ?(\d{{4}}|\d{{2}})\.?{_TIME}")
_TWO = re.compile(r"(\d{1,2}) ?[/.\-] ?(\d{1,2})\.?")
_WORDED = re.compile(
    r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?[ \-](?:de |of )?(?P<month>[^\W\d]+)\.?(?:,?[ \-](?:de )?(?P<year>\d{4}))?"
    r"|(?P<month2>[^\W\d]+)\.?[ \-](?P<day2>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<year2>\d{4}))?"
)
_ZERO = re.compile(rf"0{{1,4}}([/.\-])0{{1,2}}\1(?:0{{4}}|0{{1,2}}){_TIME}")
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "nb", "sv", "da")
_LEAP_YEAR = 2000
_MET = 10_000
"""How many different cells are remembered as told already: most files have few."""


class DateOrder:
    """What a whole file tells about the order of its dates: fed every cell, asked once.

    `day_first` and `month_first` are cells that prove an order, `open` one that may be either; "" where there is none.
    """

    def __init__(self) -> None:
        self.day_first = ""
        self.month_first = ""
        self.open = ""

    def feed(self, text: str) -> None:
        """Take one date cell into account."""
        found = None if text[:3].isdigit() else _THREE.fullmatch(text) or _TWO.fullmatch(text)
        if not found:
            return
        first, second = int(found[1]), int(found[2])
        if 12 < first <= 31 and 0 < second <= 12:
            self.day_first = self.day_first or text
        elif 12 < second <= 31 and 0 < first <= 12:
            self.month_first = self.month_first or text
        elif (first != second and 0 < first <= 12 and 0 < second <= 12) or first > 31:
            self.open = self.open or text

    @property
    def order(self) -> str | None:
        """DMY or MDY where the file proves one; None where it proves none or both."""
        if bool(self.day_first) == bool(self.month_first):
            return None
        return "DMY" if self.day_first else "MDY"

    def usual(self, habits: Mapping[str, str]) -> str | None:
        """The order a program writes with the sign between day and month, where the file leaves it open."""
        return next((order for sign, order in habits.items() if sign in self.open), None)


def told(cells: Iterable[str]) -> DateOrder:
    """What the cells of columns that hold dates tell about the order."""
    told, met = DateOrder(), set[str]()
    for raw in cells:
        if raw in met:
            continue
        if len(met) < _MET:
            met.add(raw)
        if cell := unsafe(raw.strip()):
            told.feed(cell.partition(" ")[0] if ":" in cell else cell)
    return told


def is_zero(text: str) -> bool:
    """Whether a cell is a date of zeros: how some programs write that they know none."""
    return text[0] == "0" and bool(_ZERO.fullmatch(text))


@lru_cache(maxsize=8_192)
def parse(text: str, order: str | None) -> str | None:
    """The ISO date of a cell, `--MM-DD` where the year isn't said, or None where it is no date in this order."""
    if found := _ISO.fullmatch(text):
        return _iso(int(found[1] or found[4]), int(found[2] or found[5]), int(found[3] or found[6]))
    if found := _YEARLESS.fullmatch(text):
        return _yearless(int(found[1]), int(found[2]))
    if found := _THREE.fullmatch(text):
        return _ordered(found[1], found[2], found[3], order)
    if found := _TWO.fullmatch(text):
        return _pair(int(found[1]), int(found[2]), order)
    return _worded(found) if (found := _WORDED.fullmatch(text)) else None


def _ordered(first: str, second: str, third: str, order: str | None) -> str | None:
    if order == "YMD":
        return _iso(_century(first), int(second), int(third)) if len(third) < 4 else None
    if order is None and int(first) != int(second):
        return None
    day, month = (second, first) if order == "MDY" else (first, second)
    return _iso(_century(third), int(month), int(day))


def _pair(first: int, second: int, order: str | None) -> str | None:
    if order is None and first != second:
        return None
    return _yearless(second, first) if order == "DMY" else _yearless(first, second)


def _worded(found: re.Match[str]) -> str | None:
    month = _months().get(fold(found["month"] or found["month2"]))
    day, year = int(found["day"] or found["day2"]), found["year"] or found["year2"]
    if month is None:
        return None
    return _iso(int(year), month, day) if year else _yearless(month, day)


@cache
def _months() -> dict[str, int]:
    """Names of months, long and short, in the languages of our headings."""
    names: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in Locale(language).months["format"], Locale(language).months["stand-alone"]:
            for number, name in (*width["wide"].items(), *width["abbreviated"].items()):
                names.setdefault(fold(name).rstrip("."), number)
    return names


def _century(year: str) -> int:
    """A year of two digits is the latest that isn't to come: dates in files of people are mostly births."""
    if len(year) == 4:
        return int(year)
    now = clock.now().year
    return now - (now - int(year)) % 100


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if year >= 1000 else None
    except ValueError:
        return None


def _yearless(month: int, day: int) -> str | None:
    return f"--{month:02d}-{day:02d}" if _iso(_LEAP_YEAR, month, day) else None
