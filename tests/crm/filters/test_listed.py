"""A filter may ask for the lists that somebody is in: each as it is now, as far as one may use it, and none in a circle."""

import pytest

from crm import contacts, lists, onlooker, selection
from crm.filters import BadFilter, as_json, describe, read
from crm.lists import Broken
from crm.models import Contact, Member
from crm.selection import Selection
from tests.crm.filters import crowd

OSLO = '{"field":"city","op":"is","value":"Oslo"}'


def asked(where, op="gte", value=1):
    return f'{{"related":"lists","where":{where},"count":{{"op":"{op}","value":{value}}}}}'


def within(one):
    return asked(f'{{"field":"id","op":"eq","value":{one.id}}}')


def found(tree, by):
    return {i for (i,) in Selection(tree=read(tree)).query(by).tuples()}


@pytest.fixture
def ada(database):
    return crowd.make(40)


def test_who_is_in_a_list_is_who_its_filter_finds(ada):
    here = lists.save("Here", read(OSLO), by=ada)
    everybody = {i for (i,) in Contact.select(Contact.id).where(Contact.state == 1).tuples()}
    assert found(within(here), ada) == found(OSLO, ada) != set()
    assert found(asked('{"field":"name","op":"starts_with","value":"hé"}', "eq", 0), ada) == everybody - found(OSLO, ada)
    assert describe(read(within(here))) == f"People who are in the list (number {here.id})"
    with onlooker.reading(ada):
        assert describe(read(within(here))) == f"People who are in the list “Here” (number {here.id})"
    with onlooker.reading(Member.get(Member.name == "Bob")):
        assert "Here" not in describe(read(within(here)))
        assert describe(read(asked(f'{{"field":"id","op":"eq","value":{here.id}}}', "eq", 0))).startswith("People who are not in the list")
    assert read(within(here)) == read(str(as_json(read(within(here)))).replace("'", '"'))


def test_those_in_several_are_counted_and_a_list_follows_the_one_it_asks_for(ada):
    here, named = lists.save("Here", read(OSLO), by=ada), lists.save("Named", read('{"field":"last_name","op":"not_empty"}'), by=ada)
    both = found(f'{{"all":[{OSLO},{{"field":"last_name","op":"not_empty"}}]}}', ada)
    assert found(asked('{"all":[]}', "gte", 2), ada) == both != set()
    outer = lists.save("Outer", read(within(here)), by=ada)
    before = selection.count(Selection(tree=lists.tree_of(outer)), ada)
    contacts.create(contacts.Form({"first_name": "New", "city": "Oslo"}), by=ada, region="NO")
    assert selection.count(Selection(tree=lists.tree_of(outer)), ada) == before + 1
    lists.remove(named, by=ada)
    assert found(asked('{"all":[]}', "gte", 3), ada) == set()


def test_a_circle_is_refused_when_it_is_saved_and_told_where_it_came_about_later(ada):
    here = lists.save("Here", read(OSLO), by=ada)
    outer = lists.save("Outer", read(within(here)), by=ada)
    with pytest.raises(Broken, match="would ask for itself"):
        lists.change(here, by=ada, tree=read(within(outer)))
    assert lists.tree_of(lists.load(here.id, ada)) == read(OSLO)
    with pytest.raises(Broken, match="would ask for itself"):
        lists.save("Myself", read(asked('{"field":"name","op":"starts_with","value":"Mys"}')), by=ada)
    assert {one.name for one in lists.visible_to(ada)} == {"Here", "Outer"}
    later = lists.save("Later", read(asked('{"field":"name","op":"contains","value":"moved"}')), by=ada)
    lists.change(later, by=ada, name="Moved")
    with pytest.raises(Broken, match="“Moved” would ask for itself"):
        lists.tree_of(later)
    with pytest.raises(Broken, match="“Moved” would ask for itself"):
        found(within(later), ada)


def test_lists_ask_for_lists_three_deep_and_a_list_that_is_gone_is_never_everybody(ada):
    chain = [lists.save("0", read(OSLO), by=ada)]
    for number in range(1, 4):
        chain.append(lists.save(str(number), read(within(chain[-1])), by=ada))
    assert found(within(chain[-2]), ada) == found(OSLO, ada)
    with pytest.raises(Broken, match="3 deep"):
        lists.save("4", read(within(chain[-1])), by=ada)
    lists.remove(chain[0], by=ada)
    with pytest.raises(Broken, match="no list number"):
        lists.tree_of(chain[1])
    for number in ("77", "5.5", "9007199254740992"):
        with pytest.raises(BadFilter, match=f"there is no list number {number}"):
            read(asked(f'{{"field":"id","op":"eq","value":{number}}}', "eq", 0))


def test_a_list_of_somebody_else_is_asked_for_by_those_only_who_may_use_it(ada):
    bob, hidden = Member.get(Member.name == "Bob"), lists.save("Hidden", read(OSLO), by=ada)
    with pytest.raises(BadFilter, match="may not use"):
        found(within(hidden), bob)
    lists.change(hidden, by=ada, shared="see")
    assert found(within(hidden), bob) == found(OSLO, bob) != set()
