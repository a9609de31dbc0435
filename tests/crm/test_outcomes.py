"""The outcome file of an operation: a row an item, whatever it is about, with what was changed of it."""

from importlib import import_module

import pytest

from crm import associations, bulk, contacts, journal, outcomes
from crm.associations import labels
from crm.associations.ways import Way
from crm.businesses import keeping as businesses
from crm.journal import lease, work
from crm.journal.called import CALLED
from crm.journal.cells import subject_kinds
from crm.kinds import BUSINESSES
from crm.models import Contact, Mention, Operation
from crm.selection import Selection


@pytest.fixture
def fell(ada):
    """A business, and Ann who belongs to it."""
    made = businesses.create({"name": "Fell"}, by=ada)
    ann = contacts.create(contacts.Form({"first_name": "Ann", "last_name": "Lee", "business": "Fell", "city": "Oslo"}), by=ada, region="NO")
    return made, ann


def run(chosen, key, given, by):
    head = bulk.act(chosen, key, given, by=by)
    work.run(head.id)
    return Operation.get_by_id(head.id)


def undo(head, by):
    return Operation.get_by_id(journal.undo(head, by=by).operation.id)


def test_the_file_about_people_has_their_names_and_what_was_changed(ada, fell):
    head = run(Selection(), "set-field", {"field": ["city"], "value": ["Rome"]}, ada)
    assert list(outcomes.lines(head, ada)) == [
        ("kith_contact_id", "first_name", "last_name", "kith_outcome", "kith_reason", "kith_change"),
        (str(fell[1].id), "Ann", "Lee", "changed", "", "City: Oslo → Rome"),
    ]


def test_the_file_of_a_deletion_and_of_its_undo_names_businesses_and_people_alike(ada, fell):
    firm, ann = fell
    head = run(Selection(kind=BUSINESSES), "delete", {}, ada)
    heading = ("kith_kind", "kith_id", "name", "kith_outcome", "kith_reason", "kith_change")
    gone = ("business", str(firm.id), "Fell", "changed", "", "Fell: in the list → deleted")
    assert list(outcomes.lines(head, ada)) == [heading, gone]
    back = ("business", str(firm.id), "Fell", "changed", "", "Fell: deleted → back in the list")
    hers = ("person", str(ann.id), "Ann Lee", "changed", "", "Business: empty → Fell")
    assert sorted(outcomes.lines(undo(head, ada), ada)) == sorted([heading, back, hers])


def test_a_tag_that_was_made_for_people_is_named_in_the_file_of_the_undo(ada, fell):
    head = run(Selection(), "add-tags", {"tags": ["vip"]}, ada)
    rows = list(outcomes.lines(undo(head, ada), ada))
    assert [row[:4] for row in rows[1:]] == [("person", str(fell[1].id), "Ann Lee", "changed"), ("tag", "1", "vip", "changed")]


def test_of_records_that_one_may_not_see_the_file_tells_the_outcome_alone(ada, eve, fell):
    head = run(Selection(kind=BUSINESSES), "set-field", {"field": ["city"], "value": ["Rome"]}, ada)
    assert list(outcomes.lines(head, eve))[1] == ("", "", "", "changed", "", "")


@pytest.mark.parametrize("at_once", [200, 1], ids=["at once", "by the worker"])
def test_a_record_that_tells_of_two_things_is_there_once_in_the_outcome_of_the_undo(ada, fell, monkeypatch, at_once):
    other = businesses.create({"name": "Voe"}, by=ada)
    way = Way(labels.create(labels.Wanted("Supplier", "Customer", BUSINESSES.number, BUSINESSES.number), by=ada), "a")
    associations.link((BUSINESSES.number, fell[0].id), way, (BUSINESSES.number, other.id), by=ada)
    for size in ("_FIRST", "_SMALLEST"):
        monkeypatch.setattr(lease, size, 1)
    monkeypatch.setattr(import_module("crm.journal.undo"), "AT_ONCE", at_once)
    head = run(Selection(kind=BUSINESSES), "delete", {}, ada)
    back = undo(head, ada)
    work.run(back.id)
    rows = list(outcomes.lines(back, ada))[1:]
    assert sorted((row[0], row[2], row[3]) for row in rows) == [
        ("business", "Fell", "changed"),
        ("business", "Voe", "changed"),
        ("link", "Supplier", "changed"),
        ("person", "Ann Lee", "changed"),
    ]


def test_everything_that_has_a_timeline_of_its_own_has_a_word():
    assert set(subject_kinds().values()) - {table for table, called in CALLED.items() if called.word} == {Contact, Mention}
