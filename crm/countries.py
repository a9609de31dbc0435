"""Countries: ISO-2 codes from codes and names in many languages."""

from functools import cache

from babel import Locale
from babel.core import get_global

from crm.fold import fold

_LANGUAGES = "en de fr es it pt nl nb nn sv da fi is pl cs hu ro el tr ru uk ar he hi th vi id ja ko zh".split()
_NO_COUNTRY = frozenset(("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"))
_ALSO = {
    "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "the united states": "US", "america": "US",
    "uk": "GB", "u.k.": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "holland": "NL", "the netherlands": "NL", "republic of ireland": "IE", "czech republic": "CZ", "turkey": "TR",
    "south korea": "KR", "republic of korea": "KR", "russian federation": "RU", "ivory coast": "CI", "viet nam": "VN", "uae": "AE",
    "burma": "MM", "macedonia": "MK", "swaziland": "SZ", "cape verde": "CV", "hong kong": "HK", "macau": "MO", "palestine": "PS",
    "iran, islamic republic of": "IR", "taiwan, province of china": "TW", "brasil": "BR",
}  # fmt: skip


@cache
def names() -> dict[str, str]:
    """ISO-2 code → English name, of every country."""
    return {code: name for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY}


def code_of(text: str) -> str | None:
    """The ISO-2 code of a country given by its ISO-2 or ISO-3 code or by name, or None."""
    return _known().get(fold(text))


@cache
def _known() -> dict[str, str]:
    known = {fold(code): code for code in names()} | {fold(name): code for name, code in _ALSO.items()}
    for alias, codes in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and len(codes) == 1 and codes[0] in names():
            known.setdefault(fold(alias), codes[0])
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in names():
                known.setdefault(fold(name), code)
    return known
