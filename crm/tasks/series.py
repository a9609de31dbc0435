"""Tasks that come back: one stands open at a time, and when it is done the next is made, due when the rule says."""

from datetime import date, datetime
from typing import Any

from crm.due import at_wall
from crm.journal.change import Writer
from crm.models import GONE, LIVE, Member, Task, TaskSeries
from crm.tasks import recurrence

_KEPT = ("contact", "business", "title", "description", "assignee", "priority", "remind")
"""What every task of a series is given by it."""


def begin(op: Writer, values: dict[str, Any], rule: str, due: str, *, zone: str, by: Member) -> dict[str, Any]:
    """Make a series in an open operation; gives the cells of its first task, due on the first day the rule gives."""
    first = recurrence.first(rule, due)
    what = {name: values[name] for name in _KEPT}
    made = op.add(TaskSeries, author=by, rule=rule, starts=first, zone=zone, **what)
    return {"series": made.id, "nominal": first, **_when(first, zone)}


def follow(op: Writer, task: Task, values: dict[str, Any], rule: str, due: str, *, zone: str, by: Member) -> dict[str, Any]:
    """Let a task and all that come be as `values` say: its series starts anew from here, or it gets one; gives the task's cells.

    A task that was put off, and is due when it was, leaves the days of those that come where they were.
    """
    if task.series_id is None:
        return begin(op, values, rule, due, zone=zone, by=by)
    known = TaskSeries.get_by_id(task.series_id)
    if rule == known.rule:
        rule = recurrence.rest(rule, known.starts, task.nominal)
        if (values["due_on"], values["due_at"]) == (task.due_on, task.due_at):
            op.put(known, state=LIVE, rule=rule, starts=task.nominal, **{name: values[name] for name in _KEPT})
            return {"nominal": task.nominal}
    first = recurrence.first(rule, due)
    what = {name: values[name] for name in _KEPT}
    op.put(known, state=LIVE, rule=rule, starts=first, zone=zone, **what)
    return {"nominal": first, **_when(first, zone)}


def end(op: Writer, task: Task) -> None:
    """Let no more tasks of the series come."""
    op.put(TaskSeries.get_by_id(task.series_id), state=GONE)


def bring_next(op: Writer, task: Task) -> Task | None:
    """Make the task that comes after this one, unless it is there already or the series has ended."""
    known = TaskSeries.get_by_id(task.series_id)
    nominal = recurrence.following(known.rule, known.starts, task.nominal) if known.state == LIVE else None
    if nominal is None:
        return None
    later = (Task.series == known.id) & (Task.nominal >= nominal) & (Task.state == LIVE)
    if Task.select().where(later).exists():
        return None
    what = {name: known.__data__[name] for name in (*_KEPT, "author")}
    made: Task = op.add(Task, series=known.id, nominal=nominal, **_when(nominal, known.zone), **what)
    return made


def _when(nominal: str, zone: str) -> dict[str, Any]:
    if "T" not in nominal:
        return {"due_on": nominal, "due_at": None, "zone": zone}
    at = datetime.fromisoformat(nominal)
    return {"due_on": "", "due_at": at_wall(date(at.year, at.month, at.day), at.time(), zone), "zone": zone}
