"""A worker that was frozen past its lease and thaws: it writes nothing more, whatever it was about to write."""

import os
import threading
from datetime import timedelta

import pytest

from crm import clock, db, journal, members
from crm.importing import running
from crm.importing.options import Options
from crm.journal import lease, undoing, work
from crm.journal.lease import LeaseLost
from crm.models import Contact, Member, Operation, OperationItem
from crm.models.operation import FAILED, RUNNING
from tests.crash import faults, survival
from tests.crash.conftest import ROWS
from tests.house.serving import eventually

LATER = timedelta(seconds=20)


def fresh(head):
    return Operation.get_by_id(head.id)


@pytest.fixture
def half_planned(head):
    """An import whose worker was killed in the third batch of the plan."""
    faults.run_and_die(head, "before the commit", nth=3)
    return head


def take_over(head):
    """Another worker's lease, of an operation whose holder has been frozen for too long."""
    with clock.moved(LATER):
        taken = lease.claim(head.id)
    assert taken is not None
    return taken


def finish(taken):
    """Go on as the worker of this lease does."""
    while running.step(taken):
        pass
    taken.finish("done")


def test_a_lease_is_never_shared_by_two_who_run_in_one_process(head):
    first = lease.claim(head.id)
    assert take_over(head).owner != first.owner
    assert not lease.is_gone(first.owner)


def test_frozen_before_it_makes_a_plan_anew_it_leaves_the_new_plan_alone(half_planned):
    frozen = lease.claim(half_planned.id)
    finish(take_over(half_planned))
    with pytest.raises(LeaseLost):
        running.step(frozen)
    survival.check_imported(fresh(half_planned), ROWS)


def test_frozen_before_it_makes_a_plan_anew_it_leaves_who_applies_alone(half_planned):
    frozen, other = lease.claim(half_planned.id), take_over(half_planned)
    while other.head.status != RUNNING or other.head.cursor < 200:
        assert running.step(other)
    with pytest.raises(LeaseLost):
        running.step(frozen)
    finish(other)
    survival.check_imported(fresh(half_planned), ROWS)


@pytest.mark.parametrize("steps", [1, 6, 9])
def test_frozen_between_two_batches_it_stops_at_the_next(head, steps):
    frozen = lease.claim(head.id)
    for _ in range(steps):
        running.step(frozen)
    other = take_over(head)
    with pytest.raises(LeaseLost):
        running.step(frozen)
    finish(other)
    survival.check_imported(fresh(head), ROWS)


def test_frozen_where_both_had_come_equally_far_it_stops_too(head):
    frozen = lease.claim(head.id)
    for _ in range(9):
        running.step(frozen)
    other = take_over(head)
    frozen.head = fresh(head)
    with pytest.raises(LeaseLost):
        running.step(frozen)
    with pytest.raises(LeaseLost):
        frozen.finish("done")
    finish(other)
    survival.check_imported(fresh(head), ROWS)


def test_frozen_before_it_ends_an_undo_it_says_nothing_of_one_that_was_taken_back(head):
    work.run(head.id)
    ada = Member.get()
    undo = journal.undo(fresh(head), by=ada).operation
    frozen = lease.claim(undo.id)
    while frozen.head.cursor < undo.total:
        undoing.step(frozen)
    with clock.moved(LATER):
        work.run(undo.id)
    again = journal.undo(fresh(undo), by=ada).operation
    work.run(again.id)
    with pytest.raises(LeaseLost):
        undoing.step(frozen)
    assert fresh(head).undone_by is None
    assert fresh(undo).undone_by == again.id


def test_frozen_before_it_meets_a_damaged_row_it_ends_nothing_that_goes_on(database, settings, small_batches):
    owner = members.create_owner("Ada", "ada@example.org", "seven green kettles")
    file = settings.data / "damaged.csv"
    rows = "".join(f"P{n},p{n}@example.org\n" for n in range(ROWS))
    file.write_text(f'first_name,email\n{rows}"never closed,x@example.org\n')
    head = running.start(file, "damaged.csv", Options(), by=owner, folder=settings.data / "files")
    frozen = lease.claim(head.id)
    for _ in range(ROWS // 100):
        running.step(frozen)
    other = take_over(head)
    for _ in range(3):
        running.step(other)
    with pytest.raises(LeaseLost):
        running.step(frozen)
    assert OperationItem.select().count() == fresh(head).total == 300
    work.run(head.id)
    other.release()
    work.run(head.id)
    assert fresh(head).status == FAILED
    assert running.result(fresh(head))["file_error"]["code"] == "unterminated_quote"
    assert (Contact.select().count(), OperationItem.select().count()) == (0, 0)


@pytest.mark.parametrize("batches", [3, 8])
def test_two_threads_of_one_worker_do_every_row_once(head, batches):
    reached, thaw, done = threading.Event(), threading.Event(), []

    def freeze(_):
        done.append(1)
        if len(done) == batches:
            reached.set()
            assert thaw.wait(20)

    def frozen():
        with db.connection():
            work.run(head.id, freeze)

    thread = threading.Thread(target=frozen)
    thread.start()
    assert reached.wait(20)
    with clock.moved(LATER):
        work.run(head.id, lambda _: thaw.set())
    thread.join(20)
    survival.check_imported(fresh(head), ROWS)


def test_a_process_that_ended_is_gone_also_before_anybody_asked_after_it():
    child = os.fork()
    if child == 0:
        faults.die()
    mine = lease.process_name().split(":")
    started = lease._started(child)
    eventually(lambda: lease.is_gone(f"{mine[0]}:{child}:{started or 1}"))
    assert not lease.is_gone(lease.process_name())
    os.waitpid(child, 0)
