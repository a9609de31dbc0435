"""What a person types about a task, read into cells, and how its cells read when they are typed again."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from crm import due, text
from crm.models import LIVE, Member, Task
from crm.models.member import VIEWER
from crm.models.task import HIGH, LOW, NORMAL
from crm.tasks import recurrence
from crm.tasks.errors import BadAssignee, BadDue, BadPriority, BadReminder, NeedsDue, NoTitle, TaskChanged, TooLong

PRIORITIES = {"low": LOW, "normal": NORMAL, "high": HIGH}
LABELS = {
    "title": "Title",
    "due": "Due",
    "assignee": "Assigned to",
    "priority": "Priority",
    "description": "Description",
    "remind": "Reminders",
}
_TITLE, _DESCRIPTION, _MOST_MINUTES, _MOST_REMINDERS = 200, 10_000, 40_320, 10


@dataclass(frozen=True, slots=True)
class Typed:
    """A task as typed: due is a day or a local moment, assignee an email address, rule an RRULE, remind minutes, several parted by commas."""

    title: str = ""
    due: str = ""
    assignee: str = ""
    priority: str = "normal"
    description: str = ""
    remind: str = ""
    rule: str = ""


def read(typed: Typed, zone: str) -> dict[str, Any]:
    """The cells of a task; a moment is one in `zone`. Raises what is wrong with it."""
    title, description = text.single_line(typed.title), text.multi_line(typed.description)
    if not title:
        raise NoTitle()
    for what, value, most in (("The title", title, _TITLE), ("The description", description, _DESCRIPTION)):
        if len(value) > most:
            raise TooLong(what=what, most=most)
    if typed.priority not in PRIORITIES:
        raise BadPriority()
    when = read_due(typed.due, zone)
    if typed.rule and not typed.due:
        raise NeedsDue()
    remind = _remind(typed.remind)
    if remind and not typed.due:
        raise BadReminder()
    return {
        "title": title,
        "description": description,
        "assignee": read_assignee(typed.assignee),
        "priority": PRIORITIES[typed.priority],
        "remind": remind,
        **when,
    }


def read_due(typed: str, zone: str) -> dict[str, Any]:
    """The cells that say when: a day, or a moment in a zone, or neither. Raises BadDue."""
    bare = typed.strip()
    try:
        if not bare:
            return {"due_on": "", "due_at": None, "zone": zone}
        if len(bare) == 10:
            return {"due_on": date.fromisoformat(bare).isoformat(), "due_at": None, "zone": zone}
        at = datetime.fromisoformat(bare)
        if not 1970 < at.year < 9999:
            raise BadDue(typed=bare)
        moment = due.at_wall(at.date(), at.time().replace(second=0, microsecond=0), zone) if at.tzinfo is None else at.astimezone(UTC)
    except ValueError as error:
        raise BadDue(typed=bare[:40]) from error
    return {"due_on": "", "due_at": moment, "zone": zone}


def read_assignee(typed: str) -> int | None:
    """The id of a member who can do record work, by email address; nobody for nothing. Raises BadAssignee."""
    if not typed.strip():
        return None
    found = Member.get_or_none((Member.email_key == typed.strip().lower()) & (Member.state == LIVE) & (Member.role != VIEWER))
    if found is None:
        raise BadAssignee(typed=typed)
    return int(found.id)


def as_typed(task: Task, zone: str) -> dict[str, str]:
    """A task’s cells as a person in a zone types them."""
    return {
        "title": task.title,
        "due": due_typed(task, zone),
        "assignee": task.assignee.email if task.assignee else "",
        "priority": next(name for name, number in PRIORITIES.items() if number == task.priority),
        "description": task.description,
        "remind": task.remind,
    }


def due_typed(task: Task, zone: str) -> str:
    """When a task is due, as a person in a zone types it."""
    if task.due_at is None:
        return str(task.due_on)
    return task.due_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def refuse_stale(now: Task, typed: Typed, shown: Mapping[str, str], zone: str) -> None:
    """Refuse to write over what somebody else has written since the form was shown. Raises TaskChanged."""
    for key, theirs in as_typed(now, zone).items():
        yours = getattr(typed, key).replace("\r\n", "\n")
        if key in shown and theirs not in (shown[key].replace("\r\n", "\n"), yours):
            raise TaskChanged(key=key, label=LABELS[key], theirs=theirs, yours=yours)


def local(task: Task) -> str:
    """When a task is due by the clock on its own wall, as a rule counts it."""
    return due_typed(task, task.zone)


def words(rule: str) -> str:
    """A rule in words; nothing for none, and for what somebody sent that is none."""
    with suppress(recurrence.BadRule):
        return recurrence.describe(recurrence.clean(rule)) if rule else ""
    return ""


def _remind(typed: str) -> str:
    """The minutes before, each once, the smallest first."""
    words = typed.replace(",", " ").split()
    if len(words) > _MOST_REMINDERS or not all(word.isascii() and word.isdigit() and int(word[:9]) <= _MOST_MINUTES for word in words):
        raise BadReminder()
    return ",".join(map(str, sorted({int(word) for word in words})))
