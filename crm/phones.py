"""Phone numbers: kept as typed, understood as E.164 where they are one, matched by their last nine national digits."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata

_NOT_DIGIT = re.compile(r"\D+")
_SIGNS = str.maketrans("", "", " \xa0().-/")
_SHAPE = re.compile(
    r"(?:tel:)?[+(*#]{0,2}\d[\d\s().\-/·~*#]*"
    r"(?:[,;pw]+\d+#?)*(?:[\s,;]*(?:extension|extn|ext|poste|anexo|durchwahl|dw|x|#)[\s.:=]*\d{1,9})?",
    re.IGNORECASE,
)
_SPELLED = re.compile(r"\+?\d[\d\s().\-]{2,12}-[A-Z]{3,}(?:-[A-Z]+)?")
_EXTENSION = re.compile(r"[,;#xpw]|[a-z]{2,}", re.IGNORECASE)
_KEY_DIGITS = 9
_LONGEST = 60


def plain(text: str) -> str:
    """The text with digits of any script, and full-width signs, as ASCII."""
    if text.isascii():
        return text
    return "".join(_ascii_sign(c) for c in text)


def is_number(text: str) -> bool:
    """Whether a text reads as a phone number: 3 to 20 digits with the usual signs around them, and an extension if need be."""
    bare = text.translate(_SIGNS)
    if bare.isascii() and bare.removeprefix("+").isdigit():
        return 3 <= len(bare) <= 21 and text[0] != "-"
    if len(text) > _LONGEST or not 3 <= len(_NOT_DIGIT.sub("", text)) <= 29:
        return False
    return bool(_SHAPE.fullmatch(text) or _SPELLED.fullmatch(text))


def same_as(number: str | None, typed: str) -> str:
    """What tells one of a person's numbers from another: the international form, or with an extension what was typed."""
    return typed if number is None or _EXTENSION.search(typed) else number


def e164(typed: str, region: str) -> str | None:
    """The number in international form, read as dialled from `region` (ISO-2), or None where it fits no country's plan.

    An extension doesn't show in it. Numbers too short to be dialled from abroad have none.
    """
    abroad = typed.startswith("+")
    digits = typed[1:].translate(_SIGNS) if abroad else typed.translate(_SIGNS)
    if not (digits.isascii() and digits.isdigit()):
        return _parsed(typed, region)
    plan = _plan_abroad(digits) if abroad else _plan_of(region)
    if plan is None or plan.rewrites or (not abroad and plan.is_more(digits)):
        return _parsed(typed, region)
    national = digits[len(plan.code) :] if abroad else digits
    found = plan.national(national)
    if found:
        return f"+{plan.code}{found}"
    return None if abroad else _parsed(typed, region)


def key(number: str | None, typed: str) -> str:
    """The last nine national digits: what numbers are matched by, however they were typed."""
    if number:
        return number[1 + len(_code(number[1:])) :].lstrip("0")[-_KEY_DIGITS:]
    return digits(None, _EXTENSION.split(typed)[0] or typed)[-_KEY_DIGITS:]


def digits(number: str | None, typed: str) -> str:
    """The digits a search looks in: of the international form where there is one, else as typed without leading zeros."""
    return number[1:] if number else _NOT_DIGIT.sub("", typed).lstrip("0")


@dataclass(frozen=True, slots=True)
class _Plan:
    """A country's numbering plan: its calling code, which national numbers fit, and what is dialled before them."""

    code: str
    lengths: frozenset[int]
    fits: Callable[[str], object]
    trunk: Callable[[str], re.Match[str] | None]
    exit: Callable[[str], object]
    rewrites: bool

    def holds(self, national: str) -> bool:
        """Whether this can be a whole national number."""
        return len(national) in self.lengths and bool(self.fits(national))

    def national(self, digits: str) -> str | None:
        """The national number in dialled digits, without the trunk prefix; None where neither form fits."""
        prefix = self.trunk(digits)
        if prefix and self.holds(rest := digits[prefix.end() :]):
            return rest
        return digits if self.holds(digits) else None

    def is_more(self, digits: str) -> bool:
        """Whether digits dialled at home may begin with a prefix for abroad, or with the country's own code."""
        return bool(self.exit(digits)) or (digits.startswith(self.code) and not self.holds(digits))


@cache
def _plan_of(region: str) -> _Plan | None:
    """A region's plan; of the regions that share a calling code only one decides which numbers are whole."""
    plan = _compile(PhoneMetadata.metadata_for_region(region.upper(), None))
    shared = _plan_of_code(int(plan.code)) if plan else None
    return replace(plan, lengths=plan.lengths & shared.lengths) if plan and shared else None


@cache
def _plan_of_code(code: int) -> _Plan | None:
    region = phonenumbers.region_code_for_country_code(code)
    return _compile(PhoneMetadata.metadata_for_region_or_calling_code(code, region))


def _compile(data: PhoneMetadata | None) -> _Plan | None:
    if data is None or data.general_desc is None:
        return None
    return _Plan(
        str(data.country_code),
        frozenset(data.general_desc.possible_length),
        re.compile(data.general_desc.national_number_pattern or "(?!)").fullmatch,
        re.compile(data.national_prefix_for_parsing or "(?!)").match,
        re.compile(data.international_prefix or "(?!)").match,
        bool(data.national_prefix_transform_rule),
    )


def _plan_abroad(digits: str) -> _Plan | None:
    code = _code(digits)
    return _plan_of_code(int(code)) if code else None


def _code(digits: str) -> str:
    """The calling code that international digits begin with; no code begins another."""
    return next((digits[:n] for n in (1, 2, 3) if digits[:n] in _CODES), "")


@lru_cache(maxsize=4_096)
def _parsed(typed: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(typed, region)
    except NumberParseException:
        return None
    plan, national = _plan_of_code(number.country_code), phonenumbers.national_significant_number(number)
    return f"+{plan.code}{national}" if plan and plan.holds(national) else None


def _ascii_sign(sign: str) -> str:
    digit = unicodedata.digit(sign, None)
    if digit is not None and unicodedata.category(sign) == "Nd":
        return str(digit)
    wide = unicodedata.normalize("NFKC", sign)
    return wide if wide in "+-().#/" else "-" if unicodedata.category(sign) == "Pd" else " " if sign.isspace() else sign


_CODES = frozenset(str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
