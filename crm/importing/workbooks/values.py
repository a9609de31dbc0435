"""Numbers of a workbook as a person sees them: dates by their format, ids and phone numbers digit by digit."""

import re
from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import from_excel

_EASTERN_DATES = frozenset((*range(27, 37), *range(50, 59)))
_SHOWN_DIGITS = 15
_LONGEST = 40
_MASK = re.compile(r'(?:[0#\-+() /]|\\.|"[^"]*")+')
_SIGNS = re.compile(r'[0#]|\\.|"[^"]*"|.')


class Style(NamedTuple):
    """Whether a number is a date, and the signs among which its digits are set, such as 00000 or 000-00-0000."""

    is_date: bool = False
    mask: str = ""


PLAIN = Style()


def style(number: int, own: Mapping[int, str]) -> Style:
    """How numbers of this format are shown; `own` are the formats the workbook brings."""
    code = own.get(number, BUILTIN_FORMATS.get(number, ""))
    if is_date_format(code) or (number in _EASTERN_DATES and number not in own):
        return Style(is_date=True)
    mask = code.partition(";")[0]
    return Style(mask=mask) if "0" in mask and mask != "0" and _MASK.fullmatch(mask) else PLAIN


def number(text: str, shown: Style, epoch: datetime) -> str:
    """The number that a workbook stores as `text`, as it is shown; what is none stays as it is."""
    if shown.is_date and (found := _date(text, epoch)):
        return found
    digits = text if text.isascii() and text.isdigit() and len(text) <= _SHOWN_DIGITS else _digits(text)
    return _masked(digits, shown.mask) if shown.mask and digits.isascii() and digits.isdigit() else digits


@lru_cache(maxsize=4_096)
def _date(text: str, epoch: datetime) -> str:
    try:
        found: Any = from_excel(float(text), epoch)
    except (ValueError, OverflowError):
        return ""
    if isinstance(found, time):
        return found.isoformat("seconds")
    whole = found.time() == time.min
    return str(found.date().isoformat() if whole else found.isoformat("T", "seconds"))


def _digits(text: str) -> str:
    """All digits up to the fifteen that a spreadsheet shows: never 1.0, never 4.1E+10."""
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return text
    if not exact.is_finite() or abs(exact.adjusted()) > _LONGEST:
        return text
    whole = exact == exact.to_integral_value()
    shown = exact if whole else Decimal(f"{exact:.{_SHOWN_DIGITS}g}")
    plain = f"{shown:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _masked(digits: str, mask: str) -> str:
    """Digits set from the right into a mask; those that have no place in it stand first."""
    signs = _SIGNS.findall(mask)
    places = sum(sign in "0#" for sign in signs)
    rest, digits = digits[: max(0, len(digits) - places)], digits[max(0, len(digits) - places) :].rjust(places)
    at, shown = 0, []
    for sign in signs:
        if sign in "0#":
            digit, at = digits[at], at + 1
            first = at == 1
            shown.append((rest if first else "") + (digit if digit != " " else "0" if sign == "0" else ""))
        else:
            shown.append(sign.strip('"') if sign[0] == '"' else sign[-1])
    return "".join(shown)
