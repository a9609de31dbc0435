"""Days and moments of custom fields: as people type them, their canonical form, and the numbers they are found by."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_EPOCH = date(1970, 1, 1).toordinal()
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_MOMENT = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?", re.IGNORECASE)


def day(typed: str) -> date | None:
    """A real day of the calendar, with its year."""
    found = _DAY.fullmatch(typed)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def moment(typed: str, zone: str) -> datetime | None:
    """A moment in UTC, to the second; without an offset it is the office's own time, without a time the beginning of the day."""
    found = _MOMENT.fullmatch(typed)
    on = day(found[1]) if found else None
    if found is None or on is None:
        return None
    offset = (found[5] or "").upper()
    try:
        local = datetime(on.year, on.month, on.day, int(found[2] or 0), int(found[3] or 0), int(found[4] or 0), tzinfo=ZoneInfo(zone))
        if offset:
            local = datetime.fromisoformat(local.replace(tzinfo=None).isoformat() + ("+00:00" if offset == "Z" else offset))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def canonical(value: datetime) -> str:
    """A moment in UTC as ISO text."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def local(value: datetime, zone: str) -> str:
    """A moment as a form holds it: the clock of a time zone, seconds only where there are any."""
    there = value.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return there.isoformat(timespec="seconds" if there.second else "minutes")


def days(value: date) -> int:
    """Days since 1970."""
    return value.toordinal() - _EPOCH


def seconds(value: datetime) -> int:
    """Seconds since 1970."""
    return int(value.timestamp())
