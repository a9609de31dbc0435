"""Few acts on few names, values and businesses, so that they meet: no rule of what may be there once is broken by any undo."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crm.models import Operation
from tests.crm.journal.world import MEETING, World, check, histories


@pytest.mark.parametrize("verbs", MEETING, ids=" ".join)
def test_names_values_and_businesses_hold_whatever_comes_and_goes(engine, database, verbs):
    """What was freed is taken, and what is given back finds its place taken or gone."""
    few = st.integers(0, 1)
    act = st.tuples(st.sampled_from(verbs), few, few, few)
    undo = st.tuples(st.just("UNDO"), st.integers(0, 3), st.just(0), st.just(0))

    @example(steps=MEETING[verbs])
    def holds(steps):
        world = World()
        for step in steps:
            if step[0] == "UNDO":
                heads = list(Operation.select().where(Operation.id > world.first).order_by(Operation.id.desc()).limit(4))
                world.undo(heads[step[1] % len(heads)])
            else:
                world.do(step)
        check(world)

    some = settings(
        max_examples=max(histories(60, 20, engine) // 20, 1), deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    some(given(steps=st.lists(st.one_of(act, act, undo), min_size=4, max_size=8))(holds))()
