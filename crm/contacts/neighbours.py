"""What stands before and after a record in a list: two steps along the sort index, however long the list is."""

from typing import Any, NamedTuple

from peewee import Expression, ModelSelect

from crm.contacts.listing import ordered, walk
from crm.contacts.sorting import Order, Sort
from crm.models import Journalled, Member
from crm.selection import Selection


class Neighbours(NamedTuple):
    """The ids of the records before and after, if there are any."""

    before: int | None
    after: int | None


def of(record: Journalled, chosen: Selection, sort: Sort, actor: Member) -> Neighbours:
    """The neighbours of a record in a list sorted like `listing.page_ids`: filled values in order, empty ones last, then by id."""
    return Neighbours(_step(record, chosen, sort, actor, forward=False), _step(record, chosen, sort, actor, forward=True))


def _step(record: Journalled, chosen: Selection, sort: Sort, actor: Member, forward: bool) -> int | None:
    query, order, key = walk(chosen, actor), ordered(sort, chosen, actor), chosen.kind.table.id
    value = order.value_of(record)
    if order.has_empty and value in ("", None):
        beside = key > record.id if forward else key < record.id
        found = _first(order.empty(query).where(beside), [key if forward else key.desc()])
        return found if found is not None or forward else _edge(order, query, sort)
    up = forward != sort.descending
    found = _first(order.filled(query).where(_past(order, value, record.id, up)), _by(order, up))
    if found is None and forward and order.has_empty:
        return _first(order.empty(query), [key])
    return found


def _edge(order: Order, query: ModelSelect, sort: Sort) -> int | None:
    """The last of those whose value is filled."""
    return _first(order.filled(query), _by(order, sort.descending))


def _by(order: Order, up: bool) -> list[Any]:
    key = order.kind.table.id
    return [order.column.asc(), key] if up else [order.column.desc(), key.desc()]


def _past(order: Order, value: object, record: int, up: bool) -> Expression:
    column, key = order.column, order.kind.table.id
    if up:
        return (column >= value) & ((column > value) | (key > record))
    return (column <= value) & ((column < value) | (key < record))


def _first(query: ModelSelect, order: list[Any]) -> int | None:
    found = query.order_by(*order).limit(1).tuples().first()
    return found[0] if found else None
