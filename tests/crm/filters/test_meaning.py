"""Every operator of every field, and random trees of them, mean in SQL what they mean in plain Python, on both databases."""

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm import clock
from crm.db import plain
from crm.filters import Asker, Group, Leaf, Related, as_json, compile_tree, describe, parse
from crm.filters.fields import TYPES
from crm.filters.operators import OPERATORS
from crm.filters.probing import compile_for_few
from crm.filters.times import Calendar
from crm.models import Contact
from crm.statistics import refresh_statistics
from tests.crm.filters import crowd, trade
from tests.crm.filters.oracle import UTC_NOW, Judged, Oracle

TREES = int(os.environ.get("KITH_TREES", "150"))
ZONE, REGION = "Europe/Oslo", "US"
TEXT_VALUES = ("ann", "ÅSE", "o", "lee", "strasse", "%", "_", "b\\", "o'neil", "oslo", "example.org", "iz", "x y")
VALUES = {
    "phone": ("22 33 44 55", "+47 22 33 44 55", "+45 22334455", "555", "503", "0148", "911", "２２ ３３", "555–0148", "EXT. 7", "Ｘ"),
    "phones": ("22 33 44 55", "004522334455", "(503) 555-0148", "911"),
    "email": (*TEXT_VALUES, "josé", "JOSE1", "åse2@example.org", "ASE2@EXAMPLE.ORG", "ost.example", "Øst.Example", "strasse", "名前", "@"),
    "emails": (
        "ann1@example.org",
        "ANN.LEE2@example.org",
        "x3@mail.example",
        "jose4@example.org",
        "åse5@mail.example",
        "Straße6@øst.example",
    ),
    "tags": ("VIP", "gold", "a b", "nobody has it"),
    "followers": ("me", "bob@example.org"),
    "type": ("lead", "customer"),
    "country": ("NO", "US"),
    "timezone": ("Europe/Oslo", "Asia/Tokyo"),
    "owner": ("me", "bob@example.org"),
    "birth_date": ("1980-05-31", "2000-02-29", "1999-12-31", "9999-12-31"),
    "created_at": ("2026-11-25", "2026-11-24", "2026-10-26"),
    "updated_at": ("2026-11-01", "2026-01-01"),
    "last_activity_at": ("2026-11-25", "2026-11-18"),
    "id": (1, 700, 1999),
    "score": (0, -1, 5.5),
    "dnc": ("email", "text", "call", "post"),
}
TITLES = ("ase", "ÅSE øst.csv", "BOB.CSV", "imported åse ost.csv", "Imported Åse", "%")
TITLE_OPS = ("is", "is_not", "contains", "not_contains", "starts_with", "ends_with")
SPANS = ((0, "day"), (1, "day"), (7, "day"), (1, "week"), (1, "month"), (3, "month"), (1, "year"), (30, "day"))


ASKS = {**TYPES, **trade.ASKS}
"""Every field that is tried, the office's own too, with the type whose operators it has."""


def values_of(key):
    return trade.VALUES.get(key) or VALUES.get(key, TEXT_VALUES)


def leaves_of(key):
    """Leaves of a field: every operator, with a few values each."""
    some = values_of(key)
    for name, operator in OPERATORS[ASKS[key]].items():
        if operator.shape == "none":
            yield Leaf(key, name)
        elif operator.shape == "one":
            yield from (Leaf(key, name, value) for value in some)
        elif operator.shape == "list":
            yield from (Leaf(key, name, some[:2]), Leaf(key, name, some[-1:]))
        elif operator.shape == "pair":
            yield Leaf(key, name, tuple(sorted(some[:2])))
        else:
            yield from (Leaf(key, name, span) for span in SPANS)


RELATED = st.one_of(
    st.builds(
        Related,
        st.just("tags"),
        st.builds(lambda v: Group("all", (Leaf("name", "contains", v),)), st.sampled_from(("o", "VIP"))),
        st.sampled_from(("gte", "eq", "lt", "ne")),
        st.integers(0, 2),
    ),
    st.builds(
        Related,
        st.just("imports"),
        st.builds(lambda v: Group("all", (Leaf("by", "is", v),)), st.sampled_from(("me", "bob@example.org"))),
        st.sampled_from(("gte", "eq")),
        st.integers(0, 1),
    ),
    st.builds(
        Related,
        st.just("imports"),
        st.builds(lambda op, v: Group("all", (Leaf("title", op, v),)), st.sampled_from(TITLE_OPS), st.sampled_from(TITLES)),
        st.sampled_from(("gte", "eq")),
        st.integers(0, 1),
    ),
    st.builds(
        Related,
        st.just("notes"),
        st.just(Group("all", (Leaf("text", "contains", "ann"),))),
        st.sampled_from(("gte", "lte", "gt")),
        st.integers(0, 2),
    ),
    st.builds(Related, st.just("businesses"), st.just(Group("all", (Leaf("name", "is_not", "ann"),)))),
    st.builds(
        Related,
        st.just("businesses"),
        st.builds(lambda leaf: Group("all", (leaf,)), st.sampled_from((Leaf("role", "contains", "ann"), Leaf("role", "empty")))),
        st.sampled_from(("gte", "eq", "lt")),
        st.integers(0, 2),
    ),
)
ALL_LEAVES = [leaf for key in ASKS for leaf in leaves_of(key)]


def numbered(number):
    """One of all leaves: a short name for a long list."""
    return ALL_LEAVES[number]


LEAVES = st.one_of(st.integers(0, len(ALL_LEAVES) - 1).map(numbered), RELATED)


def groups(inner):
    return st.builds(
        lambda kind, parts: Group(kind, tuple(parts)), st.sampled_from(("all", "any", "none")), st.lists(inner, min_size=1, max_size=4)
    )


TREE = groups(LEAVES | groups(LEAVES | groups(LEAVES)))


@pytest.fixture
def world(database):
    """The people, the oracle and the asker, on a given day."""
    with clock.moved(UTC_NOW - clock.now()):
        ada = crowd.make()
        trade.take_options_away(ada)
        refresh_statistics()
        calendar = Calendar.of(UTC_NOW, ZONE, REGION)
        oracle = Oracle(calendar.today, ZONE, calendar.first_weekday, ada.email)
        yield Judged(crowd.as_dictionaries(), oracle), Asker(ada.id, calendar, "NO")


def differences(tree, world):
    judged, asker = world
    meant = judged.found(tree)
    differ, whole = set(), tree if isinstance(tree, Group) else Group("all", (tree,))
    for asked in (compile_tree, compile_for_few):
        differ |= meant ^ {i for (i,) in plain(Contact.select(Contact.id).where((Contact.state == 1) & asked(whole, asker)))}
    return [judged.people[i] for i in sorted(differ)[:3]]


def test_of_people_alike_one_is_judged_for_all():
    some = [(city, tags) for city in ("Oslo", "Rome", "") for tags in ([], ["vip"], ["vip", "Gold"]) for _ in range(2)]
    people = {
        number: {"city": city, "tags": tags, "related tags": [{"name": tag} for tag in tags]} for number, (city, tags) in enumerate(some)
    }
    oracle = Oracle(UTC_NOW.date(), ZONE, 0, "ada@example.org")
    leaves = (Leaf("city", "is", "oslo"), Leaf("city", "is_not", "Rome"), Leaf("tags", "has_any", ("gold",)), Leaf("city", "empty"))
    related = Related("tags", Group("all", (Leaf("name", "contains", "o"),)), "gte", 1)
    trees = [Group(kind, (*leaves[:n], *more)) for kind in ("all", "any", "none") for n in range(1, 5) for more in ((), (related,))]
    for tree in (*leaves, related, *trees):
        assert Judged(people, oracle).found(tree) == {i for i, person in people.items() if oracle.holds(tree, person)}, tree


def test_every_operator_of_every_field_means_what_it_says(world):
    tried = 0
    for key in ASKS:
        for leaf in leaves_of(key):
            assert differences(leaf, world) == [], leaf
            tried += 1
    assert tried > 1_000


def test_titles_of_imports_are_found_whatever_their_case_and_accents(world):
    for leaf in (*(Leaf("title", op, v) for op in TITLE_OPS for v in TITLES), Leaf("title", "any_of", TITLES), Leaf("title", "empty")):
        assert differences(Related("imports", Group("all", (leaf,))), world) == [], leaf


def test_random_trees_mean_what_they_say(world):
    @settings(max_examples=TREES, suppress_health_check=list(HealthCheck))
    @given(TREE)
    def meaning(tree):
        assert differences(tree, world) == []

    meaning()


def test_weeks_start_as_the_country_has_them(database):
    sunday = UTC_NOW - timedelta(days=3)
    assert Calendar.of(sunday, "UTC", "US").days("this_week", None) != Calendar.of(sunday, "UTC", "NO").days("this_week", None)


@settings(max_examples=max(TREES, 500), suppress_health_check=list(HealthCheck))
@given(st.lists(TREE, min_size=2, max_size=12, unique=True))
def test_trees_survive_json_and_different_ones_read_differently(office, trees):
    from crm import members

    if members.owner() is None:
        ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
        members.create("Bob", "bob@example.org", "seven green kettles", by=ada)
        trade.define(ada)
    for tree in trees:
        assert parse(as_json(tree)) == tree
    assert len({describe(tree) for tree in trees}) == len(trees)
