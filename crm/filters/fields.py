"""The fields that filters know, each with the type that decides its operators; and what hangs on a person."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from crm.fields import FIELDS
from crm.fields.types import type_of

_TEXTS = ("first_name last_name name email phone business job_title source street city region postal_code website language").split()
_STANDARD: dict[str, str] = {
    **dict.fromkeys(_TEXTS, "text"),
    "note": "note",
    **dict.fromkeys(("emails", "phones", "tags", "followers"), "many"),
    **dict.fromkeys(("type", "country", "timezone", "owner"), "choice"),
    "birth_date": "date",
    **dict.fromkeys(("created_at", "updated_at", "last_activity_at"), "time"),
    **dict.fromkeys(("id", "score"), "number"),
    "dnc": "dnc",
}


class _Types(Mapping[str, str]):
    """The standard fields, then the office's own as they are now."""

    def __getitem__(self, key: str) -> str:
        return _STANDARD.get(key) or type_of(FIELDS.custom[key]).asks

    def __iter__(self) -> Iterator[str]:
        yield from _STANDARD
        yield from FIELDS.custom

    def __len__(self) -> int:
        return len(_STANDARD) + len(FIELDS.custom)


TYPES = _Types()
"""Field key → type, for contacts."""


class Kind(NamedTuple):
    """Something that hangs on a person: how one and many of them are called, and the types of its own fields with their labels."""

    one: str
    many: str
    fields: dict[str, tuple[str, str]]


RELATED: dict[str, Kind] = {
    "imports": Kind(
        "import", "imports", {"id": ("number", "operation"), "title": ("text", "title"), "at": ("time", "time"), "by": ("choice", "member")}
    ),
    "edits": Kind("edit", "edits", {"at": ("time", "time"), "by": ("choice", "member")}),
    "notes": Kind("note", "notes", {"text": ("note", "text"), "created_at": ("time", "time"), "author": ("choice", "author")}),
    "tasks": Kind(
        "task",
        "tasks",
        {
            "title": ("text", "title"),
            "due": ("time", "due date"),
            "done_at": ("time", "day it was done"),
            "assignee": ("choice", "assignee"),
            "priority": ("number", "priority"),
            "created_at": ("time", "time"),
        },
    ),
    "tags": Kind("tag", "tags", {"name": ("text", "name")}),
    "businesses": Kind("business", "businesses", {"name": ("text", "name"), "role": ("text", "role")}),
}
"""What hangs on a person, by its key: tables register here as they come."""
