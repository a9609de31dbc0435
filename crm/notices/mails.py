"""The emails that tell members what happened: one a notice, or one a day at eight in the member's own morning.

They are written here and wait in the outbox; what sends messages takes them from there.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crm import clock, notices, office
from crm.db import db, lock_words
from crm.models import LIVE, Mail, Member, Notice

HOUR = 8
"""When a day's digest is written, on the member's clock."""
_MOST = 200


def at_once(notice: Notice, member: Member) -> None:
    """Write the email about one notice, in the transaction that makes the notice."""
    told = next((one for one in notices.of(member, before=notice.id + 1, size=1) if one.id == notice.id), None)
    if told is not None:
        _write(member, f"notice {notice.id}", f"{told.actor}: {told.title}", _line(told), clock.now())
    Notice.update(mailed=1).where(Notice.id == notice.id).execute()


def write_digests() -> int:
    """Write the digests that are due, each once a day whoever else tries; gives how many were written."""
    now = clock.now()
    daily = Member.select().where((Member.state == LIVE) & (Member.notices_email == "daily"))
    return sum(_digest(member, now) for member in list(daily))


def _digest(member: Member, now: datetime) -> bool:
    """What happened up to this morning at eight and wasn't in a digest yet; nothing new is no email."""
    eight = morning(member, now)
    due = (Notice.member == member.id) & (Notice.mailed == 0) & (Notice.at < eight)
    if not Notice.select().where(due).exists():
        return False
    with db.atomic():
        lock_words(f"digest {member.id}")
        ids = {i for (i,) in Notice.select(Notice.id).where(due).tuples()}
        told = [one for one in notices.of(member, size=_MOST) if one.id in ids]
        Notice.update(mailed=1).where(due).execute()
        if not told:
            return False
        count = "1 thing" if len(told) == 1 else f"{len(told)} things"
        text = "\n\n".join(_line(one) for one in reversed(told))
        return _write(
            member, f"digest {eight.date().isoformat()}", f"{count} happened that concern{'s' if len(told) == 1 else ''} you", text, now
        )


def morning(member: Member, now: datetime) -> datetime:
    """The last eight o'clock in the morning on the member's clock."""
    zone = ZoneInfo(member.timezone or office.current().timezone)
    eight = now.astimezone(zone).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return eight if eight <= now else (eight - timedelta(days=1)).replace(hour=HOUR)


def _line(told: notices.Told) -> str:
    words = f"\n  “{told.words[:300]}”" if told.words else ""
    return f"{told.actor}: {told.title}{f' ({told.name})' if told.name else ''}{' – undone since' if told.undone else ''}{words}"


def _write(member: Member, key: str, subject: str, text: str, now: datetime) -> bool:
    row = Mail.insert(member=member.id, key=key, subject=subject[:200], text=text, created_at=now)
    return bool(list(row.on_conflict_ignore().returning(Mail.id).execute()))
