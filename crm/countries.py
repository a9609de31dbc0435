"""Countries: ISO-2 codes from names in many languages."""

from functools import cache

from babel import Locale

from crm.fold import fold

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "nb", "sv", "da", "fi", "pl")
_ALSO = {
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "america": "US", "uk": "GB", "u.k.": "GB",
    "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "holland": "NL",
    "czech republic": "CZ", "turkey": "TR", "south korea": "KR", "republic of korea": "KR", "russia": "RU", "ivory coast": "CI",
    "viet nam": "VN", "uae": "AE", "burma": "MM", "macedonia": "MK", "swaziland": "SZ",
}  # fmt: skip
_ALPHA3 = {
    "USA": "US", "GBR": "GB", "DEU": "DE", "FRA": "FR", "NOR": "NO", "SWE": "SE", "DNK": "DK", "FIN": "FI", "CHE": "CH", "AUT": "AT",
    "NLD": "NL", "BEL": "BE", "ESP": "ES", "PRT": "PT", "ITA": "IT", "IRL": "IE", "POL": "PL", "CAN": "CA", "AUS": "AU", "NZL": "NZ",
    "JPN": "JP", "CHN": "CN", "IND": "IN", "BRA": "BR", "MEX": "MX", "ZAF": "ZA",
}  # fmt: skip


@cache
def names() -> dict[str, str]:
    """ISO-2 code → English name, of every country."""
    return {code: name for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO")}


@cache
def _known() -> dict[str, str]:
    known = {fold(code): code for code in names()} | {fold(k): v for k, v in {**_ALSO, **_ALPHA3}.items()}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in names():
                known.setdefault(fold(name), code)
    return known


def code_of(text: str) -> str | None:
    """The ISO-2 code of a country given by code or name, or None."""
    return _known().get(fold(text))
