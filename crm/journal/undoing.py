"""Undoing what is too large for one moment: batch by batch, in the worker."""

from collections import Counter

from crm import access
from crm.journal import items
from crm.journal.lease import Lease
from crm.journal.undo import apply, choices_of, mark_undone, statuses, target_of
from crm.journal.work import runs
from crm.models import Member, Operation
from crm.models.operation import CHANGED, REFUSED, UNCHANGED


@runs("undo")
def step(lease: Lease) -> bool:
    """Take back the next subjects of an undo; at the end say so on the operation that is undone."""
    head = lease.head
    undone = Operation.get_by_id(head.params["of"])
    found = items.after(head.id, head.cursor, lease.size)
    if not found:
        with lease.batch(head.cursor):
            mark_undone(undone, head)
        return False
    lease.kept = lease.kept or target_of(undone).at_length()
    subjects = [(kind, subject) for _, kind, subject in found]
    by = Member.get_by_id(head.actor)
    allowed = access.editable(subjects, by)
    with lease.batch(found[-1][0]) as writer:
        verdicts = apply(writer, lease.kept, allowed, choices_of(head.params, by))
        outcomes = [(status, why) for _, status, why in statuses(subjects, allowed, verdicts)]
        items.settle(head.id, [seq for seq, _, _ in found], outcomes)
        tally = Counter(status for status, _ in outcomes)
        lease.count(done=len(found), changed=tally[CHANGED], unchanged=tally[UNCHANGED], refused=tally[REFUSED])
    return True
