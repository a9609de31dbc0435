"""Long work: leases, the fence, pausing, cancelling, giving up; and what the database layer promises."""

import time
from datetime import timedelta

import pytest
from peewee import IntegrityError, fn

from crm import bulk, clock, contacts, db, journal, members
from crm.journal import lease, listeners, work
from crm.journal.lease import LeaseLost
from crm.models import Contact, ContactTag, Event, Listener, Operation, Tag
from crm.rows import write_rows
from crm.selection import Selection
from tests.crm.journal.world import clear


@pytest.fixture
def ada(database):
    clear()
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture
def crowd(ada):
    """Ada, and twenty people."""
    for n in range(20):
        contacts.create(contacts.Form({"first_name": f"P{n}"}), by=ada, region="US")
    return ada


def queued(ada):
    return bulk.set_field(Selection(), "city", "Oslo", by=ada)


def test_a_batch_of_a_lease_that_was_taken_over_writes_nothing(crowd):
    head = queued(crowd)
    mine = lease.claim(head.id)
    with clock.moved(timedelta(seconds=20)):
        other = lease.claim(head.id)
    Operation.update(lease_owner="other:1:1").where(Operation.id == head.id).execute()
    assert other is not None
    with pytest.raises(LeaseLost), mine.batch(5) as writer:
        writer.put(Contact.get(), city="never")
    assert Contact.get().city == ""


def test_a_lease_is_one_workers_until_it_runs_out(crowd):
    head = queued(crowd)
    assert lease.claim(head.id) is not None
    assert lease.claim(head.id) is None
    assert lease.due() == []
    with clock.moved(timedelta(seconds=16)):
        assert lease.due() == [head.id]


def test_pause_resume_and_cancel_are_obeyed_between_batches(crowd):
    head = queued(crowd)
    work.ask(head, "pause")
    work.run(head.id)
    assert Operation.get_by_id(head.id).status == "paused"
    work.ask(Operation.get_by_id(head.id), "resume")
    work.run(head.id)
    done = Operation.get_by_id(head.id)
    assert (done.status, done.changed, done.total) == ("done", 20, 20)
    with pytest.raises(work.NotWaiting):
        work.ask(done, "cancel")
    second = bulk.set_field(Selection(), "city", "Bern", by=crowd)
    work.ask(second, "cancel")
    assert Operation.get_by_id(second.id).status == "cancelled"
    assert Contact.get().city == "Oslo"


def test_a_fault_of_ours_ends_the_operation_and_says_a_number(crowd, monkeypatch):
    head = queued(crowd)
    monkeypatch.setitem(work._steps, "bulk", lambda _: 1 / 0)
    work.run(head.id)
    ended = Operation.get_by_id(head.id)
    assert ended.status == "failed"
    assert "number" in ended.reason
    assert lease.due() == []


def test_nobody_elses_people_are_touched_by_a_bulk_act(ada):
    eve = members.create("Eve", "eve@example.org", "seven green kettles", only_assigned=True, by=ada)
    contacts.create(contacts.Form({"first_name": "Ada’s"}), by=ada, region="US")
    contacts.create(contacts.Form({"first_name": "Eve’s"}), by=eve, region="US")
    head = bulk.set_field(Selection(), "city", "Oslo", by=eve)
    work.run(head.id)
    assert [c.first_name for c in Contact.select().where(Contact.city == "Oslo")] == ["Eve’s"]


def drain():
    """On PostgreSQL a listener waits for older transactions, those of other databases too."""
    until = time.monotonic() + 60
    while listeners.follow(limit=6) or Listener.get(name="test").last_event_id < Event.select(fn.MAX(Event.id)).scalar():
        assert time.monotonic() < until, "not heard"


def test_a_listener_hears_every_event_once_also_after_it_broke(crowd):
    heard, broken = [], [True]

    @listeners.listens("test")
    def hear(events):
        heard.extend(e.id for e in events)
        if broken and len(heard) > 10:
            broken.clear()
            heard.clear()
            Listener.delete().where(Listener.name == "test").execute()
            raise LookupError

    try:
        with pytest.raises(LookupError):
            drain()
        heard.clear()
        kept = Listener.get(Listener.name == "test").last_event_id
        drain()
        assert heard == [e.id for e in Event.select().where(Event.id > kept).order_by(Event.id)]
        assert len(heard) == len(set(heard)) > 0
    finally:
        listeners._handlers.pop("test")


def test_an_operation_that_changed_nothing_is_not_stored(crowd):
    before = Operation.select().count()
    person = Contact.get()
    assert contacts.edit(person, {"first_name": person.first_name}, by=crowd) is False
    assert Operation.select().count() == before


def half_an_edit(ada):
    with journal.operation("contact.edited", by=ada) as op:
        op.put(Contact.get(), city="half")
        raise LookupError


def test_a_broken_verb_leaves_nothing_behind(crowd):
    before = (Operation.select().count(), Event.select().count())
    with pytest.raises(LookupError):
        half_an_edit(crowd)
    assert (Operation.select().count(), Event.select().count()) == before
    assert Contact.get().city == ""


def test_a_key_is_used_once_whoever_asks_twice(crowd):
    person = Contact.get()
    contacts.edit(person, {"city": "Oslo"}, by=crowd, key="once")
    with pytest.raises(journal.AlreadyDone):
        contacts.edit(person, {"city": "Bern"}, by=crowd, key="once")
    assert Contact.get_by_id(person.id).city == "Oslo"


def test_ids_are_reserved_without_gaps_of_ours_and_never_twice(ada):
    with db.db.atomic():
        first, second = list(db.take_ids(Contact, 5)), list(db.take_ids(Contact, 5))
    assert len({*first, *second}) == 10
    assert contacts.create(contacts.Form({"first_name": "A"}), by=ada, region="US").id > max(second)


def test_write_rows_fills_defaults_and_converts_times(ada):
    now = clock.now()
    with db.db.atomic():
        ids = list(db.take_ids(Contact, 2))
        write_rows(Contact, ("id", "first_name", "created_at", "updated_at"), [(i, "W", now, now) for i in ids])
    row = Contact.get_by_id(ids[0])
    assert (row.version, row.state, row.city, row.owner_id) == (1, 1, "", None)
    assert abs((row.created_at - now).total_seconds()) < 0.001


def test_not_member_and_among_are_sets(crowd):
    ids = [c.id for c in Contact.select().order_by(Contact.id)]
    assert Contact.select().where(db.among(Contact.id, ids[:3])).count() == 3
    assert Contact.select().where(db.among(Contact.id, [])).count() == 0
    with journal.operation("contact.tagged", by=crowd) as op:
        tag = op.add(Tag, name="t")
        op.join(ContactTag, Contact.get_by_id(ids[0]), tag.id)
    tagged = ContactTag.select(ContactTag.contact).where(ContactTag.on == 1)
    assert Contact.select().where(db.not_member(Contact.id, tagged)).count() == len(ids) - 1


def test_two_living_tags_of_one_name_are_refused_by_the_database(ada):
    with journal.operation("tag.created", by=ada) as op:
        op.add(Tag, name="VIP")
    with pytest.raises(IntegrityError), journal.operation("tag.created", by=ada) as op:
        op.add(Tag, name="vip")
