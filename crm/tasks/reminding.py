"""Reminders: each is given once, whatever crashes, for the mark on the task and the event that tells of it are one transaction.

Of several whose time has come, as after a night in which nothing ran, the last is given for all.
"""

from datetime import datetime

from peewee import SQL, Expression

from crm import clock, due
from crm.journal import operation
from crm.models import LIVE, Event, Member, Task

_AT_ONCE = 200


def remind() -> int:
    """Give the reminders that are due; gives how many. Any number of workers may do this at once."""
    t = Task
    waiting = t.select(t.id).where(_due()).order_by(t.remind_at, t.id).limit(_AT_ONCE)
    return sum(_give(task_id) for (task_id,) in list(waiting.tuples()))


def _due() -> Expression:
    t = Task
    ungiven = t.reminded_for.is_null() | (t.reminded_for < t.remind_at)
    return (t.state == SQL("1")) & (t.remind_at <= clock.now()) & t.done_at.is_null() & ungiven


def _give(task_id: int) -> bool:
    """Claim one reminder and tell of it; who comes second, or finds the task done or moved meanwhile, does nothing."""
    task = Task.get_by_id(task_id)
    marks = due.passed(times(task), clock.now())
    if marks is None:
        return False
    given, following = marks
    here = (Task.id == task_id) & (Task.remind_at == task.remind_at)
    with operation("task.reminded", by=None, title=f"Reminder: {task.title}", via="automation", task=task_id) as op:
        if Task.update(reminded_for=given, remind_at=following).where(here & _due()).execute() == 0:
            return False
        if any(about is not None and about.state != LIVE for about in (task.contact, task.business)):
            return False
        event = op.event(task)
        Event.update(other_id=task.assignee_id or task.author_id).where(Event.id == event).execute()
    return True


def given_to(member: Member, since: datetime, most: int = 5) -> list[Task]:
    """The open tasks a member was reminded of since a moment and has not done yet, newest reminder first; not those that were put off since."""
    t = Task
    mine = (t.state == SQL("1")) & t.done_at.is_null() & (t.assignee == member.id) & (t.reminded_for >= since)
    found = t.select().where(mine).order_by(t.reminded_for.desc()).limit(_AT_ONCE)
    return [task for task in found if t.reminded_for.db_value(task.reminded_for) in times(task)][:most]


def times(task: Task) -> list[int]:
    """When to remind of a task, in milliseconds, soonest first."""
    return due.reminders(task.due_on, task.due_at, task.zone, task.remind)
