"""Where tags and fields are used, as far as one may know."""

import json

import pytest

from crm import lists, members
from crm.filters import parse
from crm.filters.using import all_uses, follow_tag, lists_using
from crm.journal import operation, undo
from crm.models import Operation, SmartList

VIP = {"field": "tags", "op": "has_any", "value": ["VIP", "gold"]}
NOT_VIP = {"none": [{"all": [VIP, {"field": "city", "op": "is", "value": "Oslo"}]}]}
CALLED = {"related": "tags", "where": {"field": "name", "op": "is", "value": "vip"}}
LEAD = {"field": "type", "op": "is", "value": "lead"}


@pytest.fixture
def team(database):
    ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
    return ada, members.create("Bob", "bob@example.org", "seven green kettles", by=ada)


def keep(name, tree, by, **more):
    return lists.save(name, parse(tree), by=by, **more)


def in_list(op, name):
    return {"related": "lists", "where": {"all": [{"field": "name", "op": op, "value": name}]}, "count": {"op": "gte", "value": 1}}


def names(using):
    return [one.name for one in using.seen]


@pytest.mark.parametrize("tree", [VIP, NOT_VIP, CALLED])
def test_a_tag_is_used_wherever_a_filter_names_it_whatever_its_case(team, tree):
    ada, _ = team
    keep("A", tree, ada)
    assert names(lists_using(ada, tag="Vip")) == ["A"]
    assert lists_using(ada, tag="vi").count == 0


def test_a_field_is_used_by_filters_columns_and_sorts(team):
    ada, _ = team
    keep("Filter", NOT_VIP, ada)
    keep("Columns", LEAD, ada, columns="city,email")
    keep("Sort", LEAD, ada, sort="-city")
    keep("None of it", LEAD, ada)
    assert names(lists_using(ada, field="city")) == ["Columns", "Filter", "Sort"]
    assert lists_using(ada, field="type", value="lead").count == 3
    assert lists_using(ada, field="type", value="customer").count == 0


def test_lists_one_may_not_see_are_counted_and_not_named(team):
    ada, bob = team
    keep("Mine", VIP, ada)
    keep("His", VIP, bob)
    keep("Shared", VIP, bob, shared="see")
    found = lists_using(ada, tag="gold")
    assert (names(found), found.hidden, found.count) == (["Mine", "Shared"], 1, 3)
    assert found.words == "“Mine”, “Shared” and 1 list of somebody else"
    assert lists_using(ada, tag="silver").words == ""


def test_deleted_lists_use_nothing_and_broken_ones_still_do(team):
    ada, _ = team
    lists.remove(keep("Gone", VIP, ada), by=ada)
    broken = keep("Broken", VIP, ada)
    SmartList.update(tree=json.dumps({"field": "cf_gone", "op": "is", "value": "x"})).where(SmartList.id == broken.id).execute()
    assert set(all_uses(ada)) == {("cf_gone", ""), ("cf_gone", "x"), ("name", "")}


@pytest.mark.parametrize("tree", [VIP, NOT_VIP, CALLED])
def test_lists_follow_a_tag_that_is_renamed_and_its_undo(team, tree):
    ada, bob = team
    made = keep("His", tree, bob)
    with operation("tag.created", by=ada, title="Renamed vip to key account") as op:
        assert follow_tag(op, "vip", "key account") == 1
    now = SmartList.get_by_id(made.id)
    assert json.loads(now.tree) == json.loads(made.tree.replace("VIP", "key account").replace('"vip"', '"key account"'))
    undo(Operation.get_by_id(op.id), by=ada)
    assert SmartList.get_by_id(made.id).tree == made.tree


def test_lists_follow_a_list_that_is_renamed_and_its_undo(team):
    ada, bob = team
    vips = keep("VIPs", {"field": "city", "op": "is", "value": "Oslo"}, ada, shared="see")
    asked = {"is": "vips", "any_of": ["vips"], "starts_with": "vips"}
    asking = {op: keep(op, in_list(op, value), bob) for op, value in asked.items()}
    before = {op: one.tree for op, one in asking.items()}
    lists.change(vips, by=ada, name="Stars")
    for op, value in {**asked, "is": "Stars", "any_of": ["Stars"]}.items():
        assert json.loads(SmartList.get_by_id(asking[op].id).tree) == {"all": [in_list(op, value)]}
    undo(Operation.select().order_by(Operation.id.desc()).get(), by=ada)
    assert {op: SmartList.get_by_id(one.id).tree for op, one in asking.items()} == before


@pytest.mark.parametrize(("shared", "op", "wanted"), [("see", "any_of", ["VIPs", "Stars"]), ("private", "is", "VIPs")])
def test_a_list_follows_those_only_that_its_owner_may_use_and_loses_none_of_the_old_name(team, shared, op, wanted):
    ada, bob = team
    hers, _ = (keep("VIPs", LEAD, one, shared=shared) for one in team)
    asking = keep("Asks", in_list("is", "VIPs"), bob)
    lists.change(hers, by=ada, name="Stars")
    assert json.loads(SmartList.get_by_id(asking.id).tree) == {"all": [in_list(op, wanted)]}
