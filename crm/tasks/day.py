"""One day of a member or of the office: tasks late, due, to come and done; people without a next step; birthdays of the week."""

from dataclasses import dataclass
from datetime import date, timedelta

from peewee import SQL, Case, ModelSelect, fn

from crm import due
from crm.db import among
from crm.models import Business, Contact, ContactPhone, Member, Task
from crm.selection import Selection
from crm.tasks import lists, reminding
from crm.tasks.lists import AHEAD, OVERDUE, SOON, TODAY, Day, Wanted


@dataclass(frozen=True, slots=True)
class Birthday:
    """Somebody’s birthday in the days to come: on which day, and how old they turn where the year is known."""

    contact: Contact
    on: date
    turns: int | None


@dataclass(frozen=True, slots=True)
class Heap:
    """Some of a heap, and how many there are in all."""

    some: list[Task]
    total: int


@dataclass(frozen=True, slots=True)
class OneDay:
    """What a day holds."""

    overdue: Heap
    today: Heap
    ahead: Heap
    finished: list[Task]
    idle: list[Contact]
    idle_total: int
    birthdays: list[Birthday]
    birthdays_total: int
    reminded: list[Task]
    """Open tasks the member was reminded of in the last day."""
    phones: dict[int, str]
    """The first number of everybody a task is about, by contact id."""


def of(day: Day, actor: Member, *, everybody: bool = False, most: int = 20) -> OneDay:
    """The day of a member, or of the whole office as they may see it; a constant number of queries."""
    whose = None if everybody else actor.id
    idle = _idle(actor, everybody)
    late, today, ahead = (_heap(Wanted(assignee=whose, when=when), day, actor, most) for when in (OVERDUE, TODAY, SOON))
    born, born_total = _birthdays(day.date, actor, everybody, most)
    return OneDay(
        overdue=late,
        today=today,
        ahead=ahead,
        finished=_finished(whose, day, actor, most),
        idle=list(idle.order_by(Contact.last_activity_at, Contact.id).limit(5)),
        idle_total=int(idle.select(fn.COUNT(Contact.id)).scalar()),
        birthdays=born,
        birthdays_total=born_total,
        reminded=reminding.given_to(actor, day.now - timedelta(days=1)),
        phones=_phones([*late.some, *today.some, *ahead.some]),
    )


def _heap(wanted: Wanted, day: Day, actor: Member, most: int) -> Heap:
    return Heap(lists.page(wanted, day, actor, size=most), lists.count(wanted, day, actor))


def _finished(whose: int | None, day: Day, actor: Member, most: int) -> list[Task]:
    start = due.bounds(day.date, day.zone)[0]
    found = lists.page(Wanted(done=True, assignee=whose), day, actor, size=most)
    return [task for task in found if task.done_at >= start]


def _phones(tasks: list[Task]) -> dict[int, str]:
    p, ids = ContactPhone, sorted({task.contact_id for task in tasks if task.contact_id})
    query = p.select(p.contact, p.typed).where(among(p.contact, ids) & (p.state == SQL("1")))
    primary = p.id == Contact.primary_phone
    ordered = query.join(Contact, on=(Contact.id == p.contact)).order_by(primary, p.position.desc(), p.id.desc())
    return dict(ordered.tuples())


def _idle(actor: Member, everybody: bool) -> ModelSelect:
    """People one owns who have no open task: nobody knows what comes next for them."""
    t = Task
    busy = t.select(t.contact).where((t.state == SQL("1")) & t.done_at.is_null() & t.contact.is_null(False))
    mine = Selection() if everybody else Selection(owner=actor.id)
    return mine.query(actor, Contact).where(Contact.id.not_in(busy) & Contact.owner.is_null(False))


def _birthdays(today: date, actor: Member, everybody: bool, most: int) -> tuple[list[Birthday], int]:
    """The birthdays from today on, soonest first, and how many there are in all."""
    by_day = {f"{one:%m-%d}": one for one in (today + timedelta(days=n) for n in range(AHEAD))}
    c, on = Contact, fn.SUBSTR(Contact.birth_date, fn.LENGTH(Contact.birth_date) - 4, 5)
    total = fn.COUNT(c.id).over().alias("total")
    people = (Selection() if everybody else Selection(owner=actor.id)).query(actor, c, Business, total)
    found = people.left_outer_join(Business, on=(Business.id == c.business)).where(c.birth_date.is_null(False) & on.in_(list(by_day)))
    soonest = Case(on, [(key, at) for at, key in enumerate(by_day)])
    rows = list(found.order_by(soonest, c.sort_f, c.id).limit(most))
    born = [Birthday(row, by_day[row.birth_date[-5:]], _turns(row.birth_date, by_day[row.birth_date[-5:]])) for row in rows]
    return born, rows[0].total if rows else 0


def _turns(born: str, on: date) -> int | None:
    return None if born.startswith("--") else on.year - int(born[:4])
