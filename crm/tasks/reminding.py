"""Reminders: each is given once, whatever crashes, for the mark on the task and the event that tells of it are one transaction."""

from datetime import datetime

from peewee import SQL, Expression

from crm import clock
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
    ungiven = t.reminded_for.is_null() | (t.reminded_for != t.remind_at)
    return (t.state == SQL("1")) & (t.remind_at <= clock.now()) & t.done_at.is_null() & ungiven


def _give(task_id: int) -> bool:
    """Claim one reminder and tell of it; who comes second, or finds the task done or moved meanwhile, does nothing."""
    task = Task.get_by_id(task_id)
    with operation("task.reminded", by=None, title=f"Reminder: {task.title}", via="automation", task=task_id) as op:
        if Task.update(reminded_for=Task.remind_at).where((Task.id == task_id) & _due()).execute() == 0:
            return False
        if any(about is not None and about.state != LIVE for about in (task.contact, task.business)):
            return False
        event = op.event(task)
        Event.update(other_id=task.assignee_id or task.author_id).where(Event.id == event).execute()
    return True


def given_to(member: Member, since: datetime, most: int = 5) -> list[Task]:
    """The open tasks a member was reminded of since a moment and has not done yet, newest reminder first."""
    t = Task
    mine = (
        (t.state == SQL("1")) & t.done_at.is_null() & (t.assignee == member.id) & (t.reminded_for == t.remind_at) & (t.remind_at >= since)
    )
    return list(t.select().where(mine).order_by(t.remind_at.desc()).limit(most))
