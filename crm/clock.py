"""The only clock: aware UTC, and a hand that tests can turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_shift = timedelta()


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC) + _shift


def today(zone: str) -> date:
    """The calendar day it is in a time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Let time be later (or earlier) by this much inside the block."""
    global _shift
    before, _shift = _shift, _shift + by
    try:
        yield
    finally:
        _shift = before
