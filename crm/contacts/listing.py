"""Lists: a page of ids of any kind of record by an index, then the rows of people, each in a constant number of queries."""

from collections.abc import Sequence
from typing import Any

from peewee import Expression, ModelSelect, Ordering

from crm import followers, selection
from crm.contacts import by_values, ways
from crm.contacts.sorting import SORTS, Order, Sort, sortable
from crm.db import among, is_sqlite
from crm.fields import FIELDS, Field, look_up
from crm.fields.standard import CONTACT
from crm.fields.types import type_of
from crm.journal import values as custom_values
from crm.kinds import CONTACTS
from crm.models import (
    LIVE,
    Business,
    Contact,
    ContactDetail,
    ContactEmail,
    ContactPhone,
    ContactTag,
    CustomValue,
    Member,
    Tag,
)
from crm.patience import TooSlow, within
from crm.search import words
from crm.selection import Selection

_DENSE = 20_000
_PASSED = 200
_ALWAYS = frozenset(("id", "type", "business", "owner", "city", "dnc", "last_activity_at"))
_MORE = {
    f.key: f.model._meta.fields[f.column] if f.model else Contact._meta.fields[f.key]
    for f in CONTACT.values()
    if f.key not in _ALWAYS and (f.column or f.key in ("created_at", "updated_at"))
}
"""The columns that are read only when a list shows them."""
USUAL = CONTACTS.usual
"""The columns of a list beside the name, as long as nobody chose others."""


def columnable() -> tuple[str, ...]:
    """Every field that may be a column now, the office's own too."""
    return CONTACTS.columnable


def columns_of(text: str) -> tuple[str, ...]:
    """The columns that `a,b,c` asks for, known ones only and each once; the usual ones when that leaves none."""
    return CONTACTS.columns_of(text)


class Row:
    """One line of the list, shaped for the template's flat loop; `cells` are in the order of the query in `rows`.

    `more` holds what the chosen columns need beyond the attributes, by field key.
    """

    __slots__ = ("business", "city", "dnc", "email", "first", "id", "last", "more", "name", "owner", "phone", "photo", "tags", "type")

    def __init__(self, cells: Sequence[Any], keys: Sequence[str]) -> None:
        self.id, first, last, self.business, self.city, self.type, self.owner, self.dnc, self.last, self.photo, *rest = cells
        self.first = rest[:2]
        self.more: dict[str, Any] = dict(zip(keys, rest[2:], strict=True))
        self.name = f"{first} {last}".strip()
        self.email = self.phone = ""
        self.tags: list[tuple[str, int]] = []

    @property
    def dial(self) -> str:
        """The number as a telephone link takes it."""
        return "".join(c for c in self.phone if c.isdigit() or c == "+")


def page_ids(chosen: Selection, sort: Sort, offset: int, size: int, actor: Member) -> list[int]:
    """The ids of one page: filled values in order, empty ones last, the id deciding between equals."""
    if (values := by_values.of(chosen, sort, actor)) is not None:
        return _of_values(values, sort, (offset, size), actor)
    way = ways.of(chosen, sort, offset + size, actor)
    if way == ways.UNKNOWN:
        try:
            with within(ways.patience(chosen, offset + size, actor)):
                return _found(chosen, sort, (offset, size), actor, ways.ALONG)
        except TooSlow:
            way = ways.first(chosen)
    return _found(chosen, sort, (offset, size), actor, way) if way != ways.NOWHERE else []


def _of_values(values: by_values.Values, sort: Sort, page: tuple[int, int], actor: Member) -> list[int]:
    order = Order(sort, actor)
    empty = order.empty(Selection().query(actor)) if values.with_empty else None
    return _paged(values.filled, _by(order, sort), empty, page)


def _found(chosen: Selection, sort: Sort, page: tuple[int, int], actor: Member, way: str) -> list[int]:
    order = ordered(sort, chosen, actor)
    walked = way == ways.ALONG or (way == ways.EITHER and not is_sqlite() and sort.key in SORTS)
    along = by_values.along(chosen, sum(page), actor) if walked else None
    query = along if along is not None else walk(chosen, actor, few=way == ways.ALONG)
    by = ways.unindexed(order.column, sort) if way in (ways.FOUND_FIRST, ways.GATHERED) else _by(order, sort)
    empty = order.empty(query) if order.has_empty else None
    return _paged(order.filled(ways.steer(query, sort, way)), by, empty, page)


def _paged(filled: ModelSelect, by: Sequence[Any], empty: ModelSelect | None, page: tuple[int, int]) -> list[int]:
    """One page of those who hold a value, in order, and then of those who don't."""
    offset, size = page
    ids = _slice(filled, by, offset, size)
    if empty is not None and len(ids) < size:
        before = filled.count() if offset else len(ids)
        ids += _slice(empty, [empty.model.id], max(offset - before, 0), size - len(ids))
    return ids


def ordered(sort: Sort, chosen: Selection, actor: Member) -> Order:
    """The order of a list: the values of a custom field are walked while that passes fewer than the list holds, else people are found first."""
    kind = chosen.kind
    if sort.key not in kind.fields.custom:
        return Order(sort, actor, kind)
    many, everybody = selection.about(chosen, actor), selection.about(Selection(kind=kind), actor)
    return Order(sort, actor, kind, dense=many is None or everybody is None or many * many > _PASSED * everybody)


def rows(ids: Sequence[int], columns: Sequence[str] = USUAL) -> list[Row]:
    """The lines of these contacts, in this order, with what these columns show."""
    c = Contact
    keys = [key for key in columns if key in _MORE]
    wanted = [_MORE[key] for key in keys]
    names = (c.id, c.first_name, c.last_name, Business.name, c.city, c.type, c.owner, c.dnc, c.last_activity_at, c.photo)
    query = c.select(*names, c.primary_email, c.primary_phone, *wanted).left_outer_join(Business)
    if any(column.model is ContactDetail for column in wanted):
        query = query.switch(c).left_outer_join(ContactDetail, on=(ContactDetail.contact == c.id))
    found = {cells[0]: Row(cells, keys) for cells in query.where(among(c.id, list(ids))).tuples()}
    _fill(found, columns)
    _fill_own(found, columns)
    lines = [found[i] for i in ids if i in found]
    for row in lines:
        row.name = row.name or row.email or row.phone or row.business or f"Contact {row.id}"
    return lines


def walk(chosen: Selection, actor: Member, few: bool = False) -> ModelSelect:
    """Where a search finds a large part of everybody, test people one by one along the sort index; else find them first."""
    plain = chosen.kind == CONTACTS and chosen.ids is None and chosen.frozen is None and not chosen.archived
    test = words.probe(chosen.search) if chosen.search and plain else None
    many = selection.about(chosen, actor) if test is not None else 0
    if test is not None and (chosen.tree is None if many is None else many > _DENSE):
        return Selection(tree=chosen.tree).query(actor).where(test)
    return chosen.query(actor, few=few)


def _by(order: Order, sort: Sort) -> list[Ordering | Expression]:
    """SQLite walks the index of a custom field only where the record is named as that index has it."""
    last = CustomValue.record if order.known else order.kind.table.id
    return [order.column.desc(), last.desc()] if sort.descending else [order.column.asc(), last]


def _slice(query: ModelSelect, order: Sequence[Any], offset: int, size: int) -> list[int]:
    return [i for (i,) in query.order_by(*order).offset(offset).limit(size).tuples()]


def _fill(found: dict[int, Row], columns: Sequence[str]) -> None:
    ids = list(found)
    for row in found.values():
        row.more |= {key: [] for key in ("emails", "phones", "followers") if key in columns}
    for model, value, at, name in ((ContactEmail, ContactEmail.address, 0, "email"), (ContactPhone, ContactPhone.typed, 1, "phone")):
        chosen = model.select(model.id, model.contact, value).where(among(model.contact, ids) & (model.state == LIVE))
        for key, contact, text in chosen.order_by(model.position, model.id).tuples():
            row = found[contact]
            if not getattr(row, name) or row.first[at] == key:
                setattr(row, name, text)
            if f"{name}s" in row.more:
                row.more[f"{name}s"].append(text)
    t = ContactTag
    tagged = (
        t.select(t.contact, Tag.name, Tag.colour)
        .join(Tag, on=(Tag.id == Tag.stood_for(t.tag)))
        .where(among(t.contact, ids) & (t.on == 1) & (Tag.state == LIVE))
    )
    for contact, *tag in dict.fromkeys(tagged.order_by(Tag.name_f).tuples()):
        found[contact].tags.append(tuple(tag))
    if "followers" in columns:
        for contact, names in followers.names_of(Contact, ids).items():
            found[contact].more["followers"] = names


def _fill_own(found: dict[int, Row], columns: Sequence[str]) -> None:
    for key, values in own_columns(list(found), [FIELDS[key] for key in columns if key in FIELDS.custom]).items():
        for i, row in found.items():
            row.more[key] = values.get(i)


def own_columns(ids: Sequence[int], fields: Sequence[Field]) -> dict[str, dict[int, str]]:
    """What records hold in fields of the office's own, by key and id; what points to a record knows already what that is called."""
    held = custom_values.of(ids, [known.own.id for known in fields]) if fields else {}
    found: dict[str, dict[int, str]] = {}
    for known in fields:
        values = {i: value for i, row in held.items() if (value := row.get(known.own.id))}
        named = look_up(known, values.values()) if type_of(known).looks_up else {}
        found[known.key] = {i: named.get(value, value) for i, value in values.items()}
    return found


__all__ = ["SORTS", "USUAL", "Row", "Sort", "columnable", "columns_of", "ordered", "own_columns", "page_ids", "rows", "sortable", "walk"]
