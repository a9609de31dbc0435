"""Phone numbers: kept as typed, understood as E.164 where they are one, matched by their last nine national digits."""

import re
import unicodedata
from functools import lru_cache

import phonenumbers

_NOT_DIGIT = re.compile(r"\D+")
_SHAPE = re.compile(r"[+(]?[\d\s().\-/·,]*(?:(?:ext|x|#|;ext=)\.?\s*\d+)?", re.IGNORECASE)
_KEY_DIGITS = 9


def plain(text: str) -> str:
    """The text with digits of any script, and full-width signs, as ASCII."""
    if text.isascii():
        return text
    return "".join(_ascii_sign(c) for c in text)


def _ascii_sign(sign: str) -> str:
    digit = unicodedata.digit(sign, None)
    if digit is not None and unicodedata.category(sign) == "Nd":
        return str(digit)
    wide = unicodedata.normalize("NFKC", sign)
    return wide if wide in "+-().#/" else "-" if unicodedata.category(sign) == "Pd" else " " if sign.isspace() else sign


def is_number(text: str) -> bool:
    """Whether a text reads as a phone number: three to twenty digits with the usual signs around them."""
    count = len(_NOT_DIGIT.sub("", text))
    return 3 <= count <= 20 and bool(_SHAPE.fullmatch(text))


@lru_cache(maxsize=32_768)
def e164(typed: str, region: str) -> str | None:
    """The number in international form, read as dialled from `region` (ISO-2), or None where it is no possible number."""
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def key(number: str | None, typed: str) -> str:
    """The last nine national digits: what numbers are matched by, however they were typed."""
    return digits(number, typed)[-_KEY_DIGITS:] if number is None else _national(number)[-_KEY_DIGITS:]


@lru_cache(maxsize=32_768)
def _national(number: str) -> str:
    return str(phonenumbers.parse(number, None).national_number)


def digits(number: str | None, typed: str) -> str:
    """The digits a search looks in: of the international form where there is one, else as typed without leading zeros."""
    return number[1:] if number else _NOT_DIGIT.sub("", typed).lstrip("0")
