"""Filters that ask about one field of the office's own and nothing else: the index of its values tells alone which people they find.

It holds who is living beside the value, so that nobody need be looked up: what a column of people has in its own index.
"""

from dataclasses import dataclass

from peewee import SQL, ModelSelect, fn

from crm.fields import FIELDS, Field
from crm.fields.types import type_of
from crm.filters import own
from crm.filters.conditions import Asker, Condition
from crm.filters.operators import NEGATIVE
from crm.filters.tree import NONE, Group, Leaf, Part
from crm.models import CustomValue

_WITHOUT = {"empty": "not_empty", "is_off": "is_on"}
"""Conditions that hold for those who have no value, with their opposites."""


@dataclass(frozen=True, slots=True)
class Alone:
    """The one field that is asked about, a condition that its values meet, and whether those are wanted who don't."""

    known: Field
    leaf: Leaf
    refused: bool = False


def of(tree: Group) -> Alone | None:
    """The one condition of a filter, where it is on a field of the office's own and the row of a value tells whether it holds."""
    part: Part = tree
    refused = False
    while isinstance(part, Group) and len(part.parts) == 1:
        refused = refused != (part.kind == NONE)
        part = part.parts[0]
    if not isinstance(part, Leaf) or part.field not in FIELDS.custom:
        return None
    opposite = NEGATIVE.get(part.op) or _WITHOUT.get(part.op)
    leaf, known = Leaf(part.field, opposite or part.op, part.value), FIELDS.custom[part.field]
    return Alone(known, leaf, refused != bool(opposite)) if leaf.op != "has_all" else None


def living(known: Field) -> ModelSelect:
    """The living people who hold a value in a field; by a row for each of many options."""
    return own.filled(known).where(CustomValue.live == SQL("1"))


def condition(asked: Alone, asker: Asker) -> Condition | None:
    """The condition on the row of a value; None where texts that the index holds in part have to be asked elsewhere."""
    return own.on_row(asked.known, asked.leaf, asker)


def count(asked: Alone, asker: Asker) -> int | None:
    """How many living people hold a value that meets the condition, refused or not; None where the index doesn't tell."""
    met = condition(asked, asker)
    if met is None:
        return None
    v, single = CustomValue, type_of(asked.known).sorts
    query = living(asked.known).where(met)
    return int(query.select(fn.COUNT(SQL("*")) if single else fn.COUNT(v.record.distinct())).scalar())
