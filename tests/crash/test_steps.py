"""kill -9 at every step of a batch: whoever comes next goes on, and every row is there once."""

import pytest

from crm import bulk, journal
from crm.importing import drafts, unwrapping
from crm.importing.reading import tables
from crm.journal import work
from crm.models import Change, Contact, Event, Member, Operation
from crm.models.operation import DONE
from crm.selection import Selection
from tests.crash import faults, survival
from tests.crash.conftest import ROWS

PLANNED = ROWS // 100


def fresh(head):
    return Operation.get_by_id(head.id)


@pytest.mark.parametrize("moment", faults.MOMENTS)
def test_an_import_survives_a_kill_at_each_step_of_its_plan_and_of_applying_it(head, moment):
    faults.run_and_die(head, moment, nth=2)
    faults.run_and_die(head, moment, nth=PLANNED)
    faults.run_and_die(head, moment, nth=PLANNED + 2)
    faults.run_and_die(head, moment, nth=2)
    work.run(head.id)
    survival.check_imported(fresh(head), ROWS)


@pytest.mark.parametrize("moment", faults.EDGES)
def test_an_import_survives_a_kill_between_its_phases(head, moment):
    faults.run_and_die(head, moment)
    work.run(head.id)
    survival.check_imported(fresh(head), ROWS)


@pytest.fixture
def draft(database, settings, small_batches):
    """A draft whose dry run of six batches waits for a worker."""
    return survival.start_review(settings, ROWS)


@pytest.mark.parametrize("moment", faults.MOMENTS)
def test_a_dry_run_survives_a_kill_at_each_step_and_what_was_looked_at_is_imported(draft, moment):
    faults.run_and_die(draft, moment, nth=2)
    faults.run_and_die(draft, moment, nth=PLANNED)
    work.run(draft.id)
    survival.check_reviewed(fresh(draft), ROWS)
    drafts.run(draft, fresh(draft).params["plan"])
    faults.run_and_die(draft, moment, nth=2)
    work.run(draft.id)
    survival.check_imported(fresh(draft), ROWS)


@pytest.mark.parametrize("moment", ["before the turn", "after the turn"])
def test_a_dry_run_survives_a_kill_when_its_plan_is_whole(draft, moment):
    faults.run_and_die(draft, moment)
    work.run(draft.id)
    survival.check_reviewed(fresh(draft), ROWS)


def test_unpacking_survives_a_kill_at_each_step(database, settings, monkeypatch):
    monkeypatch.setattr(tables, "STEP", 100)
    monkeypatch.setattr(unwrapping, "_SECONDS", 0)
    head = survival.start_unpacking(settings, ROWS)
    for moment in (*faults.MOMENTS, "before the turn"):
        faults.run_and_die(head, moment, nth=1 if "turn" in moment else 3)
    work.run(head.id)
    survival.check_unpacked(fresh(head), ROWS)


def test_an_undo_survives_a_kill_at_each_step(head):
    work.run(head.id)
    undo = journal.undo(fresh(head), by=Member.get()).operation
    for moment in (*faults.MOMENTS, "before the end"):
        faults.run_and_die(undo, moment)
    work.run(undo.id)
    survival.check_undone(ROWS)
    assert (fresh(undo).status, fresh(undo).done) == (DONE, fresh(undo).total)
    assert fresh(head).undone_by == undo.id


def test_a_bulk_act_survives_a_kill_at_each_step(head):
    work.run(head.id)
    act = bulk.set_field(Selection(), "city", "Oslo", by=Member.get())
    for moment in (*faults.MOMENTS, "before the end"):
        faults.run_and_die(act, moment)
    work.run(act.id)
    assert (fresh(act).status, fresh(act).done, fresh(act).changed) == (DONE, ROWS, ROWS)
    assert Contact.select().where(Contact.city == "Oslo").count() == ROWS
    for model in (Event, Change):
        assert model.select().where(model.operation == act.id).count() == ROWS
