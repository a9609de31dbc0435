"""The whole record on paper, whatever its kind: its fields in words, what was written about it, what it is tied to, and what happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import render_template

from blueprints.web.guard import me
from blueprints.web.view import own_words, zone
from crm import access, kinds, notes, talks, timelines
from crm.fields import Fields
from crm.models import Business, Contact
from crm.tasks import lists
from crm.tasks.lists import Day, Wanted

SIZE = 200
"""So many entries of the timeline, and open tasks, stand on a sheet."""

Facts = list[tuple[str, str]]
"""Labels, each with what is said under it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a kind of record says of itself: the line below its name, a picture, a warning, its fields by folder, and whom or what it has."""

    under: str = ""
    photo: str = ""
    warned: str = ""
    facts: list[tuple[str, Facts]] = field(default_factory=list)
    rolls: list[tuple[str, list[str]]] = field(default_factory=list)


def page(record: Any, sheet: Sheet) -> str:
    """A record of any kind on paper."""
    day, entries = Day.here(zone().key), timelines.of(record, me(), size=SIZE)
    context = {
        "kind": kinds.of(record.kind_number),
        "record": record,
        "facts": [(title, told) for title, told in sheet.facts if told],
        "rolls": [(title, names) for title, names in sheet.rolls if names],
        "notes": _notes(record),
        "talks": talks.of(record) if isinstance(record, Contact) else [],
        "describe": talks.describe,
        "tasks": lists.page(_wanted(record), day, me(), size=SIZE) if isinstance(record, (Contact, Business)) else [],
        "day": day,
        "entries": entries,
        "older": timelines.count(record, me()) - len(entries),
    }
    return render_template("records/sheet.html", sheet=sheet, **context)


def told(fields: Fields, keys: Iterable[str], values: Mapping[str, Any], named: Mapping[str, str]) -> Facts:
    """The fields that hold something, in words; what is stored as a number is `named`."""
    filled = ((key, fields[key]) for key in keys if values.get(key) not in (None, ""))
    return [
        (known.label, named[key] if key in named else own_words(values[key], known) if known.custom else str(values[key]))
        for key, known in filled
    ]


def _notes(record: Any) -> list[Any]:
    """What was written about a record, as far as the member reads it."""
    reads = isinstance(record, Contact) or (isinstance(record, Business) and access.reads_business_notes(me()))
    return notes.of(record) if reads else []


def _wanted(record: Contact | Business) -> Wanted:
    return Wanted(contact=record.id) if isinstance(record, Contact) else Wanted(business=record.id)
