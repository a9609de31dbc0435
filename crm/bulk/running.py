"""Running a bulk act: batch after batch, each record looked at again; one that can't be changed never stops the rest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crm import access
from crm.bulk import drafts, schedule
from crm.bulk.action import Action, Look, Params
from crm.bulk.registry import action
from crm.db import among, lock_rows, plain
from crm.journal import items
from crm.journal.change import Writer
from crm.journal.lease import Lease
from crm.journal.work import runs
from crm.kinds import CONTACTS, Kind
from crm.models import ARCHIVED, LIVE, Change, Member
from crm.models.operation import CHANGED, REFUSED, UNCHANGED

HIDDEN, GONE, SAME, MOVED = "not yours to change", "no longer there", "no change needed", "changed since the preview"
_ELSEWHERE = {LIVE: "in the archive", ARCHIVED: "not in the archive"}


@dataclass(slots=True)
class Judged:
    """What becomes of some records: what is written, and each one's outcome as (status, reason)."""

    look: Look = field(default_factory=Look)
    outcome: dict[int, tuple[int, str]] = field(default_factory=dict)


class Since(NamedTuple):
    """The newest change that the person who decided had before them, and the number of the act itself."""

    seen: int
    mine: int


def judge(
    what: Action, params: Params, records: Sequence[int], by: Member, since: Since | None = None, before: set[Any] | None = None
) -> Judged:
    """Which would be changed and which not, and why; `since` tells what changed meanwhile. `before` is what those take who were judged
    earlier in the same look, where only one may have it."""
    table, judged = what.kind.table, Judged()
    states = _states(what.kind, records)
    allowed = {i for _, i in access.editable([(table.number, i) for i in records], by)}
    for record in records:
        state = states.get(record)
        if record not in allowed or state is None:
            judged.outcome[record] = (REFUSED, HIDDEN if by.only_assigned or record not in allowed else GONE)
        elif state != what.state:
            judged.outcome[record] = (REFUSED, _ELSEWHERE[what.state] if state in (LIVE, ARCHIVED) else GONE)
    right = [record for record in records if record not in judged.outcome]
    look = judged.look = what.look(params, right)
    moved = _moved(what, params, list(look.cells), since)
    look.skipped |= what.crowded([i for i in look.cells if i not in moved], set() if before is None else before)
    for record in right:
        judged.outcome[record] = _outcome(look, record, moved)
    look.cells = {record: cells for record, cells in look.cells.items() if judged.outcome[record][0] == CHANGED}
    return judged


def _states(kind: Kind, records: Sequence[int]) -> dict[int, int]:
    """Whether each of these records lives; those of another kind in the same table are none."""
    query = kind.table.select(kind.table.id, kind.table.state).where(among(kind.table.id, list(records)))
    return dict(plain(query if kind.within is None else query.where(kind.within)))


def _outcome(look: Look, record: int, moved: set[int]) -> tuple[int, str]:
    if record in look.skipped:
        return REFUSED, look.skipped[record]
    if record in moved:
        return REFUSED, MOVED
    return (CHANGED, "") if record in look.cells else (UNCHANGED, SAME)


def _moved(what: Action, params: Params, records: list[int], since: Since | None) -> set[int]:
    """Those of which somebody wrote the very cell since: of them nobody decided anything."""
    if since is None or not records:
        return set()
    found: set[int] = set()
    for cell in what.columns(params):
        here = (Change.tbl == cell.model.number) & (Change.col == cell.number) & among(Change.row, records)
        rows = Change.select(Change.row).where(here & (Change.id > since.seen) & (Change.operation != since.mine)).distinct()
        found |= {row for (row,) in rows.tuples()}
    return found


@runs("bulk")
def step(lease: Lease) -> bool:
    """Write the next records, and what became of each."""
    head, drip = lease.head, schedule.of(lease.head.params)
    size = min(lease.size, drip.size - head.cursor % drip.size) if drip else lease.size
    found = items.after(head.id, head.cursor, size)
    if not found:
        return False
    kind, params = drafts.kind_of(head), head.params["aim"]
    what = action(head.params["action"], kind)
    by, records = Member.get_by_id(head.actor), [record for _, _, record in found]
    since = None if head.params.get("seen") is None else Since(head.params["seen"], head.id)
    with lease.batch(found[-1][0]) as writer:
        what.prepare(params, by)
        lock_rows(kind.table, records)
        if kind == CONTACTS:
            writer.touched.held.update(records)
        judged = judge(what, params, records, by, since)
        _write(writer, what, params, judged)
        items.settle(head.id, [seq for seq, _, _ in found], [judged.outcome[record] for record in records])
        tally = Counter(status for status, _ in judged.outcome.values())
        lease.count(done=len(found), changed=tally[CHANGED], unchanged=tally[UNCHANGED], refused=tally[REFUSED])
    if drip and head.cursor < head.total and head.cursor % drip.size == 0:
        lease.rest(schedule.following(drip))
        return False
    return True


def _write(writer: Writer, what: Action, params: Params, judged: Judged) -> None:
    if judged.look.cells:
        what.write(writer, params, judged.look)
