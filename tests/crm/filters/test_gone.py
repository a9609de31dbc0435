"""A filter that names what is gone says so, instead of finding nobody or everybody by it, and works again once that is undone."""

import json

import pytest

from crm import lists, selection, tags
from crm.associations import labels
from crm.db import db
from crm.filters import BadFilter, parse, read
from crm.journal import undo
from crm.lists import Broken
from crm.models import Contact, Member, Operation, SmartList, Tag
from crm.selection import Selection
from crm.tags import keeping
from tests.crm.filters import crowd

ASKED = [
    {"field": "tags", "op": "has_none", "value": ["Summer", "vip"]},
    {"field": "tags", "op": "has_any", "value": ["summer"]},
    {"field": "tags", "op": "has_all", "value": ["SUMMER"]},
    {"none": [{"related": "tags", "where": {"field": "name", "op": "is", "value": "summer"}}]},
    {"related": "tags", "where": {"field": "name", "op": "none_of", "value": ["summer", "x"]}, "count": {"op": "eq", "value": 0}},
]


@pytest.fixture
def ada(database):
    return crowd.make(20)


def latest():
    return Operation.select().order_by(Operation.id.desc()).get()


def found(tree, by):
    return {i for (i,) in Selection(tree=tree).query(by).tuples()}


@pytest.mark.parametrize("asked", ASKED)
def test_a_list_that_names_a_deleted_tag_says_so_until_the_tag_is_back(ada, asked):
    tag = tags.named("Summer", by=ada)
    made = lists.save("Without", parse({"all": [asked]}), by=ada)
    before = found(lists.tree_of(made), ada)
    keeping.remove(tag, by=ada)
    deleted = latest()
    with pytest.raises(Broken, match=r"there is no tag “[Ss][Uu][Mm]\w+” any more \(condition 1.1"):
        lists.tree_of(made)
    with pytest.raises(BadFilter, match="no tag"):
        parse(asked)
    undo(deleted, by=ada)
    assert found(lists.tree_of(made), ada) == before


def test_a_tag_that_was_merged_is_named_with_what_it_became_and_one_that_never_was_is_carried_by_nobody(ada):
    old, new = tags.named("Summer", by=ada), tags.named("Season", by=ada)
    made = lists.save("Without", parse(ASKED[0]), by=ada)
    keeping.merge(old, new, by=ada)
    with pytest.raises(BadFilter, match="“Summer” was merged into “Season”"):
        parse(ASKED[0])
    assert "Season" in lists.tree_of(lists.load(made.id, ada)).parts[0].value
    assert selection.count(Selection(tree=parse({"field": "tags", "op": "has_any", "value": ["never was"]})), ada) == 0


def test_a_new_tag_of_the_name_of_a_deleted_one_is_the_one_asked_for(ada):
    keeping.remove(tags.named("Summer", by=ada), by=ada)
    Tag.get(name="Summer")
    tags.named("summer", by=ada)
    assert parse(ASKED[1]).parts[0].value == ("summer",)


def test_a_list_asked_for_by_the_name_of_a_deleted_one_is_gone_for_both_ways_of_asking(ada):
    inner = lists.save("Inner", parse({"field": "city", "op": "is", "value": "oslo"}), by=ada)
    asked = {"related": "lists", "where": {"field": "name", "op": "is", "value": "INNER"}}
    outer = [lists.save(f"{value}", parse(asked | {"count": {"op": "eq", "value": value}}), by=ada) for value in (0, 1)]
    lists.remove(inner, by=ada)
    deleted = latest()
    for one in outer:
        with pytest.raises(Broken, match="there is no list “INNER”"):
            lists.tree_of(one)
    undo(deleted, by=ada)
    assert found(lists.tree_of(outer[0]), ada) | found(lists.tree_of(outer[1]), ada) == found(read('{"all":[]}'), ada)


def test_a_list_says_that_one_it_asks_for_is_broken(ada):
    tag = tags.named("Summer", by=ada)
    inner = lists.save("Inner", parse(ASKED[1]), by=ada)
    outer = lists.save("Outer", parse({"related": "lists", "where": {"field": "id", "op": "eq", "value": inner.id}}), by=ada)
    keeping.remove(tag, by=ada)
    with pytest.raises(Broken, match="the list “Inner” can’t be used: there is no tag “summer” any more"):
        lists.tree_of(outer)


@pytest.mark.parametrize("count", [{"op": "eq", "value": 0}, {"op": "gte", "value": 1}])
def test_a_shared_list_that_asks_for_a_private_one_is_no_way_to_everybody(ada, count):
    bob = Member.get(Member.name == "Bob")
    hidden = lists.save("Hidden", parse({"field": "city", "op": "is", "value": "oslo"}), by=ada)
    for where in ({"field": "id", "op": "eq", "value": hidden.id}, {"field": "name", "op": "is", "value": "hidden"}):
        tree = parse({"related": "lists", "where": where, "count": count})
        assert found(tree, ada)
        with pytest.raises(BadFilter, match="a list that you may not use"):
            found(tree, bob)


def test_a_link_whose_label_was_taken_away_and_an_import_that_never_was_are_gone(ada):
    label = labels.create(labels.Wanted("Neighbour", kind_a=Contact.number, kind_b=Contact.number), by=ada)
    asked = {"related": "associations", "where": {"field": "label", "op": "is", "value": "neighbour"}, "count": {"op": "eq", "value": 0}}
    assert found(parse(asked), ada)
    labels.remove(label, by=ada)
    with pytest.raises(BadFilter, match="there is no kind of link “neighbour”"):
        parse(asked)
    for op in ("eq", "ne"):
        with pytest.raises(BadFilter, match="there is no import number 424242"):
            parse({"related": "imports", "where": {"field": "id", "op": op, "value": 424242}})


def test_undoing_brings_back_a_list_whose_field_or_option_was_deleted(ada):
    from crm.custom_fields import options
    from crm.fields import FIELDS
    from crm.models import CustomField

    tree = parse({"field": "cf_size", "op": "is_not", "value": "small"})
    made, field = lists.save("Not small", tree, by=ada), CustomField.get_by_id(FIELDS["cf_size"].own.id)
    options.remove(options.living_of(field)[0], by=ada)
    with pytest.raises(Broken, match="not one of the choices of “Size”"):
        lists.tree_of(made)
    undo(latest(), by=ada)
    assert lists.tree_of(made) == tree
    assert json.loads(SmartList.get_by_id(made.id).tree) == {"all": [{"field": "cf_size", "op": "is_not", "value": "small"}]}


def test_the_tags_that_a_filter_names_are_looked_up_at_once_however_many(ada):
    old, new = tags.named("Summer", by=ada), tags.named("Season", by=ada)
    keeping.merge(old, new, by=ada)

    def questions(*names):
        seen = []
        db.obj.query_hooks.append(lambda sql, *_, **__: seen.append(sql))
        asked = [{"field": "tags", "op": "has_none", "value": [name]} for name in names]
        Selection(tree=read(json.dumps({"all": asked}))).where(ada)
        db.obj.query_hooks.clear()
        return len(seen)

    questions("vip")
    assert questions("vip") == questions("vip", "Season", "gold", "nobody has it", "a b")
