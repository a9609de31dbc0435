"""What a bulk act would do, before it does it: how many would change, ten examples, and who would not and why."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from peewee import fn

from crm.bulk import drafts
from crm.bulk.action import Action, Params, Shown
from crm.bulk.running import HIDDEN, Judged, judge
from crm.journal import items
from crm.models import Change, Member, Operation
from crm.models.operation import CHANGED, UNCHANGED

EXAMPLES = 10
_PAGE = 5_000


@dataclass(slots=True)
class Preview:
    """Counts by (status, reason), and examples as (record, changes in words); `seen` is the newest change it was made of."""

    seen: int
    outcomes: Counter[tuple[int, str]] = field(default_factory=Counter)
    examples: list[tuple[int, list[Shown]]] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """How many would change."""
        return sum(count for (status, _), count in self.outcomes.items() if status == CHANGED)

    @property
    def same(self) -> int:
        """How many read so already."""
        return sum(count for (status, _), count in self.outcomes.items() if status == UNCHANGED)

    @property
    def refused(self) -> int:
        """How many are left alone for another reason."""
        return sum(self.outcomes.values()) - self.changed - self.same

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why the others would not change, the most frequent first."""
        return [(why, count) for (status, why), count in self.outcomes.most_common() if status != CHANGED]


@dataclass(frozen=True, slots=True)
class Movement:
    """What joined or left the list since its records were fixed: how many, and the first few."""

    joined: int
    left: int
    first_joined: list[Any]
    first_left: list[Any]


def preview(head: Operation, what: Action, params: Params, *, by: Member, skip: int = 0) -> Preview:
    """Look at every record of a draft; `skip` passes over as many examples."""
    found, taken = Preview(int(Change.select(fn.MAX(Change.id)).scalar() or 0)), set[Any]()
    for records in _pages(head):
        judged = judge(what, params, records, by, before=taken)
        found.outcomes.update(judged.outcome.values())
        skip = _exemplify(found, what, params, judged, skip)
    return found


def movement(head: Operation, *, by: Member, most: int = 5) -> Movement:
    """How the list differs now from what it was when its records were fixed."""
    came, went, table = drafts.joined(head, by), drafts.left(head, by), drafts.kind_of(head).table
    first = [list(table.select().where(table.id.in_(query.limit(most))).order_by(table.id)) for query in (came, went)]
    return Movement(came.count(), went.count(), *first)


def _pages(head: Operation) -> Iterator[Sequence[int]]:
    cursor = 0
    while found := items.after(head.id, cursor, _PAGE):
        cursor = found[-1][0]
        yield [record for _, _, record in found]


def _exemplify(found: Preview, what: Action, params: Params, judged: Judged, skip: int) -> int:
    for record, cells in judged.look.cells.items():
        if len(found.examples) == EXAMPLES:
            break
        if skip:
            skip -= 1
        else:
            found.examples.append((record, [what.shown(params, cell) for cell in cells]))
    return skip


__all__ = ["EXAMPLES", "HIDDEN", "Movement", "Preview", "movement", "preview"]
