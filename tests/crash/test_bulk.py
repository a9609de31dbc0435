"""kill -9 in the middle of bulk acts and of their undo, pause, resume and cancel: no record is left out, none is written twice."""

import os
import random
import time
from collections import Counter
from itertools import cycle

import pytest

from crm import associations, bulk, custom_fields, custom_objects, journal, kinds, members, synthetic
from crm.associations import labels
from crm.associations.ways import Way
from crm.fold import fold
from crm.journal import lease, work
from crm.kinds import BUSINESSES, CONTACTS
from crm.models import (
    Association,
    Business,
    Change,
    Contact,
    ContactSearch,
    ContactTag,
    CustomRecord,
    CustomValue,
    Event,
    Operation,
    OperationItem,
    Task,
)
from crm.models.custom_object import FIRST_OWN
from crm.models.operation import CANCELLED, CHANGED, DONE, PAUSED, PENDING, UNCHANGED
from crm.rows import write_rows
from crm.selection import Selection
from tests.crash import survival

ROWS = int(os.environ.get("KITH_CRASH_ROWS", "4000"))
KILLS = int(os.environ.get("KITH_CRASH_KILLS", "1"))
ACTS = {
    "contacts": (("set-field", {"field": ["city"], "value": ["Paris"]}), ("add-tags", {"tags": ["new"]}), ("archive", {})),
    "businesses": (("delete", {}), ("set-field", {"field": ["city"], "value": ["Paris"]}), ("create-task", {"title": ["Call"]})),
    "boats": (("set-field", {"field": ["cf_length"], "value": ["7"]}), ("archive", {}), ("set-owner", {"owner": ["ada@example.org"]})),
}
A_HALF = -(-KILLS // 6)
"""How often the workers of one act, or of one undo, are killed."""
SPARED = {"businesses": "bulk", "boats": "undo"} if KILLS == 1 else {}
"""What goes on without a kill where few are wanted, for workers take seconds to start."""


@pytest.fixture
def ada(database):
    """The owner of an office of many."""
    owner = members.create_owner("Ada", "ada@example.org", "seven green kettles")
    synthetic.make(ROWS, 5)
    return owner


@pytest.fixture(params=ACTS)
def kind(request, ada):
    """People, the businesses they are of, two of which are linked, or as many boats, half of which have a length."""
    if request.param == CONTACTS.key:
        return CONTACTS
    if request.param == BUSINESSES.key:
        way = Way(labels.create(labels.Wanted("Supplier", "Customer", BUSINESSES.number, BUSINESSES.number), by=ada), "a")
        first, last = Business.select().order_by(Business.id).get(), Business.select().order_by(Business.id.desc()).get()
        associations.link((BUSINESSES.number, first.id), way, (BUSINESSES.number, last.id), by=ada)
        return BUSINESSES
    return _boats(ada)


def test_bulk_acts_and_their_undo_survive_killed_workers(settings, ada, kind):
    chance, killed, was = random.Random(7), 0, _shown()
    for act, given in cycle(ACTS[kind.key]):
        head = bulk.act(Selection(kind=kind), act, given, by=ada)
        killed += _done(settings, head, kind, chance)
        _check_all_changed(head, kind)
        undo = journal.undo(Operation.get_by_id(head.id), by=ada).operation
        killed += _done(settings, undo, kind, chance)
        _check_all_changed(undo, kind)
        assert _shown() == was
        if killed >= KILLS:
            return


def test_what_was_paused_resumed_and_cancelled_half_way_is_undone_as_far_as_it_went(ada, kind, monkeypatch):
    was, act = _shown(), ACTS[kind.key][kind == CONTACTS]
    head = bulk.act(Selection(kind=kind), *act, by=ada)
    for size in ("_FIRST", "_SMALLEST"):
        monkeypatch.setattr(lease, size, head.total // 10)
    work.run(head.id, _wishing("pause", head.total // 4))
    paused = Operation.get_by_id(head.id)
    assert paused.status == PAUSED
    assert head.total // 4 <= paused.done < head.total
    work.ask(paused, "resume")
    work.run(head.id, _wishing("cancel", head.total // 2))
    ended = Operation.get_by_id(head.id)
    assert (ended.status, ended.total) == (CANCELLED, head.total)
    assert head.total // 2 <= ended.done < head.total
    assert _outcomes(head) == {CHANGED: ended.done, PENDING: head.total - ended.done}
    _check_written(ended, kind)
    undo = journal.undo(ended, by=ada).operation
    work.run(undo.id)
    _check_written(undo, kind)
    assert set(_outcomes(undo)) <= {CHANGED, UNCHANGED}
    assert _outcomes(undo)[UNCHANGED] == (kind == BUSINESSES), "the business that stayed and got its link back"
    assert _shown() == was


def _boats(ada):
    kind = kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)
    custom_fields.define(custom_fields.Wanted("Length", "number", subject=kind.number), by=ada)
    names = [f"Boat {n}" for n in range(ROWS)]
    rows = [(kind.given["object"], name, fold(name), 0, 1) for name in names]
    write_rows(CustomRecord, ("object", "name", "name_f", "created_at", "born"), rows)
    kind = kinds.of(kind.number)
    half = Selection(kind=kind, ids=tuple(i for (i,) in CustomRecord.select(CustomRecord.id).tuples() if i % 2))
    work.run(bulk.act(half, "set-field", {"field": ["cf_length"], "value": ["3"]}, by=ada).id)
    return kind


def _done(settings, head, kind, chance):
    """Let two workers at it and kill whoever is at work, so many times, another one coming for each but the last; gives how many were
    struck at work."""
    if SPARED.get(kind.key) == head.kind:
        work.run(head.id)
        return 0
    struck, workers = 0, [survival.worker(settings) for _ in range(2)]
    for strike in range(A_HALF):
        if Operation.get_by_id(head.id).status == DONE:
            break
        _wait_until_it_moves(head, workers)
        time.sleep(chance.uniform(0, min(0.15, ROWS / 200_000)))
        one = _at_work(head, workers)
        one.kill()
        one.wait()
        workers.remove(one)
        struck += Operation.get_by_id(head.id).status != DONE
        if strike + 1 < A_HALF:
            workers.append(survival.worker(settings))
    assert [one.wait(900) for one in workers] == [0] * len(workers)
    return struck


def _wait_until_it_moves(head, workers):
    was = survival.place(head)
    while any(one.poll() is None for one in workers) and survival.place(head) == was:
        time.sleep(0.005)


def _at_work(head, workers):
    owner = Operation.get_by_id(head.id).lease_owner
    return next((one for one in workers if f":{one.pid}:" in owner), workers[0])


def _check_all_changed(head, kind):
    head = Operation.get_by_id(head.id)
    assert (head.status, head.done, head.changed, head.lease_owner) == (DONE, head.total, head.total, "")
    assert _outcomes(head) == {CHANGED: head.total}
    _check_written(head, kind)


def _check_written(head, kind):
    """Each record that was changed tells of it, and beside them only those that a link went from; no event and no cell is there twice."""
    i, e, c, link = OperationItem, Event, Change, Association
    done = i.select(i.subject_kind, i.subject_id).where((i.operation == head.id) & (i.status == CHANGED))
    changed = _records(done.tuples(), kind)
    told = list(e.select(e.kind, e.subject_kind, e.subject_id, e.other_id).where(e.operation == head.id).tuples())
    cells = list(c.select(c.tbl, c.row, c.col).where(c.operation == head.id).tuples())
    linked = {end for ends in link.select(link.a, link.b).tuples() for end in ends}
    assert len(changed) == len(set(changed)) > ROWS / 20
    assert set(changed) <= set(_records([row[1:3] for row in told], kind)) <= set(changed) | linked
    assert len(told) == len(set(told))
    assert len(cells) == len(set(cells))
    assert len(cells) >= len(changed) or head.params.get("action") == "create-task", "a birth is no change"


def _records(subjects, kind):
    """The records that these subjects are, or are tasks of: a task of a business has a timeline of its own."""
    whose = dict(Task.select(Task.id, Task.business).tuples())
    return [whose[i] if of == Task.number else i for of, i in subjects if of in (kind.table.number, Task.number)]


def _outcomes(head):
    return Counter(status for (status,) in OperationItem.select(OperationItem.status).where(OperationItem.operation == head.id).tuples())


def _wishing(wish, after):
    """Ask for something once so many are done."""

    def tell(head):
        if head.cursor >= after:
            work.ask(head, wish)

    return tell


def _shown():
    """What everybody reads, and how people are found."""
    c, t, b, r, v = Contact, ContactTag, Business, CustomRecord, CustomValue
    return (
        list(c.select(c.id, c.state, c.city, c.city_f, c.business).order_by(c.id).tuples()),
        set(t.select(t.contact, t.tag).where(t.on == 1).tuples()),
        list(ContactSearch.select(ContactSearch.rowid, ContactSearch.text).order_by(ContactSearch.rowid).tuples()),
        list(b.select(b.id, b.state, b.city, b.city_f).order_by(b.id).tuples()),
        list(r.select(r.id, r.state, r.owner).order_by(r.id).tuples()),
        set(v.select(v.record, v.field, v.text, v.num).where(v.text.is_null(False)).tuples()),
        list(Association.select(Association.id, Association.state).tuples()),
        list(Task.select(Task.business, Task.title).where(Task.state == 1).tuples()),
    )
