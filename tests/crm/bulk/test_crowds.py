"""Acts on a crowd: what somebody else wrote meanwhile is said and left alone, and objections come off all at once, with a reason."""

import os
from importlib import import_module

import pytest

from crm import bulk, journal, operations, synthetic
from crm.journal import work
from crm.journal.verdicts import ADMINS, Choices
from crm.models import Change, Contact, Dnc, Operation
from crm.selection import Selection

ROWS = int(os.environ.get("KITH_CROWD", "1000"))


def test_of_a_crowd_those_whom_another_changed_meanwhile_are_named_and_the_rest_is_done(ada, bob):
    synthetic.make(ROWS, 3)
    everybody = [i for (i,) in Contact.select(Contact.id).order_by(Contact.id).tuples()]
    head = bulk.draft(Selection(), "set-field", by=ada)
    seen, theirs = bulk.newest_change(), everybody[::20]
    work.run(bulk.act(Selection(ids=tuple(theirs)), "set-field", {"field": ["city"], "value": ["Rome"]}, by=bob).id)
    bulk.start(head, {"field": ["city"], "value": ["Paris"]}, by=ada, seen=seen)
    work.run(head.id)
    done = Operation.get_by_id(head.id)
    assert (done.status, done.total, done.changed, done.unchanged, done.refused) == ("done", ROWS, ROWS - len(theirs), 0, len(theirs))
    left = {item["subject_id"]: item["reason"] for item in operations.items_of(done, ada, "refused", "").dicts()}
    assert left == dict.fromkeys(theirs, "changed since the preview")
    assert dict(Contact.select(Contact.id, Contact.city).tuples()) == {i: "Rome" if i in left else "Paris" for i in everybody}
    assert Change.select().where(Change.operation == head.id).count() == ROWS - len(theirs)


@pytest.mark.parametrize("at_once", [200, 5], ids=["now", "by the worker"])
def test_all_objections_an_act_recorded_come_off_with_one_tick_and_a_reason(ada, crowd, monkeypatch, at_once):
    monkeypatch.setattr(import_module("crm.journal.undo"), "AT_ONCE", at_once)
    head = bulk.act(Selection(), "set-dnc", {"channels": ["email"]}, by=ada)
    work.run(head.id)
    head = Operation.get_by_id(head.id)
    assert journal.plan(head, by=ada).opt_outs == 12
    for choices, blocked in ((Choices(), 12), (Choices(opt_outs=True), 12), (Choices(opt_outs=True, reason="the wrong people"), 0)):
        outcome = journal.undo(head, by=ada, choices=choices)
        if outcome.operation:
            work.run(outcome.operation.id)
        assert Dnc.select().where(Dnc.state == 1).count() == blocked
    assert not Contact.select().where(Contact.dnc != 0).exists()


@pytest.mark.parametrize("at_once", [200, 5], ids=["now", "by the worker"])
def test_an_undo_lifts_objections_for_admins_only(ada, bob, crowd, monkeypatch, at_once):
    monkeypatch.setattr(import_module("crm.journal.undo"), "AT_ONCE", at_once)
    blocked = bulk.act(Selection(), "set-dnc", {"channels": ["email"]}, by=bob)
    work.run(blocked.id)
    blocked, all_of_them = Operation.get_by_id(blocked.id), Choices(opt_outs=True, reason="the wrong people")
    plan = journal.plan(blocked, by=bob, choices=all_of_them)
    assert (plan.back, plan.opt_outs, {verdict.why for verdict in plan.kept}) == (0, 0, {ADMINS})
    for who, left in ((bob, 12), (ada, 0)):
        outcome = journal.undo(blocked, by=who, choices=all_of_them)
        if outcome.operation:
            work.run(outcome.operation.id)
        assert Dnc.select().where(Dnc.state == 1).count() == left


def test_taking_back_a_lift_blocks_again_and_is_not_taken_back_itself(ada, crowd):
    for given in ({"channels": ["email"]}, {"channels": ["email"], "off": ["yes"], "reason": ["asked"]}):
        head = bulk.act(Selection(), "set-dnc", given, by=ada)
        work.run(head.id)
    undo = journal.undo(Operation.get_by_id(head.id), by=ada).operation
    assert {person.dnc for person in Contact.select()} == {1}
    again = journal.undo(undo, by=ada, choices=Choices(opt_outs=True, reason="no reason lifts it here"))
    assert again.operation is None
    assert {person.dnc for person in Contact.select()} == {1}
