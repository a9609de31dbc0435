"""The mark of a list as somebody opened it, the last thing that happened to it: two who change one list are told, and neither overwrites the other."""

from collections.abc import Sequence
from datetime import datetime

from peewee import fn

from crm.db import lock_words
from crm.errors import CrmError
from crm.models import Event, Member, Operation, SmartList


class ListMoved(CrmError):
    """{who} changed the list “{name}” after you opened it. Nothing of yours was saved yet, and nothing is lost."""

    status = 409


def of(found: SmartList) -> int:
    """The mark of one list as it is now; 0 where nothing is known of it any more."""
    return marks([found]).get(found.id, 0)


def marks(found: Sequence[SmartList]) -> dict[int, int]:
    """The marks of lists as they are now, by their numbers."""
    e = Event
    query = e.select(e.subject_id, fn.MAX(e.id)).where((e.subject_kind == SmartList.number) & e.subject_id.in_([one.id for one in found]))
    return dict(query.group_by(e.subject_id).tuples())


def require(found: SmartList, opened: int | None, by: Member) -> None:
    """Let nobody else change the list until this ends, and refuse where it changed since it was opened; without a mark nothing is asked."""
    lock_words(f"list {found.id}")
    if opened is not None and (now := of(found)) > opened:
        who, at = _last(now, by)
        raise ListMoved(who=who, name=found.name, at=at)


def _last(event: int, by: Member) -> tuple[str, datetime]:
    """Who did what was done last, and when."""
    head = Operation.select(Operation.actor, Event.at).join(Event, on=(Event.operation == Operation.id)).where(Event.id == event)
    actor, at = head.tuples().get()
    known = Member.get_or_none(Member.id == actor)
    return "You" if actor == by.id else known.name if known else "Somebody", at
