"""The types of contacts: made, renamed, ordered, and deleted when nobody is of them; all of it can be undone."""

import pytest

from crm import contact_types, contacts, journal, lists
from crm.access import NotAllowed
from crm.filters import parse
from crm.models import Contact, Operation
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
