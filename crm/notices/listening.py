"""Who is told of what happens: followers, new owners and those a note mentions, but never whoever did it."""

from collections.abc import Sequence

from peewee import fn

from crm.db import among
from crm.journal.cells import column
from crm.journal.listeners import listens
from crm.models import LIVE, Change, Contact, ContactFollower, Event, Member, Mention, Notice, Operation
from crm.models.notice import FOLLOW, MENTION, OWNER
from crm.notices import mails

Wanted = dict[tuple[int, int], tuple[str, int]]
"""(member, operation) → (why, contact)."""


@listens("notices")
def hear(events: Sequence[Event]) -> None:
    """Write one notice a member and operation, whatever the number of people it touched; in a constant number of queries."""
    about = [event for event in events if event.subject_kind == Contact.number]
    if not about:
        return
    operations = {event.operation for event in about}
    actors = dict(Operation.select(Operation.id, Operation.actor).where(among(Operation.id, sorted(operations))).tuples())
    told: Wanted = {}
    for why, rows in ((MENTION, _mentioned(operations)), (OWNER, _given(operations)), (FOLLOW, _following(about))):
        for member, operation, contact in rows:
            told.setdefault((member, operation), (why, contact))
    members = {m.id: m for m in Member.select().where((Member.state == LIVE) & among(Member.id, sorted({m for m, _ in told})))}
    told = {key: one for key, one in told.items() if key[0] in members and actors.get(key[1]) != key[0]}
    _write(told, {event.operation: event for event in about}, members)


def _write(told: Wanted, events: dict[int, Event], members: dict[int, Member]) -> None:
    for (member, operation), (why, contact) in sorted(told.items()):
        someone = members[member]
        if not (someone.notices_app or someone.notices_email):
            continue
        values = {"member": member, "operation": operation, "contact_id": contact, "why": why, "at": events[operation].at}
        made = Notice.insert(**values).on_conflict_ignore().returning(Notice).execute()
        if someone.notices_email == "now":
            for notice in made:
                mails.at_once(notice, someone)


def _mentioned(operations: set[int]) -> list[tuple[int, int, int]]:
    m = Mention
    return list(m.select(m.member, m.born, m.contact).where(among(m.born, sorted(operations)) & (m.state == LIVE)).tuples())


def _given(operations: set[int]) -> list[tuple[int, int, int]]:
    """Owners of people who were given to them, or came in as theirs."""
    c, owner = Change, column(Contact, "owner").number
    changed = c.select(c.new, c.operation, c.row).where(
        among(c.operation, sorted(operations)) & (c.tbl == Contact.number) & (c.col == owner)
    )
    given = [(int(new), operation, row) for new, operation, row in changed.where(c.new.is_null(False) & c.undo_of.is_null()).tuples()]
    born = Contact.select(Contact.owner, Contact.born, Contact.id).where(
        among(Contact.born, sorted(operations)) & Contact.owner.is_null(False) & (Contact.state == LIVE)
    )
    was_other = c.select(c.row).where((c.tbl == Contact.number) & (c.row == Contact.id) & (c.col == owner))
    return given + list(born.where(~fn.EXISTS(was_other)).tuples())


def _following(events: Sequence[Event]) -> list[tuple[int, int, int]]:
    """Followers of the people these events are about, for what happened since they follow."""
    f = ContactFollower
    contacts = sorted({event.subject_id for event in events})
    followers = list(f.select(f.contact, f.follower, f.born).where(among(f.contact, contacts) & (f.on == 1)).tuples())
    operations: dict[int, list[int]] = {}
    for event in events:
        operations.setdefault(event.subject_id, []).append(event.operation)
    return [(member, operation, contact) for contact, member, since in followers for operation in operations[contact] if operation >= since]


__all__ = ["hear"]
