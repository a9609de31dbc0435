"""Undoing what is too large for one moment: batch by batch, in the worker."""

from crm import access
from crm.journal import items
from crm.journal.lease import Lease
from crm.journal.undo import apply, choices_of, mark_undone, statuses, target_of
from crm.journal.work import runs
from crm.models import Member, Operation
from crm.models.operation import CHANGED, REFUSED


@runs("undo")
def step(lease: Lease) -> bool:
    """Take back the next subjects of an undo; at the end say so on the operation that is undone."""
    head = lease.head
    undone = Operation.get_by_id(head.params["of"])
    found = items.after(head.id, head.cursor, lease.size)
    if not found:
        with lease.batch(head.cursor):
            mark_undone(undone, head.id)
        return False
    subjects = [(kind, subject) for _, kind, subject in found]
    allowed = access.editable(subjects, Member.get_by_id(head.actor))
    with lease.batch(found[-1][0]) as writer:
        verdicts = apply(writer, target_of(undone), allowed, choices_of(head.params))
        outcomes = statuses(subjects, allowed, verdicts)
        items.settle(head.id, [(seq, status, why) for (seq, _, _), (_, status, why) in zip(found, outcomes, strict=True)])
        tally = [status for _, status, _ in outcomes]
        changed, refused = tally.count(CHANGED), tally.count(REFUSED)
        lease.count(done=len(found), changed=changed, refused=refused, unchanged=len(found) - changed - refused)
    return True
