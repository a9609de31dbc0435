"""A page holds the same people in the same order, whichever way it is found."""

import pytest
from peewee import fn

from crm import contacts, members, selection
from crm.contacts import by_values, listing, ways
from crm.contacts.sorting import SORTS, Sort
from crm.fields import FIELDS
from crm.filters import read
from crm.models import Contact, CustomValue
from crm.patience import TooSlow
from crm.selection import Selection
from tests.crm.filters import crowd

TREES = (
    '{"field":"city","op":"is","value":"oslo"}',
    '{"field":"name","op":"contains","value":"ann"}',
    '{"any":[{"field":"tags","op":"has_any","value":["vip"]},{"field":"email","op":"empty"}]}',
    '{"field":"last_name","op":"not_empty"}',
    '{"field":"email","op":"contains","value":"a"}',
)
NOBODY = '{"field":"city","op":"is","value":"nowhere at all"}'


def test_every_way_gives_the_same_page(database, monkeypatch):
    ada = crowd.make(80)
    for key in [sign + key for key in SORTS for sign in ("", "-")]:
        for text in TREES:
            found = []
            for way in (ways.EITHER, ways.ALONG, ways.FOUND_FIRST, ways.UNKNOWN, *([] if ways.is_sqlite() else [ways.GATHERED])):
                monkeypatch.setattr(ways, "of", lambda *_, way=way: way)
                found.append([listing.page_ids(Selection(tree=read(text)), Sort.parse(key), at, 20, ada) for at in (0, 20)])
            assert all(one == found[0] for one in found), (key, text)
            assert found[0][0]


def prefer_walks(database):
    """Let PostgreSQL take an index that has people in their order, as it does where they are many."""
    if not ways.is_sqlite():
        database.execute_sql("SET enable_sort = off")


def test_the_way_follows_how_many_match(database, monkeypatch):
    ada = crowd.make(80)
    prefer_walks(database)
    sqlite = ways.is_sqlite()

    def way(text, sort="name", rows=20, **more):
        return ways.of(Selection(tree=read(text), **more), Sort.parse(sort), rows, ada)

    assert way(NOBODY) == ways.NOWHERE
    assert listing.page_ids(Selection(tree=read(NOBODY)), Sort(), 0, 20, ada) == []
    assert way(TREES[0]) == (ways.ALONG if sqlite else ways.UNKNOWN)
    assert way(TREES[0], search="a") == ways.EITHER
    monkeypatch.setattr(ways, "_STEPS", 1)
    assert way(TREES[0], rows=5_000) == (ways.FOUND_FIRST if sqlite else ways.UNKNOWN)
    monkeypatch.setattr(selection, "about", lambda chosen, _: 1_000 if chosen.tree is None else 50)
    assert way(TREES[1], "name", 1) == (ways.ALONG if sqlite else ways.FOUND_FIRST)
    assert way('{"field":"last_name","op":"contains","value":"ann"}', "name", 1) == ways.FOUND_FIRST
    assert way('{"field":"name","op":"starts_with","value":"ann"}', "name", 1) == ways.FOUND_FIRST
    assert way(f'{{"all":[{TREES[1]},{TREES[0]}]}}', "name", 1) == ways.FOUND_FIRST
    assert way(TREES[1], "city", 1) == (ways.ALONG if sqlite else ways.UNKNOWN)


def test_who_sees_only_what_is_theirs_walks_through_nobody_elses(database, monkeypatch):
    ada = crowd.make(80)
    eve = members.create("Eve", "eve@example.org", "seven green kettles", only_assigned=True, by=ada)
    Contact.update(owner=eve.id).where(Contact.id <= Contact.select(fn.MIN(Contact.id) + 20)).execute()
    some, nobody = Selection(search="a"), Selection(search="zzz")
    assert ways.of(some, Sort(), 20, eve) == ways.of(Selection(tree=read(TREES[3])), Sort(), 20, eve) == ways.FOUND_FIRST
    assert (ways.of(nobody, Sort(), 20, eve), ways.of(some, Sort(), 20, ada)) == (ways.NOWHERE, ways.EITHER)
    ids = listing.page_ids(some, Sort(), 0, 20, eve)
    monkeypatch.setattr(ways, "_STEPS", 1)
    assert ways.of(some, Sort(), 20, eve) == ways.EITHER
    assert ids == listing.page_ids(some, Sort(), 0, 20, eve) != []


def test_postgresql_tries_a_walk_unless_it_must_find_something_beforehand(database):
    ada = crowd.make(80)
    prefer_walks(database)
    tried = ways.ALONG if ways.is_sqlite() else ways.UNKNOWN
    for sort in ("name", "-name", "-created_at"):
        assert ways.of(Selection(tree=read(TREES[0])), Sort.parse(sort), 20, ada) == tried
    if not ways.is_sqlite():
        assert ways.of(Selection(tree=read(TREES[2])), Sort(), 20, ada) == ways.EITHER
        database.execute_sql("SET enable_sort = on")
        database.execute_sql("SET enable_indexscan = off")
        database.execute_sql("SET enable_indexonlyscan = off")
        assert ways.of(Selection(tree=read(TREES[0])), Sort(), 20, ada) == ways.EITHER


def test_a_walk_that_asks_each_for_one_value_is_given_little_time_too(database):
    ada = crowd.make(80)
    chosen = Selection(tree=read('{"field":"cf_agreed","op":"is_off"}'))
    assert by_values.along(chosen, 1, ada) is not None
    if not ways.is_sqlite():
        database.execute_sql("SET enable_indexscan = off")
        database.execute_sql("SET enable_indexonlyscan = off")
    assert ways.of(chosen, Sort(), 1, ada) == (ways.ALONG if ways.is_sqlite() else ways.UNKNOWN)


def test_a_walk_to_holders_at_the_end_of_the_order_is_ended_and_they_are_found_first(database, monkeypatch):
    ada = crowd.make(80)
    prefer_walks(database)
    chosen = Selection(tree=read('{"field":"cf_agreed","op":"is_on"}'))
    order = listing.page_ids(Selection(), Sort(), 0, 200, ada)
    *early, first = [i for i in order if i in {i for (i,) in chosen.query(ada).tuples()}][:-9]
    CustomValue.delete().where((CustomValue.field == FIELDS.custom["cf_agreed"].own.id) & CustomValue.record.in_(early)).execute()
    assert order.index(first) > 30
    assert selection.count(chosen, ada) == 10
    tried, found, along = [], listing._found, by_values.along

    def slow(*args):
        """The walk, five milliseconds a step on PostgreSQL."""
        walk = along(*args)
        return walk if ways.is_sqlite() or walk is None else walk.where(fn.PG_SLEEP(0.005).cast("text") == "")

    def told(chosen, sort, page, actor, way):
        tried.append(way)
        return found(chosen, sort, page, actor, way)

    monkeypatch.setattr(by_values, "along", slow)
    monkeypatch.setattr(listing, "_found", told)
    assert listing.page_ids(chosen, Sort(), 0, 1, ada) == [first]
    assert tried == ([ways.ALONG] if ways.is_sqlite() else [ways.ALONG, ways.FOUND_FIRST])


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_sqlite_reads_an_index_alone_for_a_piece_of_a_name(office, sort):
    ada = crowd.make(20)
    chosen, by = Selection(tree=read(TREES[1])), Sort.parse(sort)
    order = listing.ordered(by, chosen, ada)
    found = order.filled(ways.steer(chosen.query(ada), by, ways.of(chosen, by, 50, ada))).order_by(*listing._by(order, by))
    sql, values = found.limit(50).sql()
    plan = [row[-1] for row in office.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert plan == ["SEARCH t1 USING COVERING INDEX contact_live_state_sort_f (state=?)"]


@pytest.mark.parametrize("field", ["email", "phone", "job_title"])
def test_a_walk_on_sqlite_asks_each_for_a_piece_of_a_text_and_reads_none_beforehand(office, field):
    ada = crowd.make(20)
    chosen = Selection(tree=read(f'{{"field":"{field}","op":"contains","value":"ann"}}'))
    read_first = listing.walk(chosen, ada).sql()[0]
    assert (" IN (" in read_first, "EXISTS" in read_first) == (True, False)
    asked_each = listing.walk(chosen, ada, few=True).sql()[0]
    assert (" IN (" in asked_each, "EXISTS" in asked_each) == (False, True)


@pytest.mark.parametrize(
    ("condition", "total", "first"),
    [
        ('"op":"contains","value":"ann"', 5_000, True),
        ('"op":"contains","value":"example"', 150_000, False),
        ('"op":"starts_with","value":"s"', 150_000, True),
        ('"op":"ends_with","value":".org"', 5_000, False),
        ('"op":"empty"', 5_000, False),
    ],
)
def test_addresses_go_by_names_where_a_piece_of_a_name_is_asked_for(database, monkeypatch, condition, total, first):
    ada = crowd.make(20)
    monkeypatch.setattr(selection, "about", lambda chosen, _: 1_000_000 if chosen.tree is None else total)
    chosen = Selection(tree=read(f'{{"field":"email",{condition}}}'))
    assert (ways.of(chosen, Sort(), 50, ada) in (ways.FOUND_FIRST, ways.GATHERED)) == first
    assert ways.of(chosen, Sort.parse("city"), 50, ada) not in (ways.FOUND_FIRST, ways.GATHERED)


def test_postgresql_gathers_those_who_have_a_piece_of_an_address_and_goes_to_them_alone(database, monkeypatch):
    ada = crowd.make(20)
    monkeypatch.setattr(selection, "about", lambda chosen, _: 1_000_000 if chosen.tree is None else 5_000)
    chosen = Selection(tree=read(TREES[4]))
    way = ways.of(chosen, Sort(), 50, ada)
    assert way == (ways.FOUND_FIRST if ways.is_sqlite() else ways.GATHERED)
    assert ("ANY(ARRAY(" in ways.steer(chosen.query(ada), Sort(), way).sql()[0]) == (not ways.is_sqlite())
    both = Selection(tree=read(f'{{"all":[{TREES[4]},{TREES[0]}]}}'))
    assert ways.of(both, Sort(), 50, ada) == ways.FOUND_FIRST


def test_while_nobody_knows_how_many_match_it_walks_and_where_that_takes_too_long_finds_them_first(database, monkeypatch):
    ada = crowd.make(20)
    prefer_walks(database)
    chosen, tried, found = Selection(tree=read(TREES[0])), [], listing._found
    whole = listing.page_ids(chosen, Sort(), 0, 20, ada)
    monkeypatch.setattr(selection, "about", lambda *_: None)

    def hard(chosen, sort, page, actor, way):
        tried.append(way)
        if way == ways.ALONG:
            raise TooSlow()
        return found(chosen, sort, page, actor, way)

    monkeypatch.setattr(listing, "_found", hard)
    assert listing.page_ids(chosen, Sort(), 0, 20, ada) == whole != []
    assert tried == [ways.ALONG, ways.FOUND_FIRST]


def test_a_plan_needs_no_new_count_while_others_write(database, monkeypatch):
    ada = crowd.make(20)
    chosen = Selection(tree=read(TREES[0]))
    known = selection.count(chosen, ada)
    contacts.create(contacts.Form({"first_name": "New", "city": "Oslo"}), by=ada, region="NO")
    assert selection.about(chosen, ada) == known
    assert selection.count(chosen, ada) == known + 1 == selection.about(chosen, ada)
    assert listing.page_ids(chosen, Sort.parse("-created_at"), 0, 50, ada)[0] in {i for (i,) in chosen.query(ada).tuples()}


def test_postgresql_gives_a_walk_a_few_times_what_it_needs_if_they_stand_evenly(database, monkeypatch):
    ada = crowd.make(1)
    chosen = Selection(tree=read(TREES[0]))
    for found, least in ((100_000, 0.03), (10_000, 0.05), (10, 0.1), (None, 0.03)):
        monkeypatch.setattr(selection, "about", lambda one, _, found=found: found if one.tree else 1_000_000)
        assert ways.patience(chosen, 50, ada) == pytest.approx(0.05 if ways.is_sqlite() else least)
