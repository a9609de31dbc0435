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
    """One line of the list, shaped for the template's flat loop; `cells` are in the order of the query in `rows`."""

    __slots__ = ("business", "city", "dnc", "email", "first", "id", "last", "name", "owner", "phone", "tags", "type")

    def __init__(self, cells: Sequence[Any]) -> None:
        self.id, first, last, self.business, self.city, self.type, self.owner, self.dnc, self.last, *self.first = cells
        self.name = f"{first} {last}".strip()
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
    names = (
        c.id,
        c.first_name,
        c.last_name,
        Business.name,
        c.city,
        c.type,
        c.owner,
        c.dnc,
        c.last_activity_at,
        c.primary_email,
        c.primary_phone,
    )
    query = c.select(*names).left_outer_join(Business).where(among(c.id, list(ids)))
    found = {cells[0]: Row(cells) for cells in query.tuples()}
    _fill(found)
    ordered = [found[i] for i in ids if i in found]
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
    for model, value, at, name in ((ContactEmail, ContactEmail.address, 0, "email"), (ContactPhone, ContactPhone.typed, 1, "phone")):
        chosen = model.select(model.id, model.contact, value).where(among(model.contact, ids) & (model.state == LIVE))
        for key, contact, text in chosen.order_by(model.position, model.id).tuples():
            row = found[contact]
            if not getattr(row, name) or row.first[at] == key:
                setattr(row, name, text)
    t = ContactTag
    tagged = t.select(t.contact, Tag.name, Tag.colour).join(Tag).where(among(t.contact, ids) & (t.on == 1) & (Tag.state == LIVE))
    for contact, name, colour in tagged.order_by(Tag.name_f).tuples():
        found[contact].tags.append((name, colour))
