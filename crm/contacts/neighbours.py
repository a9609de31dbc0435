"""Who stands before and after a person in a list: two steps along the sort index, however long the list is."""

from typing import NamedTuple

from peewee import Expression, ModelSelect

from crm.contacts.listing import ordered, walk
from crm.contacts.sorting import Order, Sort
from crm.models import Contact, Member
from crm.selection import Selection


class Neighbours(NamedTuple):
    """The ids of the people before and after, if there are any."""

    before: int | None
    after: int | None


def of(contact: Contact, chosen: Selection, sort: Sort, actor: Member) -> Neighbours:
    """The neighbours of a contact in a list sorted like `listing.page_ids`: filled values in order, empty ones last, then by id."""
    return Neighbours(_step(contact, chosen, sort, actor, forward=False), _step(contact, chosen, sort, actor, forward=True))


def _step(contact: Contact, chosen: Selection, sort: Sort, actor: Member, forward: bool) -> int | None:
    query, order = walk(chosen, actor), ordered(sort, chosen, actor)
    value = order.value_of(contact)
    if order.has_empty and value in ("", None):
        beside = Contact.id > contact.id if forward else Contact.id < contact.id
        found = _first(order.empty(query).where(beside), [Contact.id if forward else Contact.id.desc()])
        return found if found is not None or forward else _edge(order, query, sort)
    up = forward != sort.descending
    beside = _past(order.column, value, contact.id, up)
    by = [order.column.asc(), Contact.id] if up else [order.column.desc(), Contact.id.desc()]
    found = _first(order.filled(query).where(beside), by)
    if found is None and forward and order.has_empty:
        return _first(order.empty(query), [Contact.id])
    return found


def _edge(order: Order, query: ModelSelect, sort: Sort) -> int | None:
    """The last of those whose value is filled."""
    by = [order.column.asc(), Contact.id] if sort.descending else [order.column.desc(), Contact.id.desc()]
    return _first(order.filled(query), by)


def _past(column: Expression, value: object, contact_id: int, up: bool) -> Expression:
    if up:
        return (column >= value) & ((column > value) | (Contact.id > contact_id))
    return (column <= value) & ((column < value) | (Contact.id < contact_id))


def _first(query: ModelSelect, order: list[Expression]) -> int | None:
    found = query.order_by(*order).limit(1).tuples().first()
    return found[0] if found else None
