"""Tasks: what is to be done, by whom, until when; done, put off, given to others, and coming back."""

from collections.abc import Mapping

from crm import access, rich
from crm.errors import NotFound
from crm.journal import operation
from crm.journal.change import Writer
from crm.models import LIVE, Business, Contact, Member, Task
from crm.tasks import recurrence, series
from crm.tasks.errors import ItemChanged, NothingChosen
from crm.tasks.form import PRIORITIES, Typed, read, read_assignee, read_due, refuse_stale

THIS, FUTURE = "this", "future"
"""Which tasks of a series a change is about: this one, or it and all that come."""

__all__ = ["FUTURE", "PRIORITIES", "THIS", "ItemChanged", "Typed", "create", "done", "edit", "give", "remove", "reopen", "snooze", "tick"]


def create(
    typed: Typed,
    *,
    by: Member,
    zone: str,
    contact: Contact | None = None,
    business: Business | None = None,
    via: str = "web",
    key: str | None = None,
) -> Task:
    """Make a task, about a contact, about a business or about nobody; one with a rule is the first of its series."""
    access.require_edit(by)
    values = read(typed, zone)
    values |= {"contact": contact.id if contact else None, "business": business.id if business else None}
    name = contact.name if contact else business.name if business else ""
    with operation(
        "task.created", by=by, title=f"Added the task “{values['title']}”{f' for {name}' if name else ''}", via=via, key=key
    ) as op:
        if typed.rule:
            values |= series.begin(op, values, recurrence.clean(typed.rule), typed.due.strip(), zone=zone, by=by)
        task: Task = op.add(Task, author=by, **values)
    return task


def edit(
    task: Task,
    typed: Typed,
    *,
    by: Member,
    zone: str,
    scope: str = THIS,
    shown: Mapping[str, str] | None = None,
    contact: Contact | None = None,
    key: str | None = None,
) -> bool:
    """Change a task, alone or with all that come after it in its series; tells whether anything changed.

    `shown` is what the form showed: a field somebody else has changed since to something else raises TaskChanged.
    """
    access.require_edit(by)
    values = read(typed, zone) | {"contact": contact.id if contact else None, "business": None if contact else task.business_id}
    with operation("task.edited", by=by, title=f"Changed the task “{values['title']}”", key=key) as op:
        [now] = op.held(task)
        refuse_stale(now, typed, shown or {}, zone)
        if typed.rule and (scope == FUTURE or now.series_id is None):
            values |= series.follow(op, now, values, recurrence.clean(typed.rule), typed.due.strip(), zone=zone, by=by)
        elif scope == FUTURE and now.series_id:
            series.end(op, now)
            values |= {"series": None, "nominal": ""}
        changed = op.put(now, **values)
        if changed and contact and contact.id != task.contact_id:
            op.event(contact)
    return changed


def done(task: Task, *, by: Member, via: str = "web", key: str | None = None) -> bool:
    """Mark a task as done; the next of its series is made. Tells whether it was open."""
    access.require_edit(by)
    with operation("task.done", by=by, title=f"Did “{task.title}”", via=via, key=key) as op:
        [now] = op.held(task)
        return _finish(op, now, by)


def reopen(task: Task, *, by: Member, key: str | None = None) -> bool:
    """Open a task that was done; tells whether it was."""
    access.require_edit(by)
    with operation("task.reopened", by=by, title=f"Reopened “{task.title}”", key=key) as op:
        return op.put(task, done_at=None, done_by=None)


def snooze(task: Task, due: str, *, by: Member, zone: str, key: str | None = None) -> bool:
    """Put a task off until a day or moment; its series goes on as it was. Tells whether that changed anything."""
    access.require_edit(by)
    values = read_due(due, zone)
    with operation("task.snoozed", by=by, title=f"Put off “{task.title}”", key=key) as op:
        return op.put(task, **values)


def tick(task: Task, place: int, done: bool, *, shown: str, by: Member, key: str | None = None) -> bool:
    """Tick an item of the check-list in a task’s description, or take the tick away; tells whether that changed.

    `place` counts from 0, `shown` are the words of the item that were ticked; one that moved since is found by them, or raises ItemChanged.
    Of a series the next begins with the list as it was made.
    """
    access.require_edit(by)
    title = f"{'Ticked' if done else 'Took the tick from'} “{rich.brief(shown)}” in the task “{task.title}”"
    with operation("task.edited", by=by, title=title, key=key) as op:
        [now] = op.held(task)
        at = rich.place_of(now.description, place, shown)
        if at is None:
            raise ItemChanged()
        return op.put(now, description=rich.with_tick(now.description, at, done))


def remove(task: Task, *, by: Member, scope: str = THIS, key: str | None = None) -> None:
    """Take a task away, and let the next of its series come, or end the series; it can be put back for as long as undo lasts."""
    access.require_edit(by)
    with operation("task.removed", by=by, title=f"Removed the task “{task.title}”", key=key) as op:
        if task.series_id and scope == FUTURE:
            series.end(op, task)
        elif task.series_id and task.done_at is None:
            series.bring_next(op, task)
        op.remove(task)


def give(tasks: list[Task], what: str, value: str, *, by: Member, zone: str, key: str | None = None) -> int:
    """Do one thing to several tasks in one operation: done, due, assignee, priority or removal; gives how many changed."""
    access.require_edit(by)
    if not tasks or what not in _ACTS:
        raise NothingChosen()
    values = _values(what, value, zone)
    with operation(_ACTS[what], by=by, title=f"{_SAID[what]} {len(tasks)} task{'s' if len(tasks) > 1 else ''}", key=key) as op:
        return sum(_change(op, task, what, values, by) for task in op.held(*tasks))


_ACTS = {
    "done": "task.done",
    "due": "task.snoozed",
    "assignee": "task.edited",
    "priority": "task.edited",
    "removal": "task.removed",
}
_SAID = {"done": "Did", "due": "Put off", "assignee": "Reassigned", "priority": "Set the priority of", "removal": "Removed"}


def _values(what: str, value: str, zone: str) -> dict[str, object]:
    if what == "due":
        return read_due(value, zone)
    if what == "assignee":
        return {"assignee": read_assignee(value)}
    if what == "priority":
        if value not in PRIORITIES:
            raise NothingChosen()
        return {"priority": PRIORITIES[value]}
    return {}


def _change(op: Writer, task: Task, what: str, values: dict[str, object], by: Member) -> bool:
    if what == "done":
        return _finish(op, task, by)
    if what == "removal":
        if task.series_id and task.done_at is None:
            series.bring_next(op, task)
        return op.remove(task)
    return op.put(task, **values)


def _finish(op: Writer, task: Task, by: Member) -> bool:
    if task.state != LIVE:
        raise NotFound()
    if task.done_at is not None:
        return False
    changed = op.put(task, done_at=op.at, done_by=by.id)
    if changed and task.series_id:
        series.bring_next(op, task)
    return changed
