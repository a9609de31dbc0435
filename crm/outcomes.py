"""The outcome file of an operation: what became of each of its items, and what was changed of it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from crm import kinds, operations
from crm.journal import plans
from crm.journal.feed import Line
from crm.journal.history import Subject
from crm.models import Member, Operation
from crm.models.custom_object import FIRST_OWN

_PAGE = 500
_WORDS = {status: word for word, statuses in operations.OUTCOMES.items() for status in statuses}
_PEOPLE = ("kith_contact_id", "first_name", "last_name")
_OTHERS = ("kith_kind", "kith_id", "name")
"""What a row begins with where all are people, and where other records, or a tag that was made for them, are among them."""
Item = Mapping[str, Any]


def lines(head: Operation, actor: Member) -> Iterator[tuple[str, ...]]:
    """The heading and a row an item, in order; only records that the actor may see are named and told of."""
    people = operations.about_people(head)
    yield (*(_PEOPLE if people else _OTHERS), "kith_outcome", "kith_reason", "kith_change")
    items = operations.items_of(head, actor).dicts().iterator()
    while page := list(islice(items, _PAGE)):
        changes = operations.changes_of(head, [_subject(item) for item in page if item["known"]])
        called = {} if people else _called(page)
        for item in page:
            begins = _person(item) if people else called.get(_subject(item), ("", "", ""))
            yield (*begins, _WORDS[item["status"]], item["reason"], _told(changes.get(_subject(item), ())))


def _subject(item: Item) -> Subject:
    return item["subject_kind"], item["subject_id"]


def _person(item: Item) -> tuple[str, ...]:
    return (str(item["known"] or ""), item["first_name"] or "", item["last_name"] or "")


def _called(page: Sequence[Item]) -> dict[Subject, tuple[str, ...]]:
    """The kind, id and name of each item of a page, as far as they are seen."""
    words: dict[Any, str] = {}
    found: dict[Subject, tuple[str, ...]] = {
        (kind, row): (word, str(row), name) for (kind, row), (word, name) in plans.named(operations.things(page)).items()
    }
    for item in page:
        if item["known"]:
            number = FIRST_OWN + item["object"] if item["object"] else item["subject_kind"]
            words.setdefault(number, kinds.of(number).words.one)
            found[_subject(item)] = (words[number], str(item["known"]), item["name"] or "")
    return found


def _told(changed: Sequence[Line]) -> str:
    """Changed cells in one cell: City: Oslo → Rome; Source: empty → Fair."""
    return "; ".join(f"{line.label}: {line.old or 'empty'} → {line.new or 'empty'}" for line in changed)
