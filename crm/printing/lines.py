"""Records as lines of words, for paper: the name, and each column as people read it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from babel.numbers import format_decimal

from crm import dnc
from crm.contacts import listing as people
from crm.fields import Field, show
from crm.fields.place import Place, here
from crm.fields.values import show_date
from crm.kinds import CONTACTS, Kind
from crm.models import Choice, Member
from crm.records import listing

_OF_PERSON: Mapping[str, Callable[[people.Row], Any]] = {
    "id": lambda row: row.id,
    "type": lambda row: row.type,
    "phone": lambda row: row.phone,
    "email": lambda row: row.email,
    "tags": lambda row: [name for name, _ in row.tags],
    "owner": lambda row: row.owner,
    "city": lambda row: row.city,
    "business": lambda row: row.business,
    "dnc": lambda row: row.dnc,
    "last_activity_at": lambda row: row.last,
}
"""What stands in a person's row whatever columns are chosen; other columns are among its `more`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One record on paper: its name and its cells in words."""

    id: int
    name: str
    cells: tuple[str, ...]


class Lines:
    """Reads records of a kind as lines; `place` has the zone and the locale in which days and numbers are written."""

    def __init__(self, kind: Kind, columns: Sequence[str], by: Member, place: Place) -> None:
        self.kind, self.columns, self.by, self.place = kind, tuple(columns), by, place
        self.members = dict(Member.select(Member.id, Member.name).tuples())
        self.types = dict(Choice.select(Choice.id, Choice.label).tuples())
        self.zone = here().zone

    def of(self, ids: Sequence[int]) -> list[Line]:
        """The lines of these records, in this order; a constant number of queries."""
        if self.kind == CONTACTS:
            return [
                Line(row.id, row.name, tuple(self._of_person(row, key) for key in self.columns)) for row in people.rows(ids, self.columns)
            ]
        found = listing.rows(self.kind, ids, self.columns, self.by)
        return [Line(row.id, row.name, tuple(self._words(self.kind.fields[key], row.cells[key]) for key in self.columns)) for row in found]

    def _of_person(self, row: people.Row, key: str) -> str:
        value = _OF_PERSON[key](row) if key in _OF_PERSON else row.more[key]
        words = self._words(self.kind.fields[key], value)
        return ", ".join(filter(None, (words, "do not contact"))) if key == "type" and row.dnc else words

    def _words(self, known: Field, value: Any) -> str:
        if value is None or value == "":
            return ""
        if known.custom:
            return show(known, value, self.zone, self.place.locale)
        if isinstance(value, list):
            return ", ".join(value)
        if isinstance(value, datetime):
            local = value.astimezone(ZoneInfo(self.place.zone)).date()
            return format_skeleton("yMMMd", local, locale=self.place.locale)
        return self._named(known, value)

    def _named(self, known: Field, value: Any) -> str:
        match known.type:
            case "member":
                return str(self.members.get(value, ""))
            case "choice":
                return str(self.types.get(value, ""))
            case "date":
                return show_date(value)
            case "dnc":
                return dnc.words(value) if value else ""
            case "number" if known.key != "id":
                return format_decimal(value, locale=self.place.locale)
        return str(value)
