"""How long anything can be undone: a number of days the office sets. What is older is refused by its date, and purged."""

from datetime import datetime, timedelta

from crm import clock
from crm.errors import CrmError
from crm.models import Office, Operation
from crm.stamp import kept


class TooOld(CrmError):
    """This was done more than {days} days ago, which is too old to undo. Nothing was changed."""

    status = 409


def days() -> int:
    """How many days anything can be undone."""
    return int(kept("undo days", lambda: Office.select(Office.undo_days).order_by(Office.id).scalar()) or 60)


def begins() -> datetime:
    """What was done before this moment can no longer be undone."""
    return clock.now() - timedelta(days=days())


def ends(head: Operation) -> datetime:
    """Until when an operation can be undone."""
    done: datetime = head.finished_at or head.created_at
    return done + timedelta(days=days())


def require_inside(head: Operation) -> None:
    """Refuse to undo what is too old."""
    if ends(head) < clock.now():
        raise TooOld(days=days())
