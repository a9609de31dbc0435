"""The fields that filters know of each kind of record, each with the type that decides its operators; and what hangs on a record."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from crm import kinds
from crm.fields.types import type_of
from crm.kinds import BUSINESSES, CONTACTS, Kind
from crm.models import Business, Contact

_TEXTS = ("first_name last_name name email phone business job_title source street city region postal_code website language").split()
_OF_CONTACTS: dict[str, str] = {
    **dict.fromkeys(_TEXTS, "text"),
    "note": "note",
    **dict.fromkeys(("emails", "phones", "tags", "followers"), "many"),
    **dict.fromkeys(("type", "country", "timezone", "owner"), "choice"),
    "birth_date": "date",
    **dict.fromkeys(("created_at", "updated_at", "last_activity_at"), "time"),
    **dict.fromkeys(("id", "score"), "number"),
    "dnc": "dnc",
}
_ASKS = {"text": "text", "long": "text", "phone": "text", "email": "text", "country": "choice", "member": "choice"}
"""What other standard fields are asked like, by their type, where that isn't what the type is called."""


class Types(Mapping[str, str]):
    """Field key → type, for one kind of record: the standard fields, then the office's own as they are now."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        fields = ((key, known) for key, known in kind.fields.standard.items() if key not in kind.counted)
        self._standard = _OF_CONTACTS if kind == CONTACTS else {key: _ASKS.get(known.type, known.type) for key, known in fields}

    def __getitem__(self, key: str) -> str:
        return self._standard.get(key) or type_of(self.kind.fields.custom[key]).asks

    def __iter__(self) -> Iterator[str]:
        yield from self._standard
        yield from self.kind.fields.custom

    def __len__(self) -> int:
        return len(self._standard) + len(self.kind.fields.custom)

    def __hash__(self) -> int:
        return hash(self.kind)


TYPES = Types(CONTACTS)
"""Field key → type, for contacts."""
_KNOWN = {Contact.number: TYPES, Business.number: Types(BUSINESSES)}


def types_of(kind: Kind) -> Types:
    """Field key → type, for a kind of record."""
    return _KNOWN.get(kind.number) or Types(kind)


class Hanging(NamedTuple):
    """Something that hangs on a record: how one and many of them are called, and the types of its own fields with their labels.

    `of` is the kind of record it is, where it has all the fields of one.
    """

    one: str
    many: str
    fields: dict[str, tuple[str, str]]
    of: Kind | None = None


OUTCOMES = {"created": "Created", "changed": "Changed"}
"""What an import did to a person."""

RELATED: dict[str, Hanging] = {
    "imports": Hanging(
        "import",
        "imports",
        {
            "id": ("number", "operation"),
            "title": ("text", "title"),
            "at": ("time", "time"),
            "by": ("choice", "member"),
            "outcome": ("text", "outcome"),
        },
    ),
    "edits": Hanging("edit", "edits", {"at": ("time", "time"), "by": ("choice", "member")}),
    "notes": Hanging("note", "notes", {"text": ("note", "text"), "created_at": ("time", "time"), "author": ("choice", "author")}),
    "tasks": Hanging(
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
    "tags": Hanging("tag", "tags", {"name": ("text", "name")}),
    "businesses": Hanging("business", "businesses", {"name": ("text", "name"), "role": ("text", "role")}),
}
"""What hangs on a person, by its key: tables register here as they come."""
_OF_BUSINESSES: dict[str, Hanging] = {
    "people": Hanging(
        "person",
        "people",
        {
            "name": ("text", "name"),
            "city": ("text", "city"),
            "owner": ("choice", "owner"),
            "created_at": ("time", "day of creation"),
            "last_activity_at": ("time", "last activity"),
        },
    ),
}
_LINKS = {"associations": Hanging("link", "links", {"label": ("text", "label"), "name": ("text", "name")})}
_LISTS = {"lists": Hanging("list", "lists", {"id": ("number", "number"), "name": ("text", "name")})}
_OF_ALL = _LINKS | _LISTS
RELATED |= _OF_ALL
_HANGING = {Contact.number: RELATED, Business.number: _OF_BUSINESSES | _OF_ALL}


def related_of(kind: Kind) -> dict[str, Hanging]:
    """What hangs on a kind of record, by its key."""
    own = {one.key: _hanging(one) for one in kinds.own() if one != kind}
    return own | _HANGING.get(kind.number, _OF_ALL)


def _hanging(kind: Kind) -> Hanging:
    """Records of an object of the office's own, as they hang on what they are linked with: they have all their fields."""
    return Hanging(kind.words.one, kind.words.many, {key: (type_, kind.fields[key].label) for key, type_ in types_of(kind).items()}, kind)
