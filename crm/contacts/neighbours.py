"""Who stands before and after a person in a list: two steps along the sort index, however long the list is."""

from typing import NamedTuple

from peewee import Expression, ModelSelect

from crm.contacts.listing import Sort, emptiness, sort_column, walk
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
    column, query = sort_column(sort), walk(chosen, actor)
    value, empty = contact.__data__[column.name], emptiness(column)
    if empty is not None and value in ("", None):
        beside = Contact.id > contact.id if forward else Contact.id < contact.id
        found = _first(query.where(empty & beside), [Contact.id if forward else Contact.id.desc()])
        return found if found is not None or forward else _edge(query.where(~empty), sort)
    up = forward != sort.descending
    beside = _past(column, value, contact.id, up)
    filled = query if empty is None else query.where(~empty)
    order = [column, Contact.id] if up else [column.desc(), Contact.id.desc()]
    found = _first(filled.where(beside), order)
    if found is None and forward and empty is not None:
        return _first(query.where(empty), [Contact.id])
    return found


def _edge(filled: ModelSelect, sort: Sort) -> int | None:
    """The last of those whose value is filled."""
    column = sort_column(sort)
    return _first(filled, [column, Contact.id] if sort.descending else [column.desc(), Contact.id.desc()])


def _past(column: Expression, value: object, contact_id: int, up: bool) -> Expression:
    if up:
        return (column >= value) & ((column > value) | (Contact.id > contact_id))
    return (column <= value) & ((column < value) | (Contact.id < contact_id))


def _first(query: ModelSelect, order: list[Expression]) -> int | None:
    found = query.order_by(*order).limit(1).tuples().first()
    return found[0] if found else None
