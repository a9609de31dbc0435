"""The list of people: a page of ids by an index, then the rows of that page, each in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import Expression, ModelSelect, Ordering

from crm import selection
from crm.db import among
from crm.models import LIVE, Business, Contact, ContactEmail, ContactPhone, ContactTag, Member, Tag
from crm.search import words
from crm.selection import Selection

_DENSE = 20_000
SORTS = {
    "name": "sort_f",
    "city": "city_f",
    "source": "source_f",
    "created_at": "created_at",
    "updated_at": "updated_at",
    "last_activity_at": "last_activity_at",
}


@dataclass(frozen=True, slots=True)
class Sort:
    """A sortable field's key and the direction."""

    key: str = "name"
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> "Sort":
        """`key` or `-key`; anything else sorts by name."""
        key = text.removeprefix("-")
        return cls(key, text.startswith("-")) if key in SORTS else cls()

    def __str__(self) -> str:
        return f"-{self.key}" if self.descending else self.key


class Row:
    """One line of the list, shaped for the template's flat loop."""

    __slots__ = ("business", "city", "dnc", "email", "id", "last", "name", "owner", "phone", "tags", "type")

    def __init__(self, id: int, name: str, business: str, city: str, type: int | None, owner: int | None, dnc: int, last: object) -> None:
        self.id, self.name, self.business, self.city = id, name, business, city
        self.type, self.owner, self.dnc, self.last = type, owner, dnc, last
        self.email = self.phone = ""
        self.tags: list[tuple[str, int]] = []

    @property
    def dial(self) -> str:
        """The number as a telephone link takes it."""
        return "".join(c for c in self.phone if c.isdigit() or c == "+")


def page_ids(chosen: Selection, sort: Sort, offset: int, size: int, actor: Member) -> list[int]:
    """The ids of one page: filled values in order, empty ones last, the id deciding between equals."""
    column = Contact._meta.fields[SORTS[sort.key]]
    empty = column.is_null() if column.null else (column == "") if column.field_type == "TEXT" else None
    query = _walk(chosen, actor)
    if empty is None:
        return _slice(query, _order(column, sort), offset, size)
    filled = query.where(~empty)
    ids = _slice(filled, _order(column, sort), offset, size)
    if len(ids) < size:
        before = filled.count() if offset else len(ids)
        ids += _slice(query.where(empty), [Contact.id], max(offset - before, 0), size - len(ids))
    return ids


def rows(ids: Sequence[int]) -> list[Row]:
    """The lines of these contacts, in this order."""
    c = Contact
    query = c.select(c.id, c.first_name, c.last_name, Business.name, c.city, c.type, c.owner, c.dnc, c.last_activity_at).left_outer_join(
        Business
    )
    found = {}
    for i, first, last, business, city, type_, owner, dnc, seen in query.where(among(c.id, list(ids))).tuples():
        found[i] = Row(i, f"{first} {last}".strip(), business or "", city, type_, owner, dnc, seen)
    ordered = [found[i] for i in ids if i in found]
    _fill(found)
    for row in ordered:
        row.name = row.name or row.email or row.phone or row.business or f"Contact {row.id}"
    return ordered


def _walk(chosen: Selection, actor: Member) -> ModelSelect:
    """Where a search finds a large part of everybody, test people one by one along the sort index; else find them first."""
    test = words.probe(chosen.search) if chosen.search and chosen.ids is None and not chosen.archived else None
    if test is not None and selection.count(chosen, actor) > _DENSE:
        return Selection().query(actor).where(test)
    return chosen.query(actor)


def _order(column: Any, sort: Sort) -> list[Ordering | Expression]:
    return [column.desc(), Contact.id.desc()] if sort.descending else [column, Contact.id]


def _slice(query: ModelSelect, order: Sequence[Any], offset: int, size: int) -> list[int]:
    return [i for (i,) in query.order_by(*order).offset(offset).limit(size).tuples()]


def _fill(found: dict[int, Row]) -> None:
    ids = list(found)
    primaries = {
        i: (e, p)
        for i, e, p in Contact.select(Contact.id, Contact.primary_email, Contact.primary_phone).where(among(Contact.id, ids)).tuples()
    }
    for model, value, at, name in ((ContactEmail, ContactEmail.address, 0, "email"), (ContactPhone, ContactPhone.typed, 1, "phone")):
        chosen = (
            model.select(model.id, model.contact, value)
            .where(among(model.contact, ids) & (model.state == LIVE))
            .order_by(model.position, model.id)
        )
        for row, contact, text in chosen.tuples():
            if not getattr(found[contact], name) or primaries[contact][at] == row:
                setattr(found[contact], name, text)
    t = ContactTag
    tagged = (
        t.select(t.contact, Tag.name, Tag.colour)
        .join(Tag)
        .where(among(t.contact, ids) & (t.on == 1) & (Tag.state == LIVE))
        .order_by(Tag.name_f)
    )
    for contact, name, colour in tagged.tuples():
        found[contact].tags.append((name, colour))
