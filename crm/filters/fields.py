"""The fields that filters know, each with the type that decides its operators; and what hangs on a person."""

from typing import NamedTuple

_TEXTS = ("first_name last_name name email phone business job_title source street city region postal_code website language").split()
TYPES: dict[str, str] = {
    **dict.fromkeys(_TEXTS, "text"),
    "note": "note",
    **dict.fromkeys(("emails", "phones", "tags", "followers"), "many"),
    **dict.fromkeys(("type", "country", "timezone", "owner"), "choice"),
    "birth_date": "date",
    **dict.fromkeys(("created_at", "updated_at", "last_activity_at"), "time"),
    **dict.fromkeys(("id", "score"), "number"),
    "dnc": "dnc",
}
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
    "tags": Kind("tag", "tags", {"name": ("text", "name")}),
    "businesses": Kind("business", "businesses", {"name": ("text", "name")}),
}
"""What hangs on a person, by its key: tables register here as they come."""
