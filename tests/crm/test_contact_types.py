"""The types of contacts: made, renamed, ordered, and deleted when nobody is of them; all of it can be undone."""

import threading

import pytest

from crm import bulk, contact_types, contacts, journal, lists
from crm.access import NotAllowed
from crm.filters import parse
from crm.journal import work
from crm.models import Contact, Operation, OperationItem
from crm.selection import Selection


def labels():
    return [one.label for one in contact_types.living()]


def undo_last(by):
    return journal.undo(Operation.select().order_by(Operation.id.desc()).get(), by=by)


def undone(operation, by):
    return journal.undo(Operation.get_by_id(operation), by=by)


def of_type(key, by):
    return Selection(tree=parse({"field": "type", "op": "is", "value": key})).query(by).count()


def test_a_made_type_is_given_and_asked_for_like_the_others(ada, ann):
    made = contact_types.add("  Past customer ", by=ada)
    assert (made.key, labels()) == ("past_customer", ["Lead", "Customer", "Past customer"])
    contacts.edit(ann, {"type": "Past customer"}, by=ada)
    assert of_type("past_customer", ada) == 1
    undo_last(ada)
    undone(made.born, ada)
    assert labels() == ["Lead", "Customer"]


def test_a_renamed_type_keeps_its_people_and_its_key(ada, ann):
    contacts.edit(ann, {"type": "lead"}, by=ada)
    lead = contact_types.living()[0]
    assert contact_types.rename(lead, "Prospect", by=ada)
    assert Contact.get_by_id(ann.id).type.label == "Prospect"
    assert of_type("lead", ada) == 1
    undo_last(ada)
    assert labels() == ["Lead", "Customer"]


def test_a_type_of_somebody_stays_and_says_why(ada, ann):
    contacts.edit(ann, {"type": "lead"}, by=ada)
    with pytest.raises(contact_types.InUse, match="“Lead” stays: 1 person is of this type"):
        contact_types.remove(contact_types.living()[0], by=ada)
    assert labels() == ["Lead", "Customer"]


def test_a_type_that_a_list_asks_for_stays(ada):
    contact_types.add("Partner", by=ada)
    lists.save("Partners", parse({"field": "type", "op": "is", "value": "partner"}), by=ada)
    with pytest.raises(contact_types.Asked, match="“Partners”"):
        contact_types.remove(contact_types.living()[-1], by=ada)


def test_a_deleted_type_comes_back_by_undo_or_by_its_name(ada):
    made = contact_types.add("Partner", by=ada)
    contact_types.remove(made, by=ada)
    assert labels() == ["Lead", "Customer"]
    undo_last(ada)
    assert labels() == ["Lead", "Customer", "Partner"]
    contact_types.remove(contact_types.living()[-1], by=ada)
    assert contact_types.add("PARTNER", by=ada).id == made.id
    assert labels() == ["Lead", "Customer", "PARTNER"]


@pytest.fixture
def partner(ada):
    return contact_types.add("Partner", by=ada)


def newest():
    return Operation.select().order_by(Operation.id.desc()).get()


def whys(outcome):
    return [verdict.why for verdict in outcome.kept]


def test_nobody_comes_back_to_a_type_that_was_deleted_until_it_is_there_again(ada, ann, partner):
    contacts.edit(ann, {"type": "partner"}, by=ada)
    contacts.edit(Contact.get_by_id(ann.id), {"type": "lead"}, by=ada)
    retyped = newest()
    contact_types.remove(partner, by=ada)
    removed = newest()
    outcome = journal.undo(retyped, by=ada)
    assert (outcome.operation, whys(outcome)) == (None, ["the type isn’t there any more"])
    assert [verdict.blocker for verdict in outcome.kept] == [removed.id]
    assert Contact.get_by_id(ann.id).type.label == "Lead"
    journal.undo(removed, by=ada)
    assert journal.undo(retyped, by=ada).operation is not None
    assert Contact.get_by_id(ann.id).type.label == "Partner"


def test_nobody_comes_back_with_a_type_that_was_deleted(ada, partner):
    bo = contacts.create(contacts.Form({"first_name": "Bo", "type": "partner"}), by=ada, region="NO")
    gone = journal.undo(Operation.get_by_id(bo.born), by=ada).operation
    contact_types.remove(partner, by=ada)
    outcome = journal.undo(gone, by=ada)
    assert (outcome.operation, whys(outcome)) == (None, ["the type isn’t there any more"])
    undone(newest().id, ada)
    assert journal.undo(gone, by=ada).operation is not None
    assert Contact.get_by_id(bo.id).state == 1


@pytest.mark.parametrize("label", ["Partner", "PÁRTNER"])
def test_a_deleted_type_whose_name_another_has_by_now_stays_away(ada, partner, label):
    contact_types.remove(partner, by=ada)
    removed = newest()
    contact_types.rename(contact_types.living()[0], label, by=ada)
    assert whys(journal.undo(removed, by=ada)) == ["the type’s name was taken since"]
    assert labels() == [label, "Customer"]


def test_a_name_that_another_type_has_by_now_is_not_given_back(ada, partner):
    contact_types.rename(partner, "Friend", by=ada)
    contact_types.rename(partner, "Ally", by=ada)
    renamed = newest()
    contact_types.rename(contact_types.living()[0], "Friend", by=ada)
    assert whys(journal.undo(renamed, by=ada)) == ["the type’s name was taken since"]
    assert labels() == ["Friend", "Customer", "Ally"]


def test_a_type_that_was_deleted_meanwhile_is_not_renamed(ada, partner):
    contact_types.remove(partner, by=ada)
    with pytest.raises(contact_types.TypeGone, match="“Partner” was deleted meanwhile"):
        contact_types.rename(partner, "Friend", by=ada)


def test_a_type_that_is_deleted_as_somebody_gets_it_is_not_given(ada, ann, partner, monkeypatch, beside):
    read = threading.Event()
    cleaned = contacts._cleaned
    monkeypatch.setattr(contacts, "_cleaned", lambda values: (cleaned(values), read.set())[0])
    with journal.operation("choice.removed", by=ada):
        contact_types.remove(partner, by=ada)
        giver = beside(lambda: contacts.edit(ann, {"type": "partner"}, by=ada))
        assert read.wait(10)
    assert giver() == "TypeGone"
    assert Contact.get_by_id(ann.id).type is None


def test_a_type_that_somebody_gets_as_it_is_deleted_stays(ada, ann, partner, monkeypatch, beside):
    asked = threading.Event()
    monkeypatch.setattr(contact_types.access, "require_admin", lambda by: asked.set())
    with journal.operation("contact.edited", by=ada):
        contacts.edit(ann, {"type": "partner"}, by=ada)
        remover = beside(lambda: contact_types.remove(partner, by=ada))
        assert asked.wait(10)
        Contact.get_by_id(ann.id)
    assert remover() == "InUse"
    assert contact_types.living()[-1].label == "Partner"


def test_many_are_not_given_a_type_that_was_deleted_meanwhile(ada, ann, partner):
    head = bulk.act(Selection(), "set-field", {"field": ["type"], "value": ["partner"]}, by=ada)
    contact_types.remove(partner, by=ada)
    work.run(head.id)
    assert Operation.get_by_id(head.id).refused == 1
    assert OperationItem.get(OperationItem.operation == head.id).reason == "the type isn’t there any more"
    assert Contact.get_by_id(ann.id).type is None


@pytest.mark.parametrize("label", ["lead", "CUSTOMER", "Léad"])
def test_a_name_in_use_is_refused(ada, label):
    with pytest.raises(contact_types.NameTaken):
        contact_types.add(label, by=ada)


@pytest.mark.parametrize("label", ["", "  ", "x" * 101])
def test_a_type_needs_a_short_name(ada, label):
    with pytest.raises(contact_types.BadName):
        contact_types.add(label, by=ada)


def test_types_are_moved_and_no_further_than_the_ends(ada):
    lead = contact_types.living()[0]
    assert not contact_types.move(lead, -1, by=ada)
    assert contact_types.move(lead, 1, by=ada)
    assert labels() == ["Customer", "Lead"]


def test_only_admins_keep_the_types(bob):
    with pytest.raises(NotAllowed):
        contact_types.add("Partner", by=bob)
