"""Which tasks there are: whose, due when, found by which words; what is due today is the viewer’s own day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import SQL, Expression, ModelSelect, fn

from crm import access, clock, due
from crm.db import among
from crm.fold import fold
from crm.models import LIVE, Business, Contact, Member, Task, TaskSeries

OVERDUE, TODAY, UPCOMING, WHENEVER, SOON = "overdue", "today", "upcoming", "whenever", "soon"
AHEAD = 7
"""Days after today that are soon."""
WHEN = {OVERDUE: "Overdue", TODAY: "Today", UPCOMING: "Upcoming", WHENEVER: "No date"}


@dataclass(frozen=True, slots=True)
class Day:
    """The day somebody looks: the moment it is, and their zone."""

    now: datetime
    zone: str

    @classmethod
    def here(cls, zone: str) -> "Day":
        """Now, in a zone."""
        return cls(clock.now(), zone)

    @property
    def date(self) -> "date":
        """Which day it is there."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def when(self, task: Task) -> str:
        """Whether a task is overdue, due today, later or whenever, for who looks."""
        if task.due_at is not None:
            end = due.bounds(self.date, self.zone)[1]
            return OVERDUE if task.due_at < self.now else TODAY if task.due_at < end else UPCOMING
        if not task.due_on:
            return WHENEVER
        today = self.date.isoformat()
        return OVERDUE if task.due_on < today else TODAY if task.due_on == today else UPCOMING


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks are wanted: open or done, of one assignee or anybody, due when, of a priority, about a contact or business, holding words."""

    done: bool = False
    assignee: int | None = None
    when: str = ""
    priority: int | None = None
    contact: int | None = None
    business: int | None = None
    words: str = ""


def query(wanted: Wanted, day: Day, actor: Member) -> ModelSelect:
    """The tasks wanted that the actor may see, soonest first; done ones newest first."""
    t = Task
    found = t.select().where(_where(wanted, day))
    found = access.visible_tasks(found.left_outer_join(Contact, on=(Contact.id == t.contact)), actor).where(
        (t.contact.is_null() | (Contact.state == SQL("1"))) & access.business_stands()
    )
    order = (t.done_at.desc(), t.id.desc()) if wanted.done else (t.due.is_null(), t.due, t.priority.desc(), t.id)
    return found.order_by(*order)


def count(wanted: Wanted, day: Day, actor: Member) -> int:
    """How many tasks are wanted."""
    return int(query(wanted, day, actor).order_by().select(fn.COUNT(Task.id)).scalar())


def page(wanted: Wanted, day: Day, actor: Member, offset: int = 0, size: int = 100) -> list[Task]:
    """One page of tasks with their people, businesses, assignees and rules; one query, or two for whom not everybody is shown."""
    a, d, b = Member.alias(), Member.alias(), Business.alias()
    full = (
        query(wanted, day, actor)
        .select(Task, Contact, Business, a, d, b, TaskSeries)
        .left_outer_join(Business, on=(Business.id == Contact.business), src=Contact)
        .left_outer_join(a, on=(a.id == Task.assignee), src=Task, attr="assignee")
        .left_outer_join(d, on=(d.id == Task.done_by), src=Task, attr="done_by")
        .left_outer_join(b, on=(b.id == Task.business), src=Task, attr="business")
        .left_outer_join(TaskSeries, on=(TaskSeries.id == Task.series), src=Task, attr="series")
    )
    return access.hide_strangers(list(full.offset(offset).limit(size)), actor)


def next_of(people: Sequence[int], day: Day, actor: Member) -> dict[int, Task]:
    """Of each of these people the open task that comes first, as far as the actor may see it; one query."""
    found: dict[int, Task] = {}
    for task in query(Wanted(), day, actor).where(among(Task.contact, list(people))):
        found.setdefault(task.contact_id, task)
    return found


def waiting(day: Day, actor: Member) -> int:
    """How many tasks of the actor are overdue or due today: the number beside Tasks."""
    end = due.bounds(day.date, day.zone)[1]
    t = Task
    mine = (t.state == SQL("1")) & t.done_at.is_null() & (t.assignee == actor.id) & (t.due < end + timedelta(days=1))
    soon = ((t.due_on != "") & (t.due_on <= day.date.isoformat())) | (t.due_at < end)
    people = (t.contact.is_null() | (Contact.state == SQL("1"))) & access.business_stands()
    found = t.select(fn.COUNT(t.id)).left_outer_join(Contact, on=(Contact.id == t.contact)).where(mine & soon & people)
    return int(found.scalar())


def _where(wanted: Wanted, day: Day) -> Expression:
    t = Task
    found = (t.state == SQL(str(LIVE))) & t.done_at.is_null(not wanted.done)
    if wanted.assignee is not None:
        found &= t.assignee == wanted.assignee
    if wanted.when:
        found &= _due(wanted.when, day)
    if wanted.priority is not None:
        found &= t.priority == wanted.priority
    if wanted.contact is not None:
        found &= t.contact == wanted.contact
    if wanted.business is not None:
        found &= t.business == wanted.business
    if wanted.words.strip():
        sought = fold(wanted.words.strip())
        found &= t.title_f.contains(sought) | Contact.name_f.contains(sought)
    return found


def _due(when: str, day: Day) -> Any:
    t, today, (start, end) = Task, day.date.isoformat(), due.bounds(day.date, day.zone)
    early, late = start - timedelta(days=1), end + timedelta(days=1)
    conditions = {
        OVERDUE: (t.due < late) & (((t.due_on != "") & (t.due_on < today)) | (t.due_at < day.now)),
        TODAY: (t.due >= early) & (t.due < late) & ((t.due_on == today) | ((t.due_at >= day.now) & (t.due_at < end))),
        UPCOMING: (t.due >= start) & (((t.due_on != "") & (t.due_on > today)) | (t.due_at >= end)),
        WHENEVER: t.due.is_null(),
        SOON: _soon(day),
    }
    return conditions[when]


def _soon(day: Day) -> Any:
    """After today, in the next seven days."""
    t, today, last = Task, day.date.isoformat(), day.date + timedelta(days=AHEAD)
    (start, end), until = due.bounds(day.date, day.zone), due.bounds(last, day.zone)[1]
    near = (t.due >= start) & (t.due < until + timedelta(days=1))
    return near & (((t.due_on > today) & (t.due_on <= last.isoformat())) | ((t.due_at >= end) & (t.due_at < until)))
