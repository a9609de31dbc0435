"""A kind of record that is made while the program runs is served like those that are always there."""

import pytest

from crm import custom_fields, kinds, lists, selection
from crm.businesses import keeping
from crm.contacts import listing
from crm.contacts.sorting import Sort
from crm.custom_fields import Wanted
from crm.fields import Fields
from crm.fields.standard import BUSINESS
from crm.filters import BadFilter, describe, parse
from crm.kinds import BUSINESSES, CONTACTS, Kind, Pages, Words
from crm.models import Business
from crm.selection import Selection


def boats():
    """Businesses of Bergen, as if they were a kind of their own in a table of several kinds."""
    return Kind(
        1_001,
        "boats",
        Words("boat", "boats", "All boats"),
        Business,
        Fields(1_001, BUSINESS),
        {"name": "name_f"},
        ("city",),
        Pages("businesses.index", "businesses.show", "business_id"),
        within=Business.city_f == "bergen",
    )


@pytest.fixture
def kind(monkeypatch):
    monkeypatch.setattr(kinds, "own", lambda: (boats(),))
    return boats()


def test_its_records_are_those_of_its_own_in_their_table(ada, kind):
    for name, city in (("Ash", "Bergen"), ("Oak", "Oslo"), ("Elm", "BERGEN")):
        keeping.create({"name": name, "city": city}, by=ada)
    custom_fields.define(Wanted("Length", "number", subject=kind.number), by=ada)
    custom_fields.define(Wanted("Length", "text", subject=BUSINESSES.number), by=ada)
    assert {one.fields["cf_length"].type for one in (kind, BUSINESSES)} == {"number", "text"}
    names = dict(Business.select(Business.id, Business.name).tuples())
    ids = listing.page_ids(Selection(kind=kind), Sort.parse("-name", kind), 0, 25, ada)
    assert [names[i] for i in ids] == ["Elm", "Ash"]
    tree = parse({"field": "cf_length", "op": "empty"}, kind)
    assert selection.count(Selection(tree=tree, kind=kind), ada) == 2
    assert describe(tree, kind) == "Boats whose length is empty"
    with pytest.raises(BadFilter, match="no field"):
        parse({"field": "tags", "op": "empty"}, kind)


def test_a_kind_is_the_same_whenever_it_is_made(ada, kind):
    assert boats() == boats()
    assert {Selection(kind=boats()): 1}[Selection(kind=boats())] == 1
    assert Selection(kind=boats()) != Selection()


def test_lists_are_of_their_kind_alone(ada, kind):
    tree = parse({"field": "city", "op": "is", "value": "Oslo"}, kind)
    made = [lists.save("Oslo", tree, by=ada, kind=one) for one in (CONTACTS, BUSINESSES, kind)]
    assert [lists.visible_to(ada, one) for one in (CONTACTS, BUSINESSES, kind)] == [[one] for one in made]
    assert lists.named("oslo", ada, kind)[1] == made[2]
    with pytest.raises(lists.NameTaken):
        lists.save("OSLO", tree, by=ada, kind=kind)


def test_a_kind_that_is_gone_is_said_so(database):
    with pytest.raises(kinds.NoSuchKind):
        kinds.of(1_002)
    with pytest.raises(kinds.NoSuchKind):
        kinds.named("ghosts")
