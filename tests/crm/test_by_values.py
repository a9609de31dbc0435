"""What the index of a field's values answers alone is what is found by asking every person."""

import pytest

from crm import clock, custom_fields, members, selection
from crm.contacts import by_values, listing
from crm.contacts.sorting import Sort
from crm.custom_fields import Wanted
from crm.fields import FIELDS
from crm.fields.types import type_of
from crm.filters import Group, Leaf, alone
from crm.selection import Selection
from crm.statistics import refresh_statistics
from tests.crm.filters import crowd, trade
from tests.crm.filters.oracle import UTC_NOW
from tests.crm.filters.test_meaning import leaves_of

SIZE = 20


@pytest.fixture
def ada(database):
    with clock.moved(UTC_NOW - clock.now()):
        ada = crowd.make(300)
        trade.take_options_away(ada)
        refresh_statistics()
        yield ada


def trees():
    """Every condition on a field of the office's own, plain, or deeper and refused."""
    for key in trade.WANTED:
        for number, leaf in enumerate(leaves_of(key)):
            yield key, Group("all", (leaf,)) if number % 2 else Group("none", (Group("any", (leaf,)),))


def by_asking(monkeypatch, act):
    """What `act` gives where nothing is answered by values alone."""
    with monkeypatch.context() as without:
        without.setattr(alone, "of", lambda _: None)
        without.setattr(by_values, "of", lambda *_: None)
        selection.forget()
        found = act()
    selection.forget()
    return found


def pages(tree, text, ada):
    chosen = Selection(tree=tree)
    return [listing.page_ids(chosen, Sort.parse(text), at, SIZE, ada) for at in (0, 140)]


def test_a_total_is_the_same(ada, monkeypatch):
    answered = 0
    for _, tree in trees():
        chosen = Selection(tree=tree)
        assert selection.count(chosen, ada) == by_asking(monkeypatch, lambda chosen=chosen: selection.count(chosen, ada)), tree
        asked = alone.of(tree)
        answered += asked is not None and alone.condition(asked, selection.asker_of(ada)) is not None
    assert answered > 100


def test_a_page_is_the_same(ada, monkeypatch):
    answered = 0
    for key, tree in [*trees(), *((key, None) for key in trade.WANTED)]:
        if not type_of(FIELDS[key]).sorts:
            continue
        for text in (key, f"-{key}"):
            assert pages(tree, text, ada) == by_asking(monkeypatch, lambda at=(tree, text): pages(*at, ada)), (tree, text)
            answered += by_values.of(Selection(tree=tree), Sort.parse(text), ada) is not None
    assert answered > 100


def test_whoever_sees_only_some_and_whatever_else_is_asked_has_people_looked_at(ada):
    bob = members.create("Cy", "cy@example.org", "seven green kettles", by=ada)
    bob.only_assigned = 1
    tree, by = Group("all", (Leaf("cf_words", "is", "ann"),)), Sort.parse("cf_words")
    assert by_values.of(Selection(tree=tree), by, ada) is not None
    assert by_values.of(Selection(tree=tree), by, bob) is None
    others = (
        Selection(tree=tree, archived=True),
        Selection(tree=tree, search="ann"),
        Selection(tree=tree, ids=(1, 2)),
        Selection(owner=ada.id),
    )
    assert all(by_values.of(other, by, ada) is None for other in others)
    assert by_values.of(Selection(tree=Group("all", (Leaf("city", "is", "oslo"),))), by, ada) is None
    assert by_values.of(Selection(tree=Group("all", (*tree.parts, Leaf("city", "is", "oslo")))), by, ada) is None
    assert selection.count(Selection(tree=tree), bob) == 0 < selection.count(Selection(tree=tree), ada)


def test_a_field_that_nobody_filled_is_a_list_of_everybody(ada):
    custom_fields.define(Wanted("Berth"), by=ada)
    everybody = selection.count(Selection(), ada)
    ids = [i for at in range(0, everybody, SIZE) for i in listing.page_ids(Selection(), Sort.parse("-cf_berth"), at, SIZE, ada)]
    assert ids == sorted(ids)
    assert len(ids) == everybody
    assert selection.count(Selection(tree=Group("all", (Leaf("cf_berth", "empty"),))), ada) == everybody


def test_a_walk_along_another_order_asks_each_person_for_the_value(ada, monkeypatch):
    everybody = selection.count(Selection(), ada)
    for leaf in (
        Leaf("cf_count", "not_empty"),
        Leaf("cf_count", "ne", 7),
        Leaf("cf_words", "not_contains", "ann"),
        Leaf("cf_likes", "not_empty"),
    ):
        chosen = Selection(tree=Group("all", (leaf,)))
        walked, total = by_values.along(chosen, SIZE, ada), selection.count(chosen, ada)
        if leaf.op == "not_contains":
            assert walked is None
            continue
        assert SIZE * everybody < total * total
        assert {i for (i,) in walked.tuples()} == {i for (i,) in chosen.query(ada).tuples()}
        page = listing.page_ids(chosen, Sort.parse("-city"), 0, SIZE, ada)
        assert page == by_asking(monkeypatch, lambda chosen=chosen: listing.page_ids(chosen, Sort.parse("-city"), 0, SIZE, ada))
    rare = Selection(tree=Group("all", (Leaf("cf_words", "is", "x" * 250 + "Oslo"),)))
    assert by_values.along(rare, 5_000, ada) is None
