"""Pausing, resuming and cancelling between two batches of any phase: no row is skipped, none is done twice."""

import pytest

from crm import journal
from crm.importing import running
from crm.journal import lease, work
from crm.models import Contact, Member, Operation
from crm.models.operation import CANCELLED, DONE, PAUSED, PLANNING, RUNNING
from tests.crash import survival

ROWS = 1_200


@pytest.fixture
def small_batches(monkeypatch):
    """Batches of a hundred rows, so that there is an in-between."""
    monkeypatch.setattr(lease, "_FIRST", 100)
    monkeypatch.setattr(lease, "_SMALLEST", 100)
    monkeypatch.setattr(lease, "_LARGEST", 100)


@pytest.fixture
def head(database, settings, small_batches):
    return survival.start_import(settings, ROWS)


def fresh(head):
    return Operation.get_by_id(head.id)


def run_until(head, status, cursor):
    """Run and ask to pause at the first batch that has come this far."""

    def ask(now):
        if now.status == status and now.cursor >= cursor:
            work.ask(fresh(head), "pause")

    work.run(head.id, ask)
    return fresh(head)


@pytest.mark.parametrize("phase", [PLANNING, RUNNING])
def test_an_import_paused_and_resumed_goes_on_where_it_was(head, phase):
    paused = run_until(head, phase, 300)
    assert (paused.status, paused.lease_owner, paused.wish) == (PAUSED, "", "")
    assert work.run(head.id) is False
    work.ask(paused, "resume")
    work.run(head.id)
    survival.check_imported(fresh(head), ROWS)


def test_an_import_paused_before_it_began_is_resumed_from_the_start(head):
    work.ask(head, "pause")
    work.run(head.id)
    assert fresh(head).status == PAUSED
    work.ask(fresh(head), "resume")
    work.run(head.id)
    survival.check_imported(fresh(head), ROWS)


def test_an_import_paused_in_its_plan_is_resumed_by_another_process(head, settings):
    work.ask(run_until(head, PLANNING, 300), "resume")
    survival.check_imported(survival.finish(settings, head), ROWS)


def test_resuming_what_runs_takes_back_the_wish_to_pause_and_nothing_else(head):
    def hesitate(now):
        if now.status == RUNNING and now.cursor == 300:
            work.ask(fresh(head), "pause")
            work.ask(fresh(head), "resume")

    work.run(head.id, hesitate)
    survival.check_imported(fresh(head), ROWS)


def test_a_wish_nobody_knows_is_refused_and_changes_nothing(head):
    with pytest.raises(work.NoSuchWish):
        work.ask(head, "explode")
    work.run(head.id)
    survival.check_imported(fresh(head), ROWS)


def test_a_cancelled_import_keeps_whole_batches_and_says_so_row_by_row(head):
    def cancel(now):
        if now.status == RUNNING and now.cursor == 500:
            work.ask(fresh(head), "cancel")

    work.run(head.id, cancel)
    ended = fresh(head)
    assert (ended.status, ended.done, ended.lease_owner) == (CANCELLED, 500, "")
    assert ended.finished_at is not None
    told = running.result(ended)
    assert (told["created"], told["refused"], told["reasons"]) == (500, ROWS - 500, {"not_done": ROWS - 500})
    assert Contact.select().count() == 500
    assert work.run(head.id) is False


def test_a_cancelled_import_is_undone_whole(head):
    def cancel(now):
        if now.status == RUNNING and now.cursor == 500:
            work.ask(fresh(head), "cancel")

    work.run(head.id, cancel)
    undo = journal.undo(fresh(head), by=Member.get()).operation
    work.run(undo.id)
    assert fresh(undo).status == DONE
    assert fresh(head).undone_by == undo.id
    survival.check_undone(500)


def test_a_cancelled_plan_has_written_nobody(head):
    def cancel(now):
        if now.status == PLANNING and now.cursor == 500:
            work.ask(fresh(head), "cancel")

    work.run(head.id, cancel)
    assert fresh(head).status == CANCELLED
    assert Contact.select().count() == 0


def test_a_paused_undo_goes_on_where_it_was(head):
    work.run(head.id)
    undo = journal.undo(fresh(head), by=Member.get()).operation
    paused = run_until(undo, RUNNING, 300)
    assert (paused.status, paused.done) == (PAUSED, 300)
    work.ask(paused, "resume")
    work.run(undo.id)
    assert (fresh(undo).status, fresh(undo).changed) == (DONE, fresh(undo).total)
    survival.check_undone(ROWS)


def test_what_was_paused_may_be_cancelled(head):
    work.ask(run_until(head, RUNNING, 300), "cancel")
    assert (fresh(head).status, fresh(head).done) == (CANCELLED, 300)


def test_what_has_ended_takes_no_wish(head):
    work.run(head.id)
    for wish in ("pause", "resume", "cancel"):
        with pytest.raises(work.NotWaiting):
            work.ask(fresh(head), wish)
    assert fresh(head).wish == ""
