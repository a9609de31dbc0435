"""What a planned row does beside its verdict: it overwrites a value, or makes a business or a tag; counted once, when the plan is whole."""

from collections.abc import Iterable, Sequence
from typing import Any

from peewee import Expression, fn

from crm.importing import newcomers
from crm.importing.changes import Changes
from crm.importing.people import Draft
from crm.models import OperationItem

MARKS = {"overwrites": ("Overwrites a value", 1), "new_business": ("New business", 2), "new_tag": ("New tag", 4)}
OVERWRITES = MARKS["overwrites"][1]
_MAKES = {"Business": MARKS["new_business"][1], "Tag": MARKS["new_tag"][1]}
Named = list[tuple[str, str]]


def named_by(draft: Draft) -> Named:
    """The businesses and tags that a row of somebody new names, as (label, name)."""
    return _named((draft.values.get("business"), *dict(draft.further)), draft.tags)


def gained_by(gain: Changes) -> Named:
    """The same of somebody known: only what they get."""
    return _named((gain.cells.get("business"), *dict(gain.further)), gain.tags)


def overwrites(gain: Changes) -> int:
    """The mark of a row that puts another value, or none, where one was."""
    return OVERWRITES if any(old not in (None, "") for old in gain.olds.values()) else 0


def made_by(rows: Sequence[Named]) -> list[int]:
    """The marks of rows that name what isn't there yet; two queries for all of them."""
    new = newcomers.among_those({pair for row in rows for pair in row})
    return [_together(_MAKES[pair[0]] for pair in row if pair in new) for row in rows]


def condition(mark: str) -> Expression:
    """The rows of a plan that bear a mark."""
    return OperationItem.marks.bin_and(MARKS[mark][1]) > 0


def counts(operation: int) -> dict[str, int]:
    """How many rows of a plan bear each mark that any of them bears."""
    i, found = OperationItem, dict[str, int]()
    query = i.select(i.marks, fn.COUNT(i.seq)).where((i.operation == operation) & (i.marks > 0)).group_by(i.marks)
    for marks, count in query.tuples():
        for key, (_, bit) in MARKS.items():
            if marks & bit:
                found[key] = found.get(key, 0) + count
    return found


def _named(businesses: Iterable[Any], tags: Iterable[str]) -> Named:
    return [("Business", str(name)) for name in businesses if name] + [("Tag", tag) for tag in tags]


def _together(marks: Iterable[int]) -> int:
    found = 0
    for mark in marks:
        found |= mark
    return found
