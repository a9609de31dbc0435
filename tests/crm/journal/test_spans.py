"""Stretches of time: what the ids say beside the times leaves nothing out, and ends the walk through the newest operations."""

from datetime import timedelta

import pytest

from crm import clock
from crm.journal import spans
from crm.models import Operation

HOUR = timedelta(hours=1)


@pytest.fixture
def begin(office):
    """When the first of these operations was done; the clock went on by an hour each, and was set back for the fourth and fifth."""
    begin = clock.now().replace(microsecond=0)
    for hours in (0, 1, 2, 0.6, 1.6, 3, 4):
        Operation.create(kind="contact.edited", created_at=begin + hours * HOUR)
    return begin


def found(*conditions):
    return [at for (at,) in Operation.select(Operation.created_at).where(True, *conditions).order_by(Operation.id).tuples()]


@pytest.mark.parametrize("hours", [-0.5, 0, 0.5, 1, 1.5, 2, 3.5, 4, 4.5])
def test_a_stretch_holds_what_was_done_in_it(begin, hours):
    moment = begin + hours * HOUR
    every = found()
    assert found(spans.since(moment)) == [at for at in every if at >= moment]
    assert found(spans.until(moment)) == [at for at in every if at < moment]


def test_a_walk_ends_where_the_stretch_does(office):
    sql, values = Operation.select(Operation.id).where(spans.since(clock.now())).order_by(Operation.id.desc()).sql()
    plan = [step for *_, step in office.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert "SEARCH t1 USING INTEGER PRIMARY KEY (rowid>?)" in plan
