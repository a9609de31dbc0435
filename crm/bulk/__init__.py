"""One value for many people: the selection is frozen first, then written in set-based batches."""

from typing import Any

from peewee import SQL, Value, fn

from crm import access, clock
from crm.db import among
from crm.fields import clean, field
from crm.fields.registry import Field, NoSuchField
from crm.journal import batch, items, once
from crm.journal.cells import column
from crm.journal.lease import Lease
from crm.journal.work import runs
from crm.models import Contact, Member, Operation
from crm.models.operation import CHANGED, QUEUED, UNCHANGED
from crm.selection import Selection


def set_field(chosen: Selection, key: str, value: str, *, by: Member, via: str = "web", idem: str | None = None) -> Operation:
    """Set one field of everybody in a selection, in the background; empty clears."""
    access.require_edit(by)
    known = field(key)
    if known.model is not Contact or not known.editable:
        raise NoSuchField(key=key)
    stored = clean(known, value)
    with once(by, idem):
        params = {"key": key, "value": stored, "sentence": chosen.sentence()}
        title = f"Set {known.label.lower()} to “{value}” for {chosen.sentence().lower()}"
        head = Operation.create(
            kind="bulk", title=title, actor=by.id, via=via, params=params, status=QUEUED, idem_key=idem, created_at=clock.now()
        )
        rank = fn.ROW_NUMBER().over(order_by=[Contact.id])
        total = items.freeze(
            head.id,
            chosen.query(
                by, rank.alias("seq"), Value(Contact.number).cast("smallint").alias("subject_kind"), Contact.id.alias("subject_id")
            ),
        )
        Operation.update(total=total).where(Operation.id == head.id).execute()
        items.announce(head)
    return Operation.get_by_id(head.id)


@runs("bulk")
def step(lease: Lease) -> bool:
    """Write the next people; those who have the value already are left alone and said so."""
    head = lease.head
    found = items.after(head.id, head.cursor, lease.size)
    if not found:
        return False
    known, value = field(head.params["key"]), head.params["value"]
    wanted = [(Contact.number, subject) for _, _, subject in found]
    allowed = [i for _, i in access.editable(wanted, Member.get_by_id(head.actor))]
    with lease.batch(found[-1][0]) as writer:
        changed = _write(writer, known, value, allowed)
        items.settle(
            head.id, [(seq, CHANGED if i in changed else UNCHANGED, "" if i in changed else "no change needed") for seq, _, i in found]
        )
        lease.count(done=len(found), changed=len(changed), unchanged=len(found) - len(changed))
    return True


def _write(writer: Any, known: Field, value: Any, contacts: list[int]) -> set[int]:
    cell = column(Contact, known.column or "")
    rows = Contact.select(Contact.id, cell.field).where(among(Contact.id, contacts) & (Contact.state == SQL("1"))).order_by(Contact.id)
    olds = {i: old for i, old in rows.tuples() if cell.encode(old) != cell.encode(value)}
    events = batch.new_events(writer, [(Contact.number, i) for i in olds], "bulk.edited")
    new = cell.encode(value)
    batch.new_changes(
        writer, [(events[Contact.number, i], Contact.number, i, cell.number, cell.encode(old), new, None) for i, old in olds.items()]
    )
    batch.store(Contact, {i: {cell.field.name: value} for i in olds})
    batch.touch(writer, Contact, olds, {cell.field.name})
    return set(olds)
