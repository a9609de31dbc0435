"""Who is told of what happens: followers, new owners, those a note mentions or a task is given to, but never whoever did it."""

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from peewee import fn

from crm.db import among
from crm.journal.cells import column
from crm.journal.history import done_in
from crm.journal.kinds import KINDS
from crm.journal.listeners import listens
from crm.models import LIVE, Change, Contact, ContactFollower, Event, Member, Mention, Note, Notice, Operation, Task
from crm.models.notice import FOLLOW, MENTION, OWNER, REMINDER, TASK
from crm.notices import mails

_REMINDED = KINDS["task.reminded"]
_TASKS = frozenset(number for kind, number in KINDS.items() if kind.startswith("task."))


class Matter(NamedTuple):
    """What a member is told of: why, about which contact or business, or about which task and whom it is about."""

    why: str
    contact: int | None
    task: int | None = None
    business: int | None = None


Telling = tuple[int, int, Matter]
"""A member, an operation, and what they are told."""
Wanted = dict[tuple[int, int], Matter]
"""(member, operation) → what they are told."""


@listens("notices")
def hear(events: Sequence[Event]) -> None:
    """Write one notice a member and operation, whatever the number of records it touched; in a constant number of queries."""
    about = [event for event in events if event.subject_kind == Contact.number]
    planned = [event for event in events if event.kind in _TASKS]
    noted = [event for event in events if event.subject_kind == Note.number]
    heard = (*about, *planned, *noted)
    if not heard:
        return
    operations = {event.operation for event in heard}
    told: Wanted = {}
    first = (*_mentioned(operations), *_given(operations), *_handed(planned), *_reminded(planned))
    for member, operation, matter in (*first, *_following([event for event in about if event.kind != _REMINDED])):
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
        query = Notice.insert(**values, contact_id=matter.contact, task_id=matter.task, business_id=matter.business)
        made = query.on_conflict_ignore().returning(Notice).execute()
        if member.notices_email == "now":
            for notice in made:
                mails.at_once(notice, member)


def _mentioned(operations: set[int]) -> list[Telling]:
    m = Mention
    query = m.select(m.member, m.born, m.contact, Note.business).join(Note, on=(Note.id == m.note))
    rows = query.where(among(m.born, sorted(operations)) & (m.state == LIVE)).tuples()
    return [(member, operation, Matter(MENTION, contact, business=business)) for member, operation, contact, business in rows]


def _given(operations: set[int]) -> list[Telling]:
    """Owners of people who were given to them, or came in as theirs."""
    c, owner = Change, column(Contact, "owner").number
    changed = c.select(c.new, c.operation, c.row).where(done_in(operations) & (c.tbl == Contact.number) & (c.col == owner))
    given = [
        (int(new), operation, Matter(OWNER, row))
        for new, operation, row in changed.where(c.new.is_null(False) & c.undo_of.is_null()).tuples()
    ]
    met = Event.select(Event.subject_id).where(among(Event.operation, sorted(operations)) & (Event.subject_kind == Contact.number))
    born = Contact.select(Contact.owner, Contact.born, Contact.id).where(
        Contact.id.in_(met) & among(Contact.born, sorted(operations)) & Contact.owner.is_null(False) & (Contact.state == LIVE)
    )
    was_other = c.select(c.row).where((c.tbl == Contact.number) & (c.row == Contact.id) & (c.col == owner))
    return given + [(owner_, born_, Matter(OWNER, row)) for owner_, born_, row in born.where(~fn.EXISTS(was_other)).tuples()]


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
    """Followers of the people these events are about, for what happened since they follow."""
    f = ContactFollower
    contacts = sorted({event.subject_id for event in events})
    followers = list(f.select(f.contact, f.follower, f.born).where(among(f.contact, contacts) & (f.on == 1)).tuples())
    operations: dict[int, list[int]] = {}
    for event in events:
        operations.setdefault(event.subject_id, []).append(event.operation)
    return [
        (member, operation, Matter(FOLLOW, contact))
        for contact, member, since in followers
        for operation in operations[contact]
        if operation >= since
    ]


__all__ = ["hear"]
