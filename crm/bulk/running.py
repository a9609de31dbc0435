"""Running a bulk act: batch after batch, each person looked at again; one who can't be changed never stops the rest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from crm import access
from crm.bulk import schedule
from crm.bulk.action import Action, Look, Params
from crm.bulk.registry import action
from crm.db import among, lock_rows, plain
from crm.journal import items
from crm.journal.change import Writer
from crm.journal.lease import Lease
from crm.journal.work import runs
from crm.models import ARCHIVED, LIVE, Change, Contact, Member
from crm.models.operation import CHANGED, REFUSED, UNCHANGED

HIDDEN, GONE, SAME, MOVED = "not yours to change", "no longer there", "no change needed", "changed since the preview"
_ELSEWHERE = {LIVE: "in the archive", ARCHIVED: "not in the archive"}


@dataclass(slots=True)
class Judged:
    """What becomes of some people: what is written, and each one's outcome as (status, reason)."""

    look: Look = field(default_factory=Look)
    outcome: dict[int, tuple[int, str]] = field(default_factory=dict)


def judge(what: Action, params: Params, people: Sequence[int], by: Member, seen: int | None = None, mine: int = 0) -> Judged:
    """Who would be changed and who not, and why; `seen` is the newest change that the person who decided had before them."""
    states = dict(plain(Contact.select(Contact.id, Contact.state).where(among(Contact.id, list(people)))))
    allowed = {i for _, i in access.editable([(Contact.number, i) for i in people], by)}
    judged = Judged()
    for person in people:
        state = states.get(person)
        if person not in allowed or state is None:
            judged.outcome[person] = (REFUSED, HIDDEN)
        elif state != what.state:
            judged.outcome[person] = (REFUSED, _ELSEWHERE[what.state] if state in (LIVE, ARCHIVED) else GONE)
    right = [person for person in people if person not in judged.outcome]
    judged.look = what.look(params, right)
    moved = _moved(what, params, list(judged.look.cells), seen, mine)
    for person in right:
        judged.outcome[person] = _outcome(judged.look, person, moved)
    judged.look.cells = {person: cells for person, cells in judged.look.cells.items() if person not in moved}
    return judged


def _outcome(look: Look, person: int, moved: set[int]) -> tuple[int, str]:
    if person in look.skipped:
        return REFUSED, look.skipped[person]
    if person in moved:
        return REFUSED, MOVED
    return (CHANGED, "") if person in look.cells else (UNCHANGED, SAME)


def _moved(what: Action, params: Params, people: list[int], seen: int | None, mine: int) -> set[int]:
    """Those of whom somebody wrote the very cell since: of them nobody decided anything."""
    if seen is None or not people:
        return set()
    found: set[int] = set()
    for cell in what.columns(params):
        here = (Change.tbl == cell.model.number) & (Change.col == cell.number) & among(Change.row, people)
        rows = Change.select(Change.row).where(here & (Change.id > seen) & (Change.operation != mine)).distinct()
        found |= {row for (row,) in rows.tuples()}
    return found


@runs("bulk")
def step(lease: Lease) -> bool:
    """Write the next people, and what became of each."""
    head, drip = lease.head, schedule.of(lease.head.params)
    size = min(lease.size, drip.size - head.cursor % drip.size) if drip else lease.size
    found = items.after(head.id, head.cursor, size)
    if not found:
        return False
    what, params = action(head.params["action"]), head.params["aim"]
    by, people = Member.get_by_id(head.actor), [person for _, _, person in found]
    with lease.batch(found[-1][0]) as writer:
        lock_rows(Contact, people)
        writer.touched.held.update(people)
        what.prepare(params, by)
        judged = judge(what, params, people, by, head.params.get("seen"), head.id)
        _write(writer, what, params, judged)
        items.settle(head.id, [seq for seq, _, _ in found], [judged.outcome[person] for person in people])
        tally = Counter(status for status, _ in judged.outcome.values())
        lease.count(done=len(found), changed=tally[CHANGED], unchanged=tally[UNCHANGED], refused=tally[REFUSED])
    if drip and head.cursor < head.total and head.cursor % drip.size == 0:
        lease.rest(schedule.following(drip))
        return False
    return True


def _write(writer: Writer, what: Action, params: Params, judged: Judged) -> None:
    if judged.look.cells:
        what.write(writer, params, judged.look)
