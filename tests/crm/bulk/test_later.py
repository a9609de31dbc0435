"""Acts that begin later or drip, the window of undo, and the purge."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest

from crm import bulk, businesses, clock, contacts, custom_fields, dnc, journal, notes
from crm.bulk.errors import Unsaid
from crm.bulk.schedule import Drip, When, inside
from crm.businesses import keeping
from crm.custom_fields import Wanted
from crm.journal import lease, purge, uprooting, work
from crm.journal.window import TooOld
from crm.models import Business, Change, Contact, ContactEmail, ContactSearch, CustomValue, Dnc, Event, Note, Operation, OperationItem
from crm.selection import Selection

OSLO = ZoneInfo("Europe/Oslo")
OFFICE_HOURS = Drip(100, 60, (0, 1, 2, 3, 4), 9, 17)


@pytest.mark.parametrize(
    ("moment", "turn"),
    [
        ("2026-11-25T10:00", "2026-11-25T10:00"),  # a Wednesday
        ("2026-11-25T08:59", "2026-11-25T09:00"),
        ("2026-11-25T17:00", "2026-11-26T09:00"),
        ("2026-11-27T17:30", "2026-11-30T09:00"),
        ("2026-11-28T12:00", "2026-11-30T09:00"),
        ("2026-10-23T18:00", "2026-10-26T09:00"),  # summer time ends on the Sunday between
    ],
)
def test_a_turn_falls_on_the_days_and_hours_that_were_chosen(moment, turn):
    at = datetime.fromisoformat(moment).replace(tzinfo=OSLO)
    assert inside(at.astimezone(UTC), OFFICE_HOURS, OSLO) == datetime.fromisoformat(turn).replace(tzinfo=OSLO)


def test_a_dripped_act_does_so_many_at_a_time_and_the_sweep_goes_on(ada, crowd):
    head = bulk.draft(Selection(), "add-tags", by=ada)
    bulk.start(head, {"tags": ["vip"]}, by=ada, when=When(drip=Drip(5, 60)))
    work.run(head.id)
    waiting = Operation.get_by_id(head.id)
    assert (waiting.status, waiting.done, lease.due(), lease.pending()) == ("queued", 5, [], False)
    assert work.run(head.id) is False
    for hours, done in ((1.1, 10), (2.2, 12)):
        with clock.moved(timedelta(hours=hours)):
            assert lease.due() == [head.id]
            work.run(head.id)
            assert Operation.get_by_id(head.id).done == done
    assert Operation.get_by_id(head.id).status == "done"
    journal.undo(Operation.get_by_id(head.id), by=ada)


def test_an_act_begins_at_its_time_and_may_be_cancelled_or_paused_before(ada, crowd):
    def later():
        head = bulk.draft(Selection(), "archive", by=ada)
        return bulk.start(head, {}, by=ada, when=When(at=clock.now() + timedelta(hours=1)))

    first, second, third = later(), later(), later()
    assert bulk.finish_small(first).status == "queued"
    assert work.ask(second, "cancel").status == "cancelled"
    assert work.ask(third, "pause").status == "paused"
    assert lease.due() == []
    with clock.moved(timedelta(hours=2)):
        assert lease.due() == [first.id]
        work.run(first.id)
    assert Operation.get_by_id(first.id).changed == 12


def test_what_makes_no_sense_little_by_little_is_refused(ada, crowd):
    head = bulk.draft(Selection(), "archive", by=ada)
    with pytest.raises(Unsaid):
        bulk.start(head, {}, by=ada, when=When(drip=Drip(5, 60)))
    drip = {"drip_size": ["5"], "drip_days": ["0"]}
    assert bulk.schedule.read(drip).drip == Drip(5, 60, (0,))
    for wrong in (
        drip | {"drip_size": ["0"]},
        drip | {"drip_size": ["x"]},
        drip | {"drip_from": ["9"], "drip_to": ["9"]},
        drip | {"drip_days": []},
        {"at": ["soon"]},
        {"at": ["2020-01-01T09:00"]},
        {"at": ["9999-12-31T23:59"]},
    ):
        with pytest.raises(Unsaid):
            bulk.schedule.read(wrong)


def test_an_act_cancelled_half_way_is_undone_as_far_as_it_went(ada, crowd):
    head = bulk.draft(Selection(), "set-field", by=ada)
    bulk.start(head, {"field": ["city"], "value": ["Rome"]}, by=ada, when=When(drip=Drip(5, 60)))
    work.run(head.id)
    work.ask(Operation.get_by_id(head.id), "cancel")
    assert Contact.select().where(Contact.city == "Rome").count() == 5
    journal.undo(Operation.get_by_id(head.id), by=ada)
    assert Contact.select().where(Contact.city == "Rome").count() == 0


def test_what_is_older_than_the_window_is_too_old_to_undo(ada, crowd):
    contacts.edit(crowd[0], {"city": "Rome"}, by=ada)
    head = Operation.select().order_by(Operation.id.desc()).get()
    with clock.moved(timedelta(days=59)):
        assert journal.plan(head, by=ada).back == 1
    with clock.moved(timedelta(days=61)), pytest.raises(TooOld):
        journal.undo(head, by=ada)


def test_the_purge_removes_for_good_what_nothing_can_bring_back_and_nothing_else(ada, crowd):
    notes.add(crowd[0], "A note", by=ada)
    dnc.add(crowd[1], 1, by=ada)
    for one in crowd[:2]:
        contacts.archive(one, by=ada)
    with clock.moved(timedelta(days=30)):
        contacts.archive(crowd[2], by=ada)
    notes_before, events = Note.select().count(), Event.select().count()
    assert purge.plan() == {}
    with clock.moved(timedelta(days=61)):
        planned = purge.plan()
        assert planned["people"] == 2
        assert (Contact.select().count(), Note.select().count()) == (12, notes_before)
        assert purge.purge() == planned
        assert purge.plan() == {}
    assert {c.id: c.state for c in Contact.select()} == {c.id: 0 if c == crowd[1] else 2 if c == crowd[2] else 1 for c in crowd[1:]}
    stub = Contact.get_by_id(crowd[1].id)
    assert (stub.first_name, stub.city) == ("", "")
    assert [row.address_hash for row in Dnc.select()] == [dnc.hash_of("p1@example.org")]
    assert not ContactEmail.select().where(ContactEmail.contact.in_([crowd[0].id, crowd[1].id])).exists()
    assert not ContactSearch.select().where(ContactSearch.rowid == crowd[0].id).exists()
    assert not Change.select().where((Change.tbl == Contact.number) & (Change.row == crowd[0].id)).exists()
    assert Event.select().count() == events
    fresh = contacts.create(contacts.Form({"first_name": "New"}), by=ada, region="US")
    assert fresh.id > max(c.id for c in crowd)


def values_in_the_history():
    return {(row, col) for row, col in Change.select(Change.row, Change.col).where(Change.tbl == CustomValue.number).tuples()}


def test_what_stood_in_own_fields_of_those_removed_is_in_the_history_no_more(ada, crowd):
    custom_fields.define(Wanted("Shoe"), by=ada)
    floor = custom_fields.define(Wanted("Floor", subject=Business.number), by=ada)
    dnc.add(crowd[1], 1, by=ada)
    firms = [businesses.named(f"Firm {number}", by=ada) for number in range(3)]
    assert {one.id for one in firms} & {one.id for one in crowd[:3]}
    for value in ("41", "42"):
        for one in crowd[:3]:
            contacts.edit(one, {"cf_shoe": value}, by=ada)
        for firm in firms:
            keeping.edit(firm, {"cf_floor": value}, by=ada)
    kept = {(row, col) for row, col in values_in_the_history() if col == floor.id or row == crowd[2].id}
    for one in crowd[:2]:
        contacts.archive(one, by=ada)
    with clock.moved(timedelta(days=61)):
        purge.purge()
    assert values_in_the_history() == kept != set()


def test_what_an_older_purge_left_of_own_fields_goes_too(ada, crowd, database):
    shoe = custom_fields.define(Wanted("Shoe"), by=ada)
    for one in crowd[:4]:
        contacts.edit(one, {"cf_shoe": "41"}, by=ada)
    gone, stub, taken_out = crowd[:3]
    with journal.operation("sample.removed", by=ada, title="Taken out") as op:
        op.remove(taken_out)
    Change.delete().where((Change.tbl == Contact.number) & Change.row.in_([gone.id, stub.id])).execute()
    Contact.update(state=0).where(Contact.id == stub.id).execute()
    uprooting.uproot(Contact, [gone.id])
    database.execute_sql(import_module("crm.migrations.0024_no_values_of_purged_people").GONE)
    assert values_in_the_history() == {(taken_out.id, shoe.id), (crowd[3].id, shoe.id)}


def test_restoring_in_time_keeps_a_person_from_the_purge(ada, crowd):
    contacts.archive(crowd[0], by=ada)
    with clock.moved(timedelta(days=50)):
        contacts.restore(crowd[0], by=ada)
    with clock.moved(timedelta(days=90)):
        purge.purge()
        assert OperationItem.select().count() == 0
    assert Contact.select().count() == 12
