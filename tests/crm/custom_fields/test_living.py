"""The values of people tell whether these are living, whatever happens to them: so lists are found by the indexes of values alone."""

import pytest

from crm import bulk, contacts, custom_fields, journal, members
from crm.custom_fields import Wanted, retyping
from crm.importing import running
from crm.importing.options import Options
from crm.journal import operation, work
from crm.kinds import BUSINESSES
from crm.models import GONE, LIVE, Business, Contact, CustomField, CustomValue, Operation
from crm.selection import Selection


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture
def people(ada):
    """Four people with a size and what they like."""
    custom_fields.define(Wanted("Size"), by=ada)
    custom_fields.define(Wanted("Likes", "choices", options=("Tea", "Coffee")), by=ada)
    typed = {"cf_size": "Large", "cf_likes": "Tea; Coffee"}
    return [contacts.create(contacts.Form({"first_name": f"P{n}", **typed}), by=ada, region="NO") for n in range(4)]


def marked():
    """The people some of whose values are marked as not living; every mark is the same for all values of one person and true."""
    states = dict(Contact.select(Contact.id, Contact.state).tuples())
    marks = list(CustomValue.select(CustomValue.record, CustomValue.live).order_by(CustomValue.record).tuples())
    assert all(live == (states[record] == LIVE) for record, live in marks)
    return sorted({record for record, live in marks if not live})


def done():
    return Operation.select().order_by(Operation.id.desc()).get()


def test_who_is_archived_and_restored(people, ada):
    contacts.archive(people[0], by=ada)
    assert marked() == [people[0].id]
    journal.undo(done(), by=ada)
    assert marked() == []
    contacts.archive(people[1], by=ada)
    contacts.restore(people[1], by=ada)
    assert marked() == []
    assert CustomValue.select().count() == 12


def test_a_birth_that_is_undone_and_redone(people, ada):
    undone = journal.undo(Operation.get_by_id(people[2].born), by=ada).operation
    assert Contact.get_by_id(people[2].id).state == GONE
    assert marked() == [people[2].id]
    journal.undo(undone, by=ada)
    assert marked() == []


def test_many_at_once(people, ada):
    work.run(bulk.act(Selection(), "archive", {}, by=ada).id)
    assert len(marked()) == 4
    journal.undo(done(), by=ada)
    work.run(done().id)
    assert marked() == []


def test_an_import_that_is_undone(people, ada, settings):
    file = settings.data / "in.csv"
    file.write_text("first_name,email,size\nBo,bo@example.org,Small\nCy,cy@example.org,\n")
    head = running.start(file, "in.csv", Options(), by=ada, folder=settings.data / "files")
    work.run(head.id)
    assert marked() == []
    undone = journal.undo(Operation.get_by_id(head.id), by=ada).operation
    work.run(undone.id)
    assert len(marked()) == 1
    work.run(journal.undo(Operation.get_by_id(undone.id), by=ada).operation.id)
    assert marked() == []


def test_what_is_written_to_somebody_in_the_archive(people, ada):
    contacts.edit(people[3], {"cf_size": "Small"}, by=ada)
    edited = done()
    contacts.archive(people[3], by=ada)
    journal.undo(edited, by=ada)
    assert contacts.own_values(people[3])["cf_size"] == "Large"
    assert marked() == [people[3].id]


def test_a_field_of_another_type(people, ada):
    contacts.archive(people[0], by=ada)
    size = CustomField.get(CustomField.key == "size")
    retyping.retype(size, retyping.Wish("choice", ("Large",)), by=ada)
    assert marked() == [people[0].id]
    journal.undo(done(), by=ada)
    assert marked() == [people[0].id]


def test_records_of_another_kind_with_the_same_id_are_not_meant(people, ada):
    custom_fields.define(Wanted("Berth", subject=BUSINESSES.number), by=ada)
    with operation("business.created", by=ada) as op:
        firm = op.add(Business, name="Acme")
        op.put(firm, cf_berth="12")
    known = BUSINESSES.fields["cf_berth"].own.id
    assert firm.id == people[0].id
    contacts.archive(people[0], by=ada)
    held = CustomValue.select(CustomValue.field, CustomValue.live).where(CustomValue.record == firm.id).tuples()
    assert len(held) == 4
    assert all(live == (field == known) for field, live in held)
    with operation("business.edited", by=ada) as op:
        op.put(firm, cf_berth="13")
    assert CustomValue.get(CustomValue.field == known).live == 1
