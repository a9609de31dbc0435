"""How a row came, went or was put away, in words: from where to where."""

from typing import Any

from crm.models import Business, Contact, CustomRecord

_RECORDS = (Contact, Business, CustomRecord)
_BEFORE, _AWAY = "not there yet", "in the archive"


def told(model: Any, old: str | None, new: str | None) -> tuple[str, str]:
    """A row's states, as they are stored, in words: records stand in a list and are deleted, what belongs to them is just there or removed."""
    there, gone = ("in the list", "deleted") if model in _RECORDS else ("there", "removed")
    return {None: _BEFORE, "0": gone, "1": there, "2": _AWAY}[old], {None: gone, "0": gone, "1": _arrived(old, there), "2": _AWAY}[new]


def _arrived(old: str | None, there: str) -> str:
    if old is None:
        return "added"
    return f"back {there}" if there != "there" else "back"
