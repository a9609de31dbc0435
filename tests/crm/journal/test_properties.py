"""The kernel's acceptance: random histories of every verb, undone in every way, on both databases."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm import journal
from crm.models import Change, Operation
from tests.crm.journal.begun import rows_of
from tests.crm.journal.world import FREE, NOT_PERSON, STEP, World, check, histories, visible, written

SHORT = st.lists(STEP, max_size=8)


@pytest.fixture
def many(engine: str, database: object) -> Callable[..., None]:
    """Run a property over random histories: 60 on SQLite and 20 on PostgreSQL, or as many as KITH_HISTORIES says."""

    def run(property_: Callable[..., None], **strategies: Any) -> None:
        limits = settings(max_examples=histories(60, 20, engine), deadline=None, database=None, suppress_health_check=list(HealthCheck))
        limits(given(**strategies)(property_))()

    return run


def test_every_history_begins_alike(database):
    first = World()
    was = rows_of(written())
    first.edit(0, 1, 1), first.tag(0, 0, 1), first.boat(0, 1, 1), first.note(0, 0, 0)
    assert rows_of(written()) != was
    again = World()
    assert rows_of(written()) == was
    check(again)
    assert again.do(("boat", 0, 1, 1)) is not None


def test_undo_of_each_verb_alone_gives_the_start(many):
    def holds(before, step):
        world = World()
        for earlier in before:
            world.do(earlier)
        was = visible()
        head = world.do(step)
        if head is None:
            assert visible() == was
            return
        did = visible()
        undone = world.undo(head)
        assert visible() == was
        check(world)
        if undone.operation is None:
            assert did == was
            return
        redone = world.undo(undone.operation)
        if not redone.kept:
            assert visible() == did
        check(world)
        world.undo(redone.operation or head)
        check(world)
        if redone.operation and not redone.kept:
            assert visible() == was

    many(holds, before=st.lists(NOT_PERSON, max_size=6), step=NOT_PERSON)


def test_reverse_order_undo_gives_the_start(many):
    def holds(steps):
        world = World()
        states, heads = [], []
        for step in steps:
            states.append(visible())
            head = world.do(step)
            if head is None:
                states.pop()
            else:
                heads.append(head)
        for head in reversed(heads):
            world.undo(head)
            assert visible() == states.pop(), head.kind
            check(world)

    many(holds, steps=st.lists(NOT_PERSON, min_size=1, max_size=10))


def test_free_cells_undo_in_any_order_gives_the_start(many):
    free = st.tuples(st.sampled_from(FREE), st.integers(0, 7), st.integers(0, 7), st.integers(0, 3))

    def holds(steps, seed):
        world = World()
        world.tag(0, 0, 0), world.tag(0, 0, 1), world.tag(0, 0, 2)
        was = visible()
        heads = [head for step in steps if (head := world.do(step)) is not None]
        random.Random(seed).shuffle(heads)
        for head in heads:
            world.undo(head)
        assert visible() == was
        check(world)

    many(holds, steps=st.lists(free, min_size=1, max_size=8), seed=st.integers(0, 1000))


def test_later_edits_are_kept_exactly_and_the_plan_is_the_effect(many):
    def holds(before, step, after):
        world = World()
        for earlier in before:
            world.do(earlier)
        head = world.do(step)
        if head is None:
            return
        for later in after:
            world.do(later)
        standing = {
            (c.tbl, c.row, c.col): c.new
            for c in Change.select()
            .where((Change.operation > head.id) & Change.undo_of.is_null() & Change.off.is_null())
            .order_by(Change.id)
        }
        was = visible()
        planned = journal.plan(head, by=world.ada)
        assert visible() == was
        done = world.undo(head, opt_outs=False)
        assert planned.words == done.words
        assert [(v.cell.at, v.why) for v in planned.kept] == [(v.cell.at, v.why) for v in done.kept]
        assert all(v.why for v in done.kept)
        check(world)
        for (tbl, row, col), new in standing.items():
            newest = Change.select().where((Change.tbl == tbl) & (Change.row == row) & (Change.col == col)).order_by(Change.id.desc()).get()
            assert newest.new == new, (tbl, row, col)
        if done.operation is not None:
            world.undo(done.operation)
            check(world)

    many(holds, before=SHORT, step=STEP, after=SHORT)


def test_any_history_with_undos_keeps_the_invariants(many):
    undo = st.tuples(st.just("UNDO"), st.integers(0, 30), st.just(0), st.just(0))

    def holds(steps):
        world = World()
        for step in steps:
            if step[0] == "UNDO":
                heads = list(Operation.select().where(Operation.id > world.first).order_by(Operation.id))
                world.undo(heads[step[1] % len(heads)])
            else:
                world.do(step)
            check(world)

    many(holds, steps=st.lists(st.one_of(STEP, STEP, undo), max_size=14))


def test_a_repeat_of_a_verb_records_nothing(many):
    repeated = ("edit", "street", "tag", "email", "phone")

    def holds(steps, verb, i, j, k):
        world = World()
        for step in steps:
            world.do(step)
        world.do((verb, i, j, k))
        count = (Change.select().count(), Operation.select().count())
        assert world.do((verb, i, j, k)) is None
        assert (Change.select().count(), Operation.select().count()) == count

    many(holds, steps=SHORT, verb=st.sampled_from(repeated), i=st.integers(0, 7), j=st.integers(0, 7), k=st.integers(0, 3))
