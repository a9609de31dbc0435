"""Names: the parts a file gives become a first and a last name."""

import re
from typing import Any

from crm.fields import FIELDS

_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SUFFIX = re.compile(r"(?:jr|sr|junior|senior|i{2,3}|iv|ph\.? ?d|m\.? ?d|esq|dds|cpa|mba)\.?", re.IGNORECASE)


def assemble(values: dict[str, Any]) -> str | None:
    """Join the middle name to the first and the suffix to the last, split a whole name; answers too_long where they don't fit."""
    whole, middle, suffix = values.pop("name", ""), values.pop("middle_name", ""), values.pop("suffix", "")
    if whole and "first_name" not in values and "last_name" not in values:
        first, last = split(whole)
        values.update((key, part) for key, part in (("first_name", first), ("last_name", last)) if part)
    if middle:
        values["first_name"] = f"{values['first_name']} {middle}" if "first_name" in values else middle
    if suffix:
        values["last_name"] = f"{values['last_name']}, {suffix}" if "last_name" in values else suffix
    return next(("too_long" for key in ("first_name", "last_name") if len(values.get(key, "")) > FIELDS[key].limit), None)


def split(whole: str) -> tuple[str, str]:
    """(first, last) of a whole name: `Last, First` by comma; else the last word is the last name; one word or CJK is the last name.

    What stands behind a comma may be a suffix: “Ann Lee, Jr.” is Ann, of the family Lee, Jr.
    """
    before, comma, after = (part.strip() for part in whole.partition(","))
    if comma and not _SUFFIX.fullmatch(after):
        return after, before
    if _CJK.search(before) or " " not in before:
        return "", whole
    first, _, last = before.rpartition(" ")
    return first.strip(), f"{last}, {after}" if comma else last
