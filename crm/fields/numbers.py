"""Numbers as people type them in their country: spaces, points and commas, signs of money; exact, at most fifteen digits."""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import format_currency, get_currency_precision, get_currency_symbol, list_currencies

_BLANKS = re.compile(r"[\s'’_\u00a0\u202f]+")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
_MOST_DIGITS = 15
_MINUS = str.maketrans("−–", "--")


def parse(typed: str, region: str) -> Decimal | None:
    """The number a text says; None where it says none. A lone comma before three digits parts thousands only where the country does so."""
    bare = _BLANKS.sub("", typed).translate(_MINUS)
    if "," in bare and not (_GROUPED.fullmatch(bare) and ("." in bare or bare.count(",") > 1 or _decimal_sign(region) == ".")):
        bare = bare.replace(".", "").replace(",", ".")
    bare = bare.replace(",", "") if "," in bare else bare
    if not bare.isascii() or not _PLAIN.fullmatch(bare):
        return None
    try:
        number = Decimal(bare)
    except InvalidOperation:
        return None
    return number if len(number.normalize().as_tuple().digits) <= _MOST_DIGITS and abs(number) < 10**_MOST_DIGITS else None


def is_plain(typed: str) -> bool:
    """Whether a text is a whole number in its canonical form already."""
    return typed.isdigit() and typed.isascii() and len(typed) <= _MOST_DIGITS and (typed[0] != "0" or typed == "0")


def plain(number: Decimal) -> str:
    """A number in its one canonical form: no needless zeros, no exponent."""
    text = format(number.normalize(), "f")
    return "0" if text in ("-0", "") else text


def parse_money(typed: str, currency: str, region: str) -> int | None:
    """Minor units of an amount, with or without the sign or code of its currency; None where it says none, or halves of a cent."""
    bare = typed.strip()
    for sign in (currency, get_currency_symbol(currency, "en"), get_currency_symbol(currency, locale_of(region)), "$", "€", "£", "kr"):
        if sign and bare.lower().startswith(sign.lower()):
            bare = bare[len(sign) :].strip().lstrip(".") if sign == "kr" else bare[len(sign) :].strip()
        elif sign and bare.lower().endswith(sign.lower()):
            bare = bare[: -len(sign)].strip()
    number = parse(bare, region)
    if number is None:
        return None
    minor = number.scaleb(digits_of(currency))
    return int(minor) if minor == minor.to_integral_value() and abs(minor) < 10**_MOST_DIGITS else None


def amount(minor: int, currency: str) -> str:
    """An amount as our files write it: a point, and the currency's own number of decimals."""
    return format(Decimal(minor).scaleb(-digits_of(currency)), "f")


def money(minor: int, currency: str, locale: str) -> str:
    """An amount as people read it."""
    return str(format_currency(Decimal(minor).scaleb(-digits_of(currency)), currency, locale=locale))


def digits_of(currency: str) -> int:
    """How many decimals a currency has."""
    return int(get_currency_precision(currency))


def is_currency(code: str) -> bool:
    """Whether a text is the code of a currency."""
    return code in list_currencies()


@lru_cache(maxsize=300)
def currency_of(region: str) -> str:
    """What is paid with in a country today."""
    known = get_global("territory_currencies").get(region, ())
    return next((code for code, _, end, tender in known if end is None and tender), "USD")


@lru_cache(maxsize=300)
def locale_of(region: str) -> str:
    """How numbers are written in a country."""
    try:
        return str(Locale.parse(f"und_{region}"))
    except (UnknownLocaleError, ValueError):
        return "en_GB"


@lru_cache(maxsize=300)
def _decimal_sign(region: str) -> str:
    return str(Locale.parse(locale_of(region)).number_symbols["latn"]["decimal"])
