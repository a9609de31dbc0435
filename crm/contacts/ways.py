"""Which way a page of a filtered list is found: along the index of the sort, testing people one by one, or all first, then put in order.

SQLite keeps no statistics that would tell it. PostgreSQL decides by itself, but takes it that those who match stand evenly in the order:
where they stand together far from the beginning, it walks through everybody before them. So its walk is given little time.
Who sees only what is theirs has few people: they are found first, for a walk meets one of them in fifty, or in thousands.
"""

from typing import Any

from peewee import SQL, Asc, Desc, Expression, ModelSelect, NodeList, Ordering, fn

from crm import selection
from crm.contacts import by_values
from crm.contacts.sorting import SORTS, Sort
from crm.db import is_sqlite
from crm.filters.tree import Group, Leaf, leaves
from crm.kinds import CONTACTS
from crm.models import Contact, Member
from crm.planner import hidden, walks
from crm.selection import Selection

EITHER, NOWHERE, ALONG, FOUND_FIRST, GATHERED, UNKNOWN = "either", "nowhere", "along", "found first", "gathered", "unknown"
_STEPS = 60_000
_STEP, _LEAST = 0.000_01, 0.03
"""Seconds that PostgreSQL may take for a step, and for any walk."""
_TRIED = 0.05
"""Seconds of a walk on SQLite, where nobody knows how many match."""
_NAMES = frozenset(("name", "first_name", "last_name"))
"""Fields whose equals stand together in the order of names, so that one may walk far before the first of them."""
_BEGINNINGS = frozenset(("is", "any_of", "starts_with"))
"""Conditions on an address that do so too, for addresses begin with names."""
_PART = 5
"""Where one person in so many matches, the first of them are met soon all the same."""


def patience(chosen: Selection, rows: int, actor: Member) -> float:
    """Seconds that a walk may take before people are found first: on PostgreSQL a few times what it needs if those who match stand evenly."""
    if is_sqlite():
        return _TRIED
    total, everybody = selection.about(chosen, actor), selection.about(Selection(), actor)
    evenly = rows * everybody / total * _STEP if total and everybody else 0.0
    return min(max(_LEAST, evenly), selection.PATIENCE)


def of(chosen: Selection, sort: Sort, rows: int, actor: Member) -> str:
    """The way to the first `rows` people; NOWHERE when the filter finds nobody, UNKNOWN where one must try how far a walk goes."""
    tree = chosen.tree if chosen.tree is not None and chosen.tree.parts else None
    plain = chosen.kind == CONTACTS and chosen.ids is None and chosen.frozen is None and not chosen.archived
    if not plain or (tree is None and not chosen.search):
        return EITHER
    total, everybody = selection.about(chosen, actor), selection.about(Selection(), actor)
    if total == 0:
        return NOWHERE
    if sort.key not in SORTS:
        return EITHER
    if actor.only_assigned and everybody is not None and everybody <= _STEPS:
        return FOUND_FIRST
    if tree is None or chosen.search:
        return EITHER
    if sort.key == "name" and _read_in_order(tree):
        return ALONG
    if total and everybody and total * _PART < everybody and _stand_together(tree, sort, total):
        return first(chosen)
    if not is_sqlite():
        asked_alone = by_values.along(chosen, rows, actor) is not None
        return UNKNOWN if asked_alone or walks(_in_order(chosen, sort, rows, actor)) else EITHER
    if not total or not everybody:
        return UNKNOWN
    return ALONG if rows * everybody / total <= max(_STEPS, total) else FOUND_FIRST


def _read_in_order(tree: Group) -> bool:
    """Whether SQLite answers it from the index of that order alone: what is asked of the whole name and doesn't begin one stands there."""
    [only, *more] = [part for part, _ in leaves(tree)]
    return is_sqlite() and not more and isinstance(only, Leaf) and only.field == "name" and only.op not in _BEGINNINGS


def _stand_together(tree: Group, sort: Sort, total: int) -> bool:
    return sort.key == "name" and any(isinstance(part, Leaf) and _goes_by_names(part, total) for part, _ in leaves(tree))


def _goes_by_names(leaf: Leaf, total: int) -> bool:
    """Whether a condition is on names. What only some addresses hold is a piece of a name; what many do is their provider, and stands evenly."""
    if leaf.field == "email":
        return leaf.op in _BEGINNINGS or (leaf.op == "contains" and total <= _STEPS)
    return leaf.field in _NAMES


def first(chosen: Selection) -> str:
    """The way to people who are found first: a piece of an address, alone, is gathered on PostgreSQL, which would read everybody beside those who have it."""
    asked = [part for part, _ in leaves(chosen.tree)] if chosen.tree and not chosen.search and not is_sqlite() else []
    pieces = len(asked) == 1 and isinstance(asked[0], Leaf) and (asked[0].field, asked[0].op) == ("email", "contains")
    return GATHERED if pieces else FOUND_FIRST


def _in_order(chosen: Selection, sort: Sort, rows: int, actor: Member) -> ModelSelect:
    column = Contact._meta.fields[SORTS[sort.key]]
    by = (column.desc(), Contact.id.desc()) if sort.descending else (column, Contact.id)
    return chosen.query(actor).order_by(*by).limit(rows)


def steer(query: ModelSelect, sort: Sort, way: str) -> ModelSelect:
    """The query over people, held to the index of its sort where that is the way; PostgreSQL can't be held, but goes to those alone whom an array names."""
    if way == GATHERED:
        query = query.clone()
        query._where = _gathered(query._where)
        return query
    if way != ALONG or not is_sqlite():
        return query
    return query.from_(NodeList((Contact, SQL(f'INDEXED BY "contact_live_state_{SORTS[sort.key]}"'))))


def _gathered(node: Any) -> Any:
    """A condition whose `IN (SELECT …)` is an array, filled before anybody is looked up, as far as all of it must hold."""
    if not isinstance(node, Expression):
        return node
    if node.op == "IN" and isinstance(node.rhs, ModelSelect):
        return Expression(node.lhs, "=", fn.ANY(fn.ARRAY(node.rhs)))
    return Expression(_gathered(node.lhs), node.op, _gathered(node.rhs), node.flat) if node.op == "AND" else node


def unindexed(column: Any, sort: Sort) -> list[Ordering]:
    """The order of a sort without its index."""
    way = Desc if sort.descending else Asc
    return [way(hidden(one)) for one in (column, Contact.id)]
