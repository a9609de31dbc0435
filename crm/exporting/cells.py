"""Cells of our files: safe to open in a spreadsheet, and read back to the letter."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

GROUPS = ":::"
"""What parts the entries of a cell in Google's files."""

_RISKY = re.compile(r"[^\S\t\r]*[=+\-@＝＋－＠\t\r']")
_PARTING = re.compile(f'[;,"]|{GROUPS}')
_WRAPPED = re.compile(r'="((?:[^"]|"")*)"')
_ENTRY = re.compile(
    r'\s*(?P<bad>!?)"(?P<whole>(?:[^"]|"")*)"\s*(?:;|\Z)'
    r'|\s*(?:(?P<label>[^:;"]+):)?\s*(?P<marked>!?)\s*(?:"(?P<quoted>(?:[^"]|"")*)"\s*(?=;|\Z)|(?P<plain>[^;]*))(?:;|\Z)'
)


def safe(text: str) -> str:
    """The cell with one leading ' where a spreadsheet would take it for a formula."""
    return "'" + text if not text[:1].isalnum() and _RISKY.match(text) else text


def unsafe(text: str) -> str:
    """The cell without its mark: one leading ', or one ="…" around the whole."""
    if text.startswith("'"):
        return text[1:]
    if text.startswith('="') and (found := _WRAPPED.fullmatch(text)):
        return _unquoted(found[1])
    return text


def write_addresses(entries: Iterable[tuple[str, str, bool]]) -> str:
    """Addresses or numbers as one cell: `label: value; …`, `!` before one marked invalid; (label, value, valid) each.

    A label holds no : ; or " (crm.text.label sees to it); a value that holds such a sign is double-quoted.
    """
    return "; ".join(f"{label}: {_value(value, valid)}" if label else _value(value, valid) for label, value, valid in entries)


def read_addresses(text: str) -> list[tuple[str, str, bool]]:
    """The entries of a cell of addresses or numbers, as (label, value, valid); blank ones are left out."""
    if ";" in text or '"' in text or "!" in text:
        return list(_entries(text))
    label, colon, value = text.partition(":")
    named, bare = (label.strip(), value.strip()) if colon and label.strip() else ("", text.strip())
    return [(named, bare, True)] if bare else []


def write_names(names: Iterable[str]) -> str:
    """Tags or members as one cell; a name that holds a sign which parts names is double-quoted."""
    return "; ".join([_quoted(n) if _PARTING.search(n) else n for n in names])


def read_names(text: str, sign: str = ";") -> list[str]:
    """The names of a cell parted by `sign` outside of quotes; blank ones are left out."""
    if '"' not in text:
        return [name for part in text.split(sign) if (name := part.strip())]
    found = (_unquoted(quoted) if quoted else plain for quoted, plain in _names(sign).findall(text))
    return [name for part in found if (name := part.strip())]


def _value(value: str, valid: bool) -> str:
    odd = ";" in value or ":" in value or '"' in value or value.startswith("!") or value != value.strip()
    return ("" if valid else "!") + (_quoted(value) if odd else value)


def _entries(text: str) -> Iterator[tuple[str, str, bool]]:
    at = 0
    while at < len(text) and (found := _ENTRY.match(text, at)):
        at = max(found.end(), at + 1)
        raw = found["whole"] if found["whole"] is not None else found["quoted"]
        value = _unquoted(raw) if raw is not None else (found["plain"] or "").strip()
        if value:
            yield (found["label"] or "").strip(), value, not (found["bad"] or found["marked"])


@cache
def _names(sign: str) -> re.Pattern[str]:
    end = rf"\s*(?:{re.escape(sign)}|\Z)"
    return re.compile(rf'\s*(?:"((?:[^"]|"")+)"(?={end})|((?:(?!{re.escape(sign)}).)*)){end}', re.DOTALL)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _unquoted(text: str) -> str:
    return text.replace('""', '"')
