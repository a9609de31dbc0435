"""Notices: what others did to records a member follows, was given or was mentioned about, and tasks; one operation is one notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import Expression, ModelSelect, fn

from crm import access, clock
from crm.db import among
from crm.errors import NotFound
from crm.journal import ends
from crm.models import (
    ARCHIVED,
    LIVE,
    Business,
    Contact,
    CustomObject,
    CustomRecord,
    Event,
    Mail,
    Member,
    Mention,
    Note,
    Notice,
    Operation,
    Task,
)
from crm.models.notice import FOLLOW, MENTION, OWNER, REMINDER, TASK

SIZE = 50
WHYS = {MENTION: "Mentions", OWNER: "Given to you", TASK: "Tasks for you", REMINDER: "Reminders", FOLLOW: "What you follow"}
"""Why somebody is told, and how that is called."""


@dataclass(slots=True)
class Told:
    """One notice as it is shown: who did what to whom, or gave which task, and the words of a note that mentions the reader."""

    id: int
    at: datetime
    why: str
    read: bool
    title: str
    actor: str
    contact: int | None
    task: int | None
    business: int | None
    record: int | None
    name: str
    undone: bool
    words: str = ""


def of(member: Member, why: str = "", before: int | None = None, size: int = SIZE) -> list[Told]:
    """A member's newest notices, or those before one's id; nothing about records they may no longer see."""
    n, o = Notice, Operation
    actor = Member.alias()
    columns = (n.id, n.at, n.why, n.read_at, o.title, actor.name, n.contact_id, n.task_id, n.business_id, n.record_id, o.undone_by, o.id)
    called = fn.COALESCE(Business.name, CustomRecord.name)
    query = (
        _joined(n.select(*columns, Contact.first_name, Contact.last_name, Task.title, called))
        .join(o, on=(o.id == n.operation), src=n)
        .left_outer_join(actor, on=(actor.id == o.actor), src=o)
        .where(_theirs(member))
    )
    if why in WHYS:
        query = query.where(n.why == why)
    if before:
        query = query.where(n.id < before)
    rows = list(query.order_by(n.id.desc()).limit(size).tuples())
    notes, known = _noted(rows), access.seen([row[6] for row in rows if row[6]], member)
    return [_told(row, notes, known) for row in rows]


def unread(member: Member, why: str = "") -> int:
    """How many notices a member hasn't read."""
    query = _joined(Notice.select()).where(_theirs(member) & Notice.read_at.is_null())
    return int((query.where(Notice.why == why) if why else query).count()) if member.notices_app else 0


def load(notice_id: int, member: Member) -> Notice:
    """One of a member's own notices. Raises NotFound."""
    found: Notice | None = _joined(Notice.select()).where(_theirs(member) & (Notice.id == notice_id)).first()
    if found is None:
        raise NotFound()
    return found


def mark_read(member: Member, notice: Notice | None = None) -> int:
    """Mark one notice read, or all of a member's; gives how many were unread."""
    mine = (Notice.member == member.id) & Notice.read_at.is_null()
    if notice is not None:
        mine &= Notice.id == notice.id
    return int(Notice.update(read_at=clock.now()).where(mine).execute())


def waiting(member: Member) -> list[Mail]:
    """The emails to a member that wait to be sent, newest first."""
    return list(Mail.select().where((Mail.member == member.id) & Mail.sent_at.is_null()).order_by(Mail.id.desc()).limit(SIZE))


def _joined(query: ModelSelect) -> ModelSelect:
    query = query.left_outer_join(Contact, on=(Contact.id == Notice.contact_id), src=Notice)
    query = query.left_outer_join(Business, on=(Business.id == Notice.business_id), src=Notice)
    query = query.left_outer_join(CustomRecord, on=(CustomRecord.id == Notice.record_id), src=Notice)
    return query.left_outer_join(Task, on=(Task.id == Notice.task_id), src=Notice)


def _theirs(member: Member) -> Expression:
    """A member's own notices: about records that are there and that they may see now, and about tasks that are theirs still.

    Who follows a business is told that it was deleted; notes of businesses are for who reads them.
    """
    n, there, stored = Notice, Contact.state.in_((LIVE, ARCHIVED)), CustomRecord.state.in_((LIVE, ARCHIVED))
    stands = (Task.state == LIVE) & (Task.contact.is_null() | there) & access.business_stands()
    firms = (Business.state == LIVE) | (n.why == FOLLOW)
    if not access.reads_business_notes(member):
        firms &= n.why != MENTION
    stored &= CustomRecord.object.in_(CustomObject.select(CustomObject.id).where(CustomObject.state == LIVE))
    mine = n.task_id.is_null(False) & stands & (Task.assignee == member.id)
    for table, about, here in ((Contact, n.contact_id, there), (Business, n.business_id, firms), (CustomRecord, n.record_id, stored)):
        mine |= n.task_id.is_null() & about.is_null(False) & (here & access.predicate(member, table) if member.only_assigned else here)
    if member.only_assigned:
        mine &= (n.why != FOLLOW) | among(n.id, _followed(member))
    return (n.member == member.id) & mine


def _followed(member: Member) -> list[int]:
    """Of what somebody follows who sees only what is theirs, the notices of what was done to the record itself; and of links only those
    both of whose records they see."""
    n, e = Notice, Event
    subjects = ((n.contact_id, Contact), (n.business_id, Business), (n.record_id, CustomRecord))
    found: list[int] = []
    for about, table in subjects:
        here = (e.operation == n.operation) & (e.subject_kind == table.number) & (e.subject_id == about)
        query = n.select(n.id).join(e, on=here).where((n.member == member.id) & (n.why == FOLLOW))
        found += [i for (i,) in ends.told(query, member).tuples()]
    return found


def _noted(rows: Sequence[Any]) -> dict[int, str]:
    """The words of living notes that mention somebody, by the operation that wrote them."""
    operations = [row[11] for row in rows if row[2] == MENTION]
    query = Mention.select(Mention.born, Note.text).join(Note, on=(Note.id == Mention.note))
    return dict(query.where(among(Mention.born, operations) & (Mention.state == LIVE) & (Note.state == LIVE)).tuples())


def _told(row: Sequence[Any], notes: dict[int, str], known: set[int]) -> Told:
    """What happened in the words of the operation; of a task its own words, for the operation may name somebody the reader may not see."""
    key, at, why, read_at, title, actor, contact, task, business, record, undone, operation, first, last, planned, firm = row
    person = " ".join(word for word in (first, last) if word) or f"Contact {contact}"
    name = firm or (person if contact in known else "")
    said = title if task is None else f"Reminder: {planned}" if why == REMINDER else f"Gave you the task “{planned}”"
    return Told(
        key,
        at,
        why,
        read_at is not None,
        said,
        actor or "Kith",
        contact,
        task,
        business,
        record,
        name,
        undone is not None,
        notes.get(operation, ""),
    )
