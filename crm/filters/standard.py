"""Conditions on standard fields that are one column of their table, each by the type of its field."""

from typing import Any

from crm import phones
from crm.db import among
from crm.filters.conditions import Asker, Condition, member_ids, moment, number, text
from crm.filters.tree import Leaf
from crm.kinds import Kind


def plain(leaf: Leaf, asker: Asker, kind: Kind) -> Condition:
    """A field of a kind by its type; text is compared folded, a telephone number by its digits."""
    known, columns = kind.fields.standard[leaf.field], kind.table._meta.fields
    if known.type == "time":
        return moment(columns[leaf.field], leaf, asker)
    if known.type == "number":
        return number(columns[leaf.field], leaf)
    if known.type == "member":
        return owned(columns[leaf.field], leaf, asker)
    if known.type == "country":
        return exact(columns[leaf.field], leaf)
    return text(columns[f"{leaf.field}_f"], _in_digits(leaf) if known.type == "phone" else leaf)


def exact(column: Any, leaf: Leaf) -> Condition:
    """A code that is never NULL, as it stands."""
    if leaf.op in ("empty", "not_empty"):
        return column == "" if leaf.op == "empty" else column != ""
    return column == leaf.value if leaf.op == "is" else among(column, list(leaf.value))


def owned(column: Any, leaf: Leaf, asker: Asker) -> Condition:
    """A member, by their address."""
    if leaf.op in ("empty", "not_empty"):
        return column.is_null(leaf.op == "empty")
    return column.is_null(False) & among(column, member_ids(leaf.value, asker))


def _in_digits(leaf: Leaf) -> Leaf:
    if leaf.value is None:
        return leaf
    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    digits = tuple(phones.digits(None, value) or value for value in values)
    return Leaf(leaf.field, leaf.op, digits if isinstance(leaf.value, tuple) else digits[0])
