"""Cells of our files: safe to open in a spreadsheet, and read back to the letter."""

import re
from collections.abc import Iterable, Iterator

_RISKY = re.compile(r"[ \xa0\u2000-\u200a\u3000]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r']")
_WRAPPED = re.compile(r'="((?:[^"]|"")*)"', re.DOTALL)
_LABELLED = re.compile(r"([^:;\"]{1,100}):\s+(.*)", re.DOTALL)
GOOGLE = " ::: "


def safe(text: str) -> str:
    """The cell with one leading ' where a spreadsheet would take it for a formula."""
    return "'" + text if _RISKY.match(text) else text


def unsafe(text: str) -> str:
    """The cell without its mark: one leading ', or one ="…" around the whole."""
    if text.startswith("'"):
        return text[1:]
    if text.startswith("=") and (found := _WRAPPED.fullmatch(text)):
        return found[1].replace('""', '"')
    return text


def quoted(entry: str, signs: str = ';,"') -> str:
    """An entry of a many-valued cell, double-quoted where it holds one of these signs or blanks at its ends."""
    if any(sign in entry for sign in signs) or entry != entry.strip():
        return '"' + entry.replace('"', '""') + '"'
    return entry


def labelled(label: str, value: str, valid: bool = True) -> str:
    """`label: value`, the label left out when empty, `!` before what is marked invalid."""
    mark = "" if valid else "!"
    return f"{label}: {mark}{value}" if label else mark + value


def join(entries: Iterable[str]) -> str:
    """The entries of a many-valued cell as one text."""
    return "; ".join(entries)


def split(text: str, sign: str = ";") -> list[str]:
    """The entries of a many-valued cell: parted by `sign` outside of quotes, blank ones left out."""
    if '"' not in text:
        return [e for part in text.split(sign) if (e := part.strip())]
    return [e for e in _walk(text, sign) if e]


def split_label(entry: str) -> tuple[str, str, bool]:
    """An entry as (label, value, valid)."""
    found = _LABELLED.fullmatch(entry)
    label, value = (found[1].strip(), found[2].strip()) if found else ("", entry)
    valid = not value.startswith("!")
    return label, unquoted(value if valid else value[1:].lstrip()), valid


def unquoted(entry: str) -> str:
    """An entry without the quotes around it."""
    if len(entry) > 1 and entry[0] == entry[-1] == '"':
        return entry[1:-1].replace('""', '"')
    return entry


def _walk(text: str, parting: str) -> Iterator[str]:
    start, inside = 0, False
    for i, sign in enumerate(text):
        if sign == '"':
            inside = not inside
        elif sign == parting and not inside:
            yield text[start:i].strip()
            start = i + 1
    yield text[start:].strip()
