"""Columns under a name: a member's own, or everybody's to use; changed by whom they belong to, and undone."""

import pytest

from crm import custom_fields, journal, members
from crm.custom_fields import Wanted
from crm.errors import NotFound
from crm.exporting import column_sets
from crm.exporting.column_sets import BadSetName, NotYourSet, SetNameTaken
from crm.journal.undo import NotYours
from crm.members import changing
from crm.models import Operation
from crm.models.member import OWNER


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture
def bob(ada):
    return members.create("Bob", "bob@example.org", "seven green kettles", by=ada)


def names(member):
    return [one.name for one in column_sets.visible_to(member)]


def test_columns_are_kept_in_their_order_and_come_back_after_an_undo(ada):
    made = column_sets.save(" Post ", ["street", "city", "first_name"], by=ada)
    assert (made.name, column_sets.columns_in(made)) == ("Post", ("street", "city", "first_name"))
    column_sets.remove(made, by=ada)
    assert names(ada) == []
    journal.undo(Operation.get(Operation.kind == "columns.removed"), by=ada)
    assert names(ada) == ["Post"]


def test_private_columns_are_nobody_elses_and_shared_ones_are_used_but_not_changed(ada, bob):
    made = column_sets.save("Post", ["city"], by=ada)
    assert (names(bob), names(ada)) == ([], ["Post"])
    with pytest.raises(NotFound):
        column_sets.load(made.id, bob)
    assert column_sets.change(made, by=ada, shared=True, name="Cards")
    assert names(bob) == ["Cards"]
    with pytest.raises(NotYourSet, match="belong to Ada"):
        column_sets.change(column_sets.load(made.id, bob), by=bob, name="Mine")
    with pytest.raises(NotYours):
        journal.undo(Operation.get(Operation.kind == "columns.edited"), by=bob)
    assert names(bob) == ["Cards"]


def test_admins_look_after_the_columns_of_members_who_left(ada, bob):
    made = column_sets.save("Post", ["city"], by=bob)
    assert names(ada) == []
    changing.deactivate(bob, by=ada)
    assert ada.role == OWNER
    assert column_sets.change(column_sets.load(made.id, ada), by=ada, shared=True)


def test_a_name_is_taken_once_and_a_field_that_is_gone_is_left_out(ada):
    field = custom_fields.define(Wanted("Size"), by=ada)
    made = column_sets.save("Post", ["cf_size", "city"], by=ada)
    for name, error in (("post", SetNameTaken), ("", BadSetName), ("x" * 101, BadSetName)):
        with pytest.raises(error):
            column_sets.save(name, ["city"], by=ada)
    custom_fields.remove(field, by=ada)
    assert column_sets.columns_in(made) == ("city",)
