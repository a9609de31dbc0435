"""What goes for good with a business or a record of the office's own, and what stays."""

import io
import os
from datetime import timedelta

import pytest

from crm import associations, clock, contacts, custom_fields, custom_objects, files, followers, journal, kinds, notes, office, tasks
from crm.associations import labels
from crm.associations.labels import Wanted
from crm.associations.ways import Way
from crm.businesses import belonging, keeping
from crm.custom_objects import keeping as objects
from crm.fields import plain
from crm.files import clearing, storing
from crm.journal import purge
from crm.journal.window import TooOld
from crm.models import (
    Business,
    Change,
    Contact,
    ContactBusiness,
    CustomRecord,
    CustomValue,
    Event,
    File,
    Mention,
    Note,
    Notice,
    Operation,
    Task,
    TaskSeries,
    tables,
)
from crm.models.custom_object import FIRST_OWN
from crm.records import keeping as records
from crm.tasks import Typed

LATER = timedelta(days=61)
FEW = ("notice", "event", "operation", "operation_item", "contact_search")


def rows():
    """How many rows each table has, of those with anything."""
    found = {model._meta.table_name: model.select().count() for model in tables()}
    return {name: count for name, count in found.items() if count and name not in FEW}


def age():
    """Let every file on disk be two days old."""
    for path in storing.folder().iterdir():
        os.utime(path, (path.stat().st_mtime - 2 * 24 * 3600,) * 2)


def owned(kind, record, by):
    """Everything a record can have: a follower, a value that changed, a file as a value, and one that was there before."""
    followers.follow(record, by, by=by)
    for key, type_ in (("Shelf", "text"), ("Contract", "file")):
        if f"cf_{key.lower()}" not in kind.fields.custom:
            custom_fields.define(custom_fields.Wanted(key, type_, subject=kind.number), by=by)
    for shelf in ("3", "4"):
        records.verbs_of(kind).edit(record, {"cf_shelf": shelf}, by=by)
    for words in (b"One.\n", b"Two.\n"):
        fields = kinds.of(kind.number).fields
        records.attach(record, fields["cf_contract"], io.BytesIO(words + record.name.encode()), "deal.txt", by=by)


def undone(kind, by):
    head = Operation.select().where(Operation.kind == kind).order_by(Operation.id.desc()).get()
    return journal.undo(head, by=by)


@pytest.fixture
def lawyer(ada):
    return labels.create(Wanted("Lawyer", "Client", Contact.number, Business.number), by=ada)


@pytest.fixture
def firm(ada, bob):
    def make(name):
        made = keeping.create({"name": name}, by=ada)
        owned(kinds.BUSINESSES, made, ada)
        stored = files.store(io.BytesIO(f"Words of {name}.\n".encode()), "words.txt")
        notes.add(made, "Ask @Bob Ray", by=ada, attached=(stored,))
        tasks.create(Typed("Call them", assignee=bob.email), by=ada, zone="UTC", business=made)
        tasks.create(Typed("Each week", due="2026-12-01", rule="FREQ=WEEKLY"), by=ada, zone="UTC", business=made)
        return made

    return make


def hang(firm, ann, lawyer, ada):
    """Let somebody belong to a business, dismiss it and be linked with it."""
    associations.link((1, ann.id), Way(lawyer, "a"), (Business.number, firm.id), by=ada)
    contacts.edit(Contact.get_by_id(ann.id), {"business": firm.name}, by=ada)


def test_a_business_goes_with_all_that_hangs_on_it_and_another_keeps_its_own(ada, ann, firm, lawyer):
    kept = firm("Kept")
    hang(kept, ann, lawyer, ada)
    before = rows()
    gone = firm("Gone")
    hang(gone, ann, lawyer, ada)
    about_ann = Task.get_by_id(tasks.create(Typed("Both"), by=ada, zone="UTC", contact=ann).id)
    Task.update(business=gone.id).where(Task.id == about_ann.id).execute()
    Notice.insert(member=ada.id, operation=1, business_id=gone.id, why="mention", at=clock.now()).execute()
    keeping.remove(gone, by=ada)
    assert purge.plan() == {}
    age()
    with clock.moved(LATER):
        assert purge.plan()["businesses"] == 1
        planned = purge.plan(), clearing.plan()
        assert planned[1][0] == 3
        assert (purge.purge(), clearing.clear()) == planned
        assert (purge.plan(), clearing.plan()) == ({}, (0, 0))
    after = rows()
    mine = {"task": 1, "change": Change.select().where(Change.tbl == Contact.number).count()}
    assert after | {"task": after["task"] - 1, "change": 0} == before | {"change": 0}
    assert mine["change"]
    assert Task.get_by_id(about_ann.id).business_id is None
    assert {b.name for b in Business.select()} == {"Kept"}
    assert not Change.select().where((Change.tbl == Business.number) & (Change.row == gone.id)).exists()
    assert not Change.select().where((Change.tbl == CustomValue.number) & (Change.row == gone.id)).exists()
    assert Change.select().where((Change.tbl == CustomValue.number) & (Change.row == kept.id)).exists()
    assert not Notice.select().where(Notice.business_id == gone.id).exists()
    assert File.select().count() == len(list(storing.folder().iterdir())) == 3
    assert Event.select().where((Event.subject_kind == Business.number) & (Event.subject_id == gone.id)).exists()
    assert Mention.select().count() == Note.select().count() == 1


def test_the_undo_of_a_deletion_whose_business_went_for_good_says_that_it_is_too_old(ada, ann, firm, lawyer):
    gone = firm("Gone")
    hang(gone, ann, lawyer, ada)
    keeping.remove(gone, by=ada)
    with clock.moved(LATER):
        purge.purge()
        with pytest.raises(TooOld, match="too old to undo"):
            undone("business.removed", ada)


def test_a_business_that_came_back_or_was_never_deleted_stays(ada, ann, firm, lawyer):
    one = firm("Back")
    hang(one, ann, lawyer, ada)
    before = rows()
    keeping.remove(one, by=ada)
    undone("business.removed", ada)
    with clock.moved(LATER):
        assert set(purge.purge()) == {"outcomes of old operations"}
    assert rows() | {"change": 0} == before | {"change": 0}


def test_who_belongs_to_more_than_one_keeps_the_others(ada, ann, firm):
    one, other = firm("One"), firm("Other")
    for business in (one, other):
        belonging.join(ann, business, by=ada)
    keeping.remove(one, by=ada)
    with clock.moved(LATER):
        purge.purge()
    assert Contact.get_by_id(ann.id).business_id in (None, other.id)
    assert [b.id for b in Business.select()] == [other.id]


@pytest.fixture
def boats(ada):
    return kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)


def test_a_record_of_the_offices_own_goes_with_all_that_hangs_on_it(ada, ann, boats):
    label = labels.create(Wanted("Boat", "Skipper", 1, boats.number), by=ada)
    kept, before = objects.Verbs(boats).create({"name": "Rose"}, by=ada), {}
    for boat in (kept, objects.Verbs(boats).create({"name": "Sun"}, by=ada)):
        owned(kinds.of(boats.number), boat, ada)
        associations.link((1, ann.id), Way(label, "a"), (boats.number, boat.id), by=ada)
        before = before or rows()
    objects.archive(boat, by=ada)
    age()
    with clock.moved(LATER):
        assert purge.plan()["records of boats"] == 1
        planned = purge.plan(), clearing.plan()
        assert planned[1][0] == 2
        assert (purge.purge(), clearing.clear()) == planned
        with pytest.raises(TooOld):
            undone("record.archived", ada)
    assert rows() == before | {"custom_record": 1}
    assert [r.id for r in CustomRecord.select()] == [kept.id]


def test_the_records_of_an_object_deleted_long_ago_go_and_those_of_another_stay(ada, boats):
    cars = kinds.of(FIRST_OWN + custom_objects.create("car", "cars", by=ada).id)
    objects.Verbs(boats).create({"name": "Rose"}, by=ada)
    car = objects.Verbs(cars).create({"name": "Saab"}, by=ada)
    custom_objects.remove(custom_objects.CustomObject.get_by_id(boats.number - FIRST_OWN), by=ada)
    assert purge.plan() == {}
    with clock.moved(LATER):
        assert purge.plan()["records of boats"] == 1
        purge.purge()
        assert purge.plan() == {}
    assert [r.id for r in CustomRecord.select()] == [car.id]


def test_a_business_that_somebody_still_names_stays_until_nobody_does(ada, ann, firm):
    named, joined = firm("Named"), firm("Joined")
    for one in (named, joined):
        keeping.remove(one, by=ada)
    Contact.update(business=named.id).where(Contact.id == ann.id).execute()
    further = ContactBusiness.create(born=1, contact=ann.id, business=joined.id)
    with clock.moved(LATER):
        assert "businesses" not in purge.purge()
        assert {b.id for b in Business.select()} == {named.id, joined.id}
        Contact.update(business=None).execute()
        ContactBusiness.update(state=0).where(ContactBusiness.id == further.id).execute()
        assert purge.purge()["businesses"] == 2


def test_a_file_that_another_record_names_too_stays(ada, firm):
    one, other = firm("One"), firm("Other")
    known, v = kinds.BUSINESSES.fields["cf_contract"], CustomValue
    file = v.select(v.num).where((v.record == one.id) & (v.field == known.own.id)).scalar()
    records.verbs_of(kinds.BUSINESSES).edit(other, {"cf_contract": plain(known, str(int(file)))}, by=ada)
    keeping.remove(one, by=ada)
    with clock.moved(LATER):
        assert purge.purge()["businesses"] == 1
    assert File.get_by_id(file).name == "deal.txt"


def test_a_series_that_a_persons_task_came_from_stays(ada, ann, firm):
    gone = firm("Gone")
    repeated = Task.get(Task.series.is_null(False))
    Task.update(contact=ann.id, business=None).where(Task.id == repeated.id).execute()
    keeping.remove(gone, by=ada)
    with clock.moved(LATER):
        assert purge.purge()["businesses"] == 1
    assert TaskSeries.get_by_id(Task.get_by_id(repeated.id).series_id)


def test_what_went_for_good_stays_away_when_the_window_is_lengthened_later(ada, ann, firm, boats):
    gone, boat = firm("Gone"), objects.Verbs(boats).create({"name": "Rose"}, by=ada)
    contacts.edit(ann, {"business": "Gone"}, by=ada)
    keeping.remove(gone, by=ada)
    objects.archive(boat, by=ada)
    bo = contacts.create(contacts.Form({"first_name": "Bo"}), by=ada, region="NO")
    contacts.archive(bo, by=ada)
    with clock.moved(LATER):
        purge.purge()
        office.change({"undo_days": "365"}, by=ada)
        assert [verdict.why for verdict in undone("business.removed", ada).kept] == ["the business isn’t there any more"]
        for kind in ("contact.archived", "record.archived"):
            assert undone(kind, ada).operation is None
    assert not Business.select().exists()
    assert (CustomRecord.select().count(), Contact.get().id, Contact.get().business_id) == (0, ann.id, None)
