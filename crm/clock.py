"""The only clock: aware UTC, and a hand that tests and samples can turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_shift: ContextVar[timedelta] = ContextVar("shift", default=timedelta())


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC) + _shift.get()


def today(zone: str) -> date:
    """The calendar day it is in a time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Let time be later (or earlier) by this much inside the block, for this thread alone."""
    before = _shift.set(_shift.get() + by)
    try:
        yield
    finally:
        _shift.reset(before)
