"""kill -9 in the middle of bulk acts and of their undo, pause, resume and cancel: nobody is left out, nobody is written twice."""

import os
import random
import time
from collections import Counter
from itertools import cycle

import pytest

from crm import bulk, journal, members, synthetic
from crm.journal import lease, work
from crm.models import Change, Contact, ContactSearch, ContactTag, Event, Operation, OperationItem
from crm.models.operation import CANCELLED, CHANGED, DONE, PAUSED, PENDING
from crm.selection import Selection
from tests.crash import survival

ROWS = int(os.environ.get("KITH_CRASH_ROWS", "4000"))
KILLS = int(os.environ.get("KITH_CRASH_KILLS", "1"))
ACTS = (("set-field", {"field": ["city"], "value": ["Paris"]}), ("add-tags", {"tags": ["new"]}), ("archive", {}))
A_HALF = -(-KILLS // (2 * len(ACTS)))
"""How often the workers of one act, or of one undo, are killed."""


@pytest.fixture
def ada(database, settings):
    """The owner of an office of many."""
    owner = members.create_owner("Ada", "ada@example.org", "seven green kettles")
    synthetic.make(ROWS, 5)
    return owner


def test_bulk_acts_and_their_undo_survive_killed_workers(settings, ada):
    chance, killed, was = random.Random(7), 0, _shown()
    for act, given in cycle(ACTS):
        head = bulk.act(Selection(), act, given, by=ada)
        killed += _kill(settings, head, chance)
        _check_all_changed(_finished(settings, head))
        undo = journal.undo(Operation.get_by_id(head.id), by=ada).operation
        killed += _kill(settings, undo, chance)
        _check_all_changed(_finished(settings, undo))
        assert _shown() == was
        if killed >= KILLS:
            return


def test_what_was_paused_resumed_and_cancelled_half_way_is_undone_as_far_as_it_went(ada, monkeypatch):
    monkeypatch.setattr(lease, "_FIRST", ROWS // 10)
    monkeypatch.setattr(lease, "_SMALLEST", ROWS // 10)
    was = _shown()
    head = bulk.act(Selection(), *ACTS[1], by=ada)
    work.run(head.id, _wishing("pause", ROWS // 4))
    paused = Operation.get_by_id(head.id)
    assert paused.status == PAUSED
    assert ROWS // 4 <= paused.done < ROWS
    work.ask(paused, "resume")
    work.run(head.id, _wishing("cancel", ROWS // 2))
    ended = Operation.get_by_id(head.id)
    assert (ended.status, ended.total) == (CANCELLED, ROWS)
    assert ROWS // 2 <= ended.done < ROWS
    assert _outcomes(head) == {CHANGED: ended.done, PENDING: ROWS - ended.done}
    _check_written(ended, ended.done)
    undo = journal.undo(ended, by=ada).operation
    work.run(undo.id)
    assert _outcomes(undo) == {CHANGED: ended.done + 1}, "the people, and the tag that was made for them"
    assert _shown() == was


def _kill(settings, head, chance):
    """Kill whoever of two workers is at it, then the other one once it took over; gives how many were struck at work."""
    struck = 0
    for _ in range(A_HALF):
        workers = [survival.worker(settings) for _ in range(2)]
        while workers and Operation.get_by_id(head.id).status != DONE:
            _wait_until_it_moves(head, workers)
            time.sleep(chance.uniform(0, min(0.15, ROWS / 200_000)))
            one = _at_work(head, workers)
            one.kill()
            one.wait()
            workers.remove(one)
            struck += Operation.get_by_id(head.id).status != DONE
        for one in workers:
            one.wait(60)
    return struck


def _wait_until_it_moves(head, workers):
    was = survival.place(head)
    while any(one.poll() is None for one in workers) and survival.place(head) == was:
        time.sleep(0.005)


def _at_work(head, workers):
    owner = Operation.get_by_id(head.id).lease_owner
    return next((one for one in workers if f":{one.pid}:" in owner), workers[0])


def _finished(settings, head):
    """Let two workers end it."""
    assert [one.wait(900) for one in [survival.worker(settings) for _ in range(2)]] == [0, 0]
    return Operation.get_by_id(head.id)


def _check_all_changed(head):
    assert (head.status, head.done, head.changed, head.lease_owner) == (DONE, head.total, head.total, "")
    assert _outcomes(head) == {CHANGED: head.total}
    _check_written(head, ROWS)


def _check_written(head, people):
    """One event and one change for each, and no one twice."""
    e, c = Event, Change
    told = [i for (i,) in e.select(e.subject_id).where((e.operation == head.id) & (e.subject_kind == Contact.number)).tuples()]
    cells = [i for (i,) in c.select(c.row).where((c.operation == head.id) & c.tbl.in_((Contact.number, ContactTag.number))).tuples()]
    assert len(told) == len(set(told)) == len(cells) == len(set(cells)) == people


def _outcomes(head):
    return Counter(status for (status,) in OperationItem.select(OperationItem.status).where(OperationItem.operation == head.id).tuples())


def _wishing(wish, after):
    """Ask for something once so many are done."""

    def tell(head):
        if head.cursor >= after:
            work.ask(head, wish)

    return tell


def _shown():
    """What everybody reads, and how they are found."""
    c, t = Contact, ContactTag
    return (
        list(c.select(c.id, c.state, c.city, c.city_f).order_by(c.id).tuples()),
        set(t.select(t.contact, t.tag).where(t.on == 1).tuples()),
        list(ContactSearch.select(ContactSearch.rowid, ContactSearch.text).order_by(ContactSearch.rowid).tuples()),
    )
