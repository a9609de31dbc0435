"""Days and moments: when something is due, whose day that is, and when to remind of it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)
"""When a day begins that has no hour: reminders of a whole day count from here."""
_NOON = time(12)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def key(due_on: str, due_at: datetime | int | None) -> int | None:
    """What sorts days among moments, in milliseconds: a moment itself, and the noon of a day, which is on that day almost everywhere."""
    if due_at is not None:
        return _stored(due_at)
    return _stored(datetime.combine(date.fromisoformat(due_on), _NOON, UTC)) if due_on else None


def reminder(due_on: str, due_at: datetime | int | None, zone: str, minutes: int | None) -> int | None:
    """When to remind, in milliseconds: so many minutes before the moment, or before nine o’clock of the day where the task was made."""
    if minutes is None or (due_at is None and not due_on):
        return None
    at = _stored(due_at if due_at is not None else at_wall(date.fromisoformat(due_on), MORNING, zone))
    return at - minutes * 60_000


def at_wall(day: date, clock: time, zone: str) -> datetime:
    """The moment when the clock on the wall shows this; an hour that a change of clocks skips counts as the one after it."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """When a day begins and ends in a zone: 23, 24 or 25 hours apart."""
    return at_wall(day, time(), zone), at_wall(day + timedelta(days=1), time(), zone)


def _stored(at: datetime | int) -> int:
    """A moment as tables hold it."""
    return at if isinstance(at, int) else (at - _EPOCH) // timedelta(milliseconds=1)
