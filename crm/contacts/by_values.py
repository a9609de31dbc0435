"""Lists that are sorted by a field of the office's own and ask about no other: the index of its values holds order, answer and who is living."""

from typing import NamedTuple

from peewee import SQL, ModelSelect, NodeList, fn

from crm import selection
from crm.contacts.sorting import Sort
from crm.db import is_sqlite
from crm.fields import FIELDS
from crm.filters import alone, own
from crm.filters.asking import asker_of
from crm.models import Contact, CustomValue, Member
from crm.selection import Selection


class Values(NamedTuple):
    """The people who hold a value and are in the list, as rows of values, and whether those without one are in it too."""

    filled: ModelSelect
    with_empty: bool


def of(chosen: Selection, sort: Sort, actor: Member) -> Values | None:
    """The list as the values alone tell it; None where anything else has to be asked."""
    known = FIELDS.custom.get(sort.key)
    if known is None or chosen.search or not chosen.is_whole(actor):
        return None
    living = alone.living(known)
    if chosen.tree is None or not chosen.tree.parts:
        return Values(living, True)
    asked = alone.of(chosen.tree)
    met = alone.condition(asked, asker_of(actor)) if asked and asked.known == known else None
    if asked is None or met is None:
        return None
    return Values(living.where(~met if asked.refused else met), asked.refused)


def along(chosen: Selection, rows: int, actor: Member) -> ModelSelect | None:
    """Everybody, each asked by themselves for the one value: for a walk that meets `rows` of them sooner than all who hold it are gathered.

    Left to themselves both databases would gather them first: PostgreSQL too, once it plans for any value. None where they are fewer than the steps of the walk, or anything else is asked.
    """
    asked = alone.of(chosen.tree) if chosen.tree and not chosen.search and chosen.is_whole(actor) else None
    met = alone.condition(asked, asker_of(actor)) if asked else None
    total, everybody = (selection.about(some, actor) for some in (chosen, Selection()))
    if asked is None or met is None or not total or everybody is None or rows * everybody > total * total:
        return None
    mine = own.filled(asked.known).where((CustomValue.record == Contact.id) & met)
    held = fn.EXISTS(mine.from_(NodeList((CustomValue, SQL("NOT INDEXED")))) if is_sqlite() else mine.offset(0))
    return Selection().query(actor).where(~held if asked.refused else held)
