"""Which way a page of a filtered list is found: along the index of the sort, testing people one by one, or all first, then put in order.

SQLite keeps no statistics that would tell it; PostgreSQL decides by itself, and does it well.
"""

from typing import Any

from peewee import SQL, Asc, Desc, ModelSelect, NodeList, Ordering

from crm import selection
from crm.contacts.sorting import SORTS, Sort
from crm.db import is_sqlite
from crm.filters.tree import Leaf, leaves
from crm.kinds import CONTACTS
from crm.models import Contact, Member
from crm.selection import Selection

EITHER, NOWHERE, ALONG, FOUND_FIRST, UNKNOWN = "either", "nowhere", "along", "found first", "unknown"
_STEPS = 60_000
_NAMES = frozenset(("name", "first_name", "last_name"))
"""Fields whose equals stand together in the order of names, so that one may walk far before the first of them."""


def of(chosen: Selection, sort: Sort, rows: int, actor: Member) -> str:
    """The way to the first `rows` people; NOWHERE when the filter finds nobody, UNKNOWN while it isn't counted."""
    tree = chosen.tree
    plain = chosen.kind == CONTACTS and chosen.ids is None and chosen.frozen is None and not chosen.archived
    if tree is None or not tree.parts or not plain:
        return EITHER
    total, everybody = selection.about(chosen, actor), selection.about(Selection(), actor)
    if total == 0:
        return NOWHERE
    if not is_sqlite() or sort.key not in SORTS or chosen.search:
        return EITHER
    if total is None or everybody is None:
        return UNKNOWN
    clustered = sort.key == "name" and any(isinstance(part, Leaf) and part.field in _NAMES for part, _ in leaves(tree))
    dense = rows * everybody / total <= max(_STEPS, total)
    return ALONG if dense and not (clustered and total * 5 < everybody) else FOUND_FIRST


def steer(query: ModelSelect, sort: Sort, way: str) -> ModelSelect:
    """The query over people, held to the index of its sort where that is the way."""
    if way != ALONG:
        return query
    return query.from_(NodeList((Contact, SQL(f'INDEXED BY "contact_live_state_{SORTS[sort.key]}"'))))


def unindexed(column: Any, sort: Sort) -> list[Ordering]:
    """The order of a sort without its index: a plus sign hides the column from the planner."""
    way = Desc if sort.descending else Asc
    return [way(NodeList((SQL("+"), one), glue="")) for one in (column, Contact.id)]
