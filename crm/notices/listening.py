"""Who is told of what happens: followers, new owners, those a note mentions or a task is given to, but never whoever did it."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from peewee import fn

from crm.db import among
from crm.journal.cells import column
from crm.journal.history import done_in
from crm.journal.kinds import KINDS
from crm.journal.listeners import listens
from crm.models import FOLLOWERS, LIVE, Business, Change, Contact, Event, Member, Mention, Note, Notice, Operation, Task
from crm.models.notice import FOLLOW, MENTION, OWNER, REMINDER, TASK
from crm.notices import mails

_REMINDED = KINDS["task.reminded"]
_FOLLOWED = {table.number: table for table in FOLLOWERS}
_TASKS = frozenset(number for kind, number in KINDS.items() if kind.startswith("task."))


class Matter(NamedTuple):
    """What a member is told of: why, about which contact, business or record, or about which task and whom it is about."""

    why: str
    contact: int | None = None
    task: int | None = None
    business: int | None = None
    record: int | None = None


Telling = tuple[int, int, Matter]
"""A member, an operation, and what they are told."""
Wanted = dict[tuple[int, int], Matter]
"""(member, operation) → what they are told."""


@listens("notices")
def hear(events: Sequence[Event]) -> None:
    """Write one notice a member and operation, whatever the number of records it touched; in a constant number of queries."""
    about = [event for event in events if event.subject_kind in _FOLLOWED]
    planned = [event for event in events if event.kind in _TASKS]
    noted = [event for event in events if event.subject_kind == Note.number]
    heard = (*about, *planned, *noted)
    if not heard:
        return
    operations = {event.operation for event in heard}
    told: Wanted = {}
    first = (*_mentioned(operations), *_owned(operations), *_handed(planned), *_reminded(planned))
    changed = [event for event in about if event.kind != _REMINDED]
    for member, operation, matter in (*first, *_following(changed), *_following_firms(heard)):
        told.setdefault((member, operation), matter)
    _write(_told_to(told, operations), {event.operation: event for event in heard})


def _told_to(told: Wanted, operations: set[int]) -> list[tuple[Member, int, Matter]]:
    """What of it is told: to active members, of what others did."""
    actors = dict(Operation.select(Operation.id, Operation.actor).where(among(Operation.id, sorted(operations))).tuples())
    members = {m.id: m for m in Member.select().where((Member.state == LIVE) & among(Member.id, sorted({m for m, _ in told})))}
    known = ((key, matter) for key, matter in sorted(told.items()) if key[0] in members and actors.get(key[1]) != key[0])
    return [(members[member], operation, matter) for (member, operation), matter in known]


def _write(told: Sequence[tuple[Member, int, Matter]], events: dict[int, Event]) -> None:
    for member, operation, matter in told:
        if not (member.notices_app or member.notices_email):
            continue
        values = {"member": member.id, "operation": operation, "why": matter.why, "at": events[operation].at}
        about = {"contact_id": matter.contact, "task_id": matter.task, "business_id": matter.business, "record_id": matter.record}
        query = Notice.insert(**values, **about)
        made = query.on_conflict_ignore().returning(Notice).execute()
        if member.notices_email == "now":
            for notice in made:
                mails.at_once(notice, member)


def _mentioned(operations: set[int]) -> list[Telling]:
    m = Mention
    query = m.select(m.member, m.born, m.contact, Note.business).join(Note, on=(Note.id == m.note))
    rows = query.where(among(m.born, sorted(operations)) & (m.state == LIVE)).tuples()
    return [(member, operation, Matter(MENTION, contact, business=business)) for member, operation, contact, business in rows]


def _owned(operations: set[int]) -> list[Telling]:
    return [telling for table in FOLLOWERS for telling in _given(operations, table)]


def _given(operations: set[int], table: Any) -> list[Telling]:
    """Owners of records that were given to them, or came in as theirs."""
    c, owner = Change, column(table, "owner").number
    changed = c.select(c.new, c.operation, c.row).where(done_in(operations) & (c.tbl == table.number) & (c.col == owner))
    given = changed.where(c.new.is_null(False) & c.undo_of.is_null()).tuples()
    met = Event.select(Event.subject_id).where(among(Event.operation, sorted(operations)) & (Event.subject_kind == table.number))
    here = table.id.in_(met) & among(table.born, sorted(operations)) & table.owner.is_null(False) & (table.state == LIVE)
    was_other = c.select(c.row).where((c.tbl == table.number) & (c.row == table.id) & (c.col == owner))
    born = table.select(table.owner, table.born, table.id).where(here & ~fn.EXISTS(was_other)).tuples()
    return [(int(member), operation, _matter(OWNER, table, row)) for member, operation, row in (*given, *born)]


def _handed(events: Sequence[Event]) -> list[Telling]:
    """Members to whom a task was given that others made, or that was somebody else's."""
    if not events:
        return []
    t, c, operations = Task, Change, sorted({event.operation for event in events})
    subjects = {model.number: [e.subject_id for e in events if e.subject_kind == model.number] for model in (Contact, Task)}
    here = among(t.contact, subjects[Contact.number]) | among(t.id, subjects[Task.number])
    changed = (c.tbl == t.number) & (c.col == column(t, "assignee").number)
    since = c.select(c.row).where(changed & (c.row == t.id) & (c.id > 0))
    born = t.select(t.assignee, t.born, t.contact, t.id).where(here & among(t.born, operations) & t.assignee.is_null(False))
    given = c.select(t.assignee, c.operation, t.contact, t.id).join(t, on=(t.id == c.row))
    given = given.where(done_in(operations) & changed & c.undo_of.is_null() & (c.new == t.assignee.cast("text")))
    rows = [*born.where((t.state == LIVE) & ~fn.EXISTS(since)).tuples(), *given.where(t.state == LIVE).tuples()]
    return [(member, operation, Matter(TASK, contact, task)) for member, operation, contact, task in sorted(rows, key=itemgetter(3))]


def _reminded(events: Sequence[Event]) -> list[Telling]:
    """Members who are reminded of a task; the operation says of which."""
    given = {event.operation: event.other_id for event in events if event.kind == _REMINDED and event.other_id}
    heads = Operation.select(Operation.id, Operation.params).where(among(Operation.id, sorted(given))).tuples()
    of = {params["task"]: operation for operation, params in heads if "task" in params} if given else {}
    rows = Task.select(Task.id, Task.contact).where(among(Task.id, sorted(of))).tuples() if of else ()
    return [(given[of[task]], of[task], Matter(REMINDER, contact, task)) for task, contact in rows]


def _following(events: Sequence[Event]) -> list[Telling]:
    """Followers of the records these events are about."""
    return [
        telling
        for kind, table in _FOLLOWED.items()
        for telling in _followers(table, [(event.subject_id, event.operation) for event in events if event.subject_kind == kind])
    ]


def _following_firms(events: Sequence[Event]) -> list[Telling]:
    """Followers of the businesses that notes and tasks are about, as far as they read those: who sees only what is theirs doesn't."""
    done = []
    for model in (Note, Task):
        met: dict[int, list[int]] = {}
        for event in events:
            if event.subject_kind == model.number and event.kind != _REMINDED:
                met.setdefault(event.subject_id, []).append(event.operation)
        rows = (
            model.select(model.id, model.business).where(among(model.id, sorted(met)) & model.business.is_null(False)).tuples()
            if met
            else ()
        )
        done += [(business, operation) for row, business in rows for operation in met[row]]
    narrow = {i for (i,) in Member.select(Member.id).where(Member.only_assigned == 1).tuples()} if done else set()
    return [telling for telling in _followers(Business, done) if telling[0] not in narrow]


def _followers(table: Any, done: Sequence[tuple[int, int]]) -> list[Telling]:
    """Followers of records, given as (record, operation), for what happened since they follow."""
    if not done:
        return []
    f, operations = FOLLOWERS[table], dict[int, list[int]]()
    for record, operation in done:
        operations.setdefault(record, []).append(operation)
    record_of = f.record_field()
    query = f.select(record_of, f.member_field(), f.born).where(among(record_of, sorted(operations)) & (f.on == 1))
    return [
        (member, operation, _matter(FOLLOW, table, record))
        for record, member, since in query.tuples()
        for operation in operations[record]
        if operation >= since
    ]


def _matter(why: str, table: Any, record: int) -> Matter:
    """What is told of a record of a table."""
    return Matter(why, **{FOLLOWERS[table].record_column: record})


__all__ = ["hear"]
