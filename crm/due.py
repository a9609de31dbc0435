"""Days and moments: when something is due, whose day that is, and when to remind of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)
"""When a day begins that has no hour: reminders of a whole day count from here."""
REMINDERS = {
    "0": "when it is due",
    "15": "15 minutes before",
    "60": "an hour before",
    "1440": "a day before",
    "10080": "a week before",
}
"""The reminders that are offered: minutes before, and how that is said."""
_NOON = time(12)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def key(due_on: str, due_at: datetime | int | None) -> int | None:
    """What sorts days among moments, in milliseconds: a moment itself, and the noon of a day, which is on that day almost everywhere."""
    if due_at is not None:
        return _stored(due_at)
    return _stored(datetime.combine(date.fromisoformat(due_on), _NOON, UTC)) if due_on else None


def reminder(due_on: str, due_at: datetime | int | None, zone: str, before: str, given: datetime | int | None) -> int | None:
    """When to remind next, in milliseconds: the first time after the one that was given, or the last time there is."""
    every, since = reminders(due_on, due_at, zone, before), None if given is None else _stored(given)
    return next((at for at in every if since is None or at > since), every[-1] if every else None)


def reminders(due_on: str, due_at: datetime | int | None, zone: str, before: str) -> list[int]:
    """When to remind, in milliseconds, soonest first: so many minutes before the moment, or before nine o’clock of the day where the task
    was made. `before` are these minutes, parted by commas."""
    if not before or (due_at is None and not due_on):
        return []
    at = _stored(due_at if due_at is not None else at_wall(date.fromisoformat(due_on), MORNING, zone))
    return sorted(at - minutes * 60_000 for minutes in map(int, before.split(",")))


def passed(every: Sequence[int], now: datetime) -> tuple[int, int] | None:
    """Of the times to remind, the last that has come by now, and the one after it: itself where it is the last of all. Nothing before the first."""
    last = max((at for at in every if at <= _stored(now)), default=None)
    return None if last is None else (last, min((at for at in every if at > last), default=last))


def said(before: str) -> str:
    """Reminders in words: a day before, 15 minutes before."""
    return ", ".join(REMINDERS.get(minutes, f"{minutes} minutes before") for minutes in reversed(before.split(","))) if before else ""


def at_wall(day: date, clock: time, zone: str) -> datetime:
    """The moment when the clock on the wall shows this; an hour that a change of clocks skips counts as the one after it."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """When a day begins and ends in a zone: 23, 24 or 25 hours apart."""
    return at_wall(day, time(), zone), at_wall(day + timedelta(days=1), time(), zone)


def _stored(at: datetime | int) -> int:
    """A moment as tables hold it."""
    return at if isinstance(at, int) else (at - _EPOCH) // timedelta(milliseconds=1)
