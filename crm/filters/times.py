"""Relative dates: today and everything counted from it, in the office's time zone, weeks starting as its country has them."""

from calendar import isleap
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]

Days = tuple[date | None, date | None]
"""From the first day up to, but not including, the second; None is no end."""
Run = tuple[date, date]
"""The first of some days that follow each other, and the day after the last."""
_FIRST, _LAST = date(1, 1, 3), date(9999, 12, 28)
_AHEAD = 100
"""Anniversaries of moments are looked for in as many years to come: of what is planned, too."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day it is, the time zone, and the first day of a week (0 is Monday)."""

    today: date
    zone: str
    first_weekday: int = 0

    @classmethod
    def of(cls, now: datetime, zone: str, region: str) -> "Calendar":
        """The calendar of an office: its zone, and the country whose weeks it keeps."""
        return cls(now.astimezone(ZoneInfo(zone)).date(), zone, _first_weekday(region))

    def start_of(self, day: date) -> datetime:
        """The moment a day begins here, in UTC; the first day there is begins with it everywhere."""
        local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone))
        return local.astimezone(UTC) if day > _FIRST else local.replace(tzinfo=UTC)

    def days(self, op: str, value: Any) -> Days:
        """The days that an operator on dates means; not for anniversaries, empty and not_empty."""
        if op in ("on", "before", "after", "between"):
            return _absolute(op, value)
        if op in ("in_last", "more_than_ago", "in_next", "more_than_ahead"):
            n, unit = value
            return self._span(op, n, unit)
        near = {"today": 0, "yesterday": -1, "tomorrow": 1}
        if op in near:
            day = self.today + timedelta(days=near[op])
            return day, day + timedelta(days=1)
        when, unit = op.split("_")
        return self._period(unit, {"last": -1, "this": 0, "next": 1}[when])

    def anniversaries(self, n: int, unit: str) -> list[str]:
        """The days of the year, as MM-DD, from today up to n units ahead; the 29th of February is kept on the 28th where there is none."""
        last = min(shift(self.today, n, unit), self.today + timedelta(days=366))
        found, day = [], self.today
        while day <= last:
            found.append(f"{day:%m-%d}")
            if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3:
                found.append("02-29")
            day += timedelta(days=1)
        return sorted(set(found))

    def stretches(self, since: int, n: int, unit: str) -> tuple[tuple[datetime, datetime], ...]:
        """When each run of such days begins and ends, in every year from `since` to a hundred years ahead."""
        return _stretches(self, since, n, unit)

    def _span(self, op: str, n: int, unit: str) -> Days:
        tomorrow = self.today + timedelta(days=1)
        if op == "in_last":
            return shift(self.today, -n, unit), tomorrow
        if op == "more_than_ago":
            return None, shift(self.today, -n, unit)
        if op == "in_next":
            return self.today, shift(self.today, n, unit) + timedelta(days=1)
        return shift(self.today, n, unit) + timedelta(days=1), None

    def _period(self, unit: str, step: int) -> Days:
        if unit == "week":
            back = (self.today.weekday() - self.first_weekday) % 7
            first = self.today + timedelta(days=7 * step - back)
            return first, first + timedelta(days=7)
        months = {"month": 1, "quarter": 3, "year": 12}[unit]
        month = (self.today.month - 1) // months * months + 1
        first = date(self.today.year, month, 1) + relativedelta(months=months * step)
        return first, first + relativedelta(months=months)


def shift(day: date, n: int, unit: str) -> date:
    """A day n units later (or earlier); the end of a shorter month where it has no such day. Never beyond the calendar."""
    try:
        moved: date = day + relativedelta(**{f"{unit}s": n})
    except (OverflowError, ValueError):
        return _LAST if n > 0 else _FIRST
    return min(max(moved, _FIRST), _LAST)


def _absolute(op: str, value: Any) -> Days:
    if op == "between":
        low, high = map(date.fromisoformat, value)
        return low, _after(high)
    day = date.fromisoformat(str(value))
    if op == "on":
        return day, _after(day)
    if op == "before":
        return None, day
    return (after, None) if (after := _after(day)) else (day, day)


def _after(day: date) -> date | None:
    """The next day; None after the last there is, with which many programs say that there is no end."""
    return day + timedelta(days=1) if day < date.max else None


@lru_cache(maxsize=100)
def _stretches(calendar: Calendar, since: int, n: int, unit: str) -> tuple[tuple[datetime, datetime], ...]:
    wanted, runs = calendar.anniversaries(n, unit), list[Run]()
    for year in range(since, min(calendar.today.year + _AHEAD, _LAST.year - 1) + 1):
        for day in (date(year, int(on[:2]), int(on[3:])) for on in wanted if on != "02-29" or isleap(year)):
            first = runs.pop()[0] if runs and runs[-1][1] == day else day
            runs.append((first, day + timedelta(days=1)))
    return tuple((calendar.start_of(first), calendar.start_of(after)) for first, after in runs)


@lru_cache(maxsize=300)
def _first_weekday(region: str) -> int:
    try:
        return Locale.parse(f"und_{region}").first_week_day
    except (UnknownLocaleError, ValueError):
        return 0
