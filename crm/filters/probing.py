"""Where few people are left to ask, each is asked by itself, instead of finding everybody for whom a condition holds.

SQLite finds the whole of `id IN (…)` first, be it a million rows for the fifty thousand people of a city; a probe looks one person up.
PostgreSQL decides this by itself.
"""

from typing import Any

from peewee import Expression, ModelSelect, Negated, NodeList, fn

from crm.db import is_sqlite
from crm.filters.compiling import compile_tree
from crm.filters.conditions import TRUE, Asker, Condition, every
from crm.filters.operators import NEGATIVE
from crm.filters.rows import informed
from crm.filters.tree import ALL, Group, Leaf, Part
from crm.models import ContactDetail, ContactEmail, ContactPhone, ContactTag

_INDEXED = frozenset(("first_name", "last_name", "name", "city", "source", "owner", "type"))
_FINDS = frozenset(("is", "any_of", "starts_with"))
_READS_ALL = frozenset(("empty", "not_empty", "contains", "ends_with"))
_BY_PERSON = frozenset((ContactDetail, ContactEmail, ContactPhone, ContactTag))
"""Tables whose rows are found by their person at once; in others SQLite may walk all that hold a text, for each person anew."""


def drivers(tree: Group) -> Group | None:
    """The conditions that an index of people answers by itself, if all of a filter must hold and others would better be asked of few."""
    if tree.kind != ALL or not is_sqlite():
        return None
    found = tuple(part for part in tree.parts if isinstance(part, Leaf) and part.field in _INDEXED and part.op in _FINDS)
    return Group(ALL, found) if found and any(map(_is_wide, tree.parts)) else None


def compile_for_few(tree: Group, asker: Asker) -> Condition:
    """The same condition as `compile_tree`, for few people: what may hold for very many is looked up person by person."""
    if tree.kind != ALL:
        return _probed(compile_tree(tree, asker))
    asker = informed(asker, tree)
    parts = [_probed(compile_tree(part, asker)) if _is_wide(part) else compile_tree(part, asker) for part in tree.parts]
    return every(parts) if parts else TRUE


def _is_wide(part: Part) -> bool:
    """Whether a condition may hold for nearly everybody, or can't be found without reading what everybody has."""
    return isinstance(part, Group) or (isinstance(part, Leaf) and (part.op in NEGATIVE or part.op in _READS_ALL))


def _probed(node: Any) -> Any:
    if isinstance(node, NodeList):
        return NodeList(tuple(map(_probed, node.nodes)), node.glue, node.parens)
    if isinstance(node, Negated):
        return ~_probed(node.node)
    if not isinstance(node, Expression):
        return node
    if isinstance(node.rhs, ModelSelect) and node.op in ("IN", "NOT IN") and node.rhs.model in _BY_PERSON and not node.rhs._group_by:
        found = fn.EXISTS(node.rhs.where(node.rhs._returning[0] == node.lhs))
        return found if node.op == "IN" else ~found
    return Expression(_probed(node.lhs), node.op, _probed(node.rhs), node.flat)
