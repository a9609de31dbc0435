"""A batch that loses a conflict is tried again, three times in all; the counts and the rows are those of one try."""

import pytest
from peewee import OperationalError

from crm import bulk, db, journal
from crm.journal import work
from crm.models import Change, Contact, Event, Member, Operation
from crm.models.operation import DONE, RUNNING
from crm.selection import Selection
from tests.crash import faults, survival
from tests.crash.conftest import ROWS

BEFORE = faults.MOMENTS[:-1]
LOST = ("40001", "40P01", "55P03")


def fresh(head):
    return Operation.get_by_id(head.id)


@pytest.mark.parametrize("moment", BEFORE)
@pytest.mark.parametrize("nth", [2, ROWS // 100 + 2], ids=["plan", "apply"])
def test_an_import_that_loses_a_conflict_does_every_row_once(head, moment, nth):
    with faults.struck(moment, faults.conflict(LOST[0]), nth):
        assert work.run(head.id) is True
    survival.check_imported(fresh(head), ROWS)


@pytest.mark.parametrize("state", LOST)
def test_what_the_server_says_to_a_loser_is_understood(head, state):
    with pytest.raises(OperationalError) as lost:
        faults.conflict(state)()
    assert db.is_busy(lost.value)


def test_an_undo_that_loses_conflicts_takes_everything_back_once(head):
    work.run(head.id)
    undo = journal.undo(fresh(head), by=Member.get()).operation
    for nth, moment in enumerate(BEFORE, 1):
        with faults.struck(moment, faults.conflict(LOST[1]), nth):
            work.run(undo.id)
        Operation.update(status=RUNNING if nth < len(BEFORE) else DONE).where(Operation.id == undo.id).execute()
    survival.check_undone(ROWS)
    assert (fresh(undo).done, fresh(undo).changed) == (fresh(undo).total, fresh(undo).total)


def test_a_bulk_act_that_loses_a_conflict_writes_everybody_once(head):
    work.run(head.id)
    act = bulk.set_field(Selection(), "city", "Oslo", by=Member.get())
    with faults.struck("after the rows", faults.conflict(LOST[1]), 3):
        work.run(act.id)
    assert (fresh(act).status, fresh(act).done, fresh(act).changed) == (DONE, ROWS, ROWS)
    assert Contact.select().where(Contact.city == "Oslo").count() == ROWS
    for model in (Event, Change):
        assert model.select().where(model.operation == act.id).count() == ROWS
