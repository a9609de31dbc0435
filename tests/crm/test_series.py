"""Tasks that come back, changed here and there, compared with dateutil: what comes after a change of this one, and of all that come."""

from datetime import datetime, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr

from crm import tasks
from crm.models import Task

ENGINES = ("sqlite",)
RULES = (
    ("the 31st", "FREQ=MONTHLY", "2026-01-31"),
    ("the last day", "FREQ=MONTHLY;BYMONTHDAY=-1", "2027-01-31"),
    ("29 February", "FREQ=YEARLY", "2024-02-29"),
    ("every two weeks as clocks go forward", "FREQ=WEEKLY;INTERVAL=2", "2026-03-16T09:00"),
    ("every two weeks as clocks go back", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", "2026-10-12T09:00"),
    ("five times", "FREQ=WEEKLY;COUNT=5", "2026-11-25"),
    ("until a day", "FREQ=DAILY;UNTIL=20261129", "2026-11-25T09:00"),
)
ROWS = [(rule, starts, at) for _, rule, starts in RULES for at in (0, 2)]
NAMED = [f"{name}, number {at + 1}" for name, _, _ in RULES for at in (0, 2)]
MOST = 6


def coming(rule, starts):
    """The first days or moments of a rule, as dateutil has them."""
    bare = rule.replace("UNTIL=20261129", "UNTIL=20261129T235959")
    found = islice(rrulestr(f"RRULE:{bare}", dtstart=datetime.fromisoformat(starts)), MOST)
    return [written(one, starts) for one in found]


def written(moment, like):
    return moment.strftime("%Y-%m-%dT%H:%M" if "T" in like else "%Y-%m-%d")


def later(due, days):
    return written(datetime.fromisoformat(due) + timedelta(days=days), due)


def begun(rule, starts, ada, at):
    """The task at this place of a series, those before it done."""
    task = tasks.create(tasks.Typed("Call", starts, rule=rule), by=ada, zone="Europe/Oslo")
    for _ in range(at):
        tasks.done(task, by=ada)
        task = Task.get(Task.done_at.is_null())
    return task


def told(ada):
    """What every task of the series is called and when it is due, the open ones done one after the other."""
    while (task := Task.get_or_none(Task.done_at.is_null())) and Task.select().count() < MOST:
        tasks.done(task, by=ada)
    return [(task.title, tasks.form.local(task)) for task in Task.select().order_by(Task.id)]


def change(task, title, due, rule, ada, scope):
    typed = tasks.Typed(title, due, rule=task.series.rule if rule is None else rule)
    tasks.edit(Task.get_by_id(task.id), typed, by=ada, zone="Europe/Oslo", scope=scope)


@pytest.mark.parametrize(("rule", "starts", "at"), ROWS, ids=NAMED)
def test_a_change_of_this_one_moves_no_other(ada, rule, starts, at):
    dues, task = coming(rule, starts), begun(rule, starts, ada, at)
    change(task, "Visit", later(dues[at], 1), None, ada, tasks.THIS)
    expected = [("Call", due) for due in dues]
    expected[at] = ("Visit", later(dues[at], 1))
    assert told(ada) == expected


@pytest.mark.parametrize(("rule", "starts", "at"), ROWS, ids=NAMED)
def test_new_words_for_all_that_come_move_none(ada, rule, starts, at):
    dues, task = coming(rule, starts), begun(rule, starts, ada, at)
    change(task, "Visit", dues[at], None, ada, tasks.FUTURE)
    assert told(ada) == [("Call" if n < at else "Visit", due) for n, due in enumerate(dues)]


@pytest.mark.parametrize(("rule", "starts", "at"), ROWS, ids=NAMED)
def test_new_words_for_all_that_come_after_one_was_put_off_move_only_that_one(ada, rule, starts, at):
    dues, task = coming(rule, starts), begun(rule, starts, ada, at)
    put_off = later(dues[at], 1)
    tasks.snooze(task, put_off, by=ada, zone="Europe/Oslo")
    change(task, "Visit", put_off, None, ada, tasks.FUTURE)
    assert told(ada) == [("Call" if n < at else "Visit", put_off if n == at else due) for n, due in enumerate(dues)]


@pytest.mark.parametrize(("rule", "starts", "at"), ROWS, ids=NAMED)
def test_all_that_come_follow_another_rule_from_here(ada, rule, starts, at):
    dues, task = coming(rule, starts), begun(rule, starts, ada, at)
    other, moved = "FREQ=WEEKLY;COUNT=3", later(dues[at], 1)
    change(task, "Visit", moved, other, ada, tasks.FUTURE)
    assert told(ada) == [*(("Call", due) for due in dues[:at]), *(("Visit", due) for due in coming(other, moved))][:MOST]
