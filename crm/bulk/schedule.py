"""Later, or little by little: a time to begin, and so many people every so often, on these weekdays between these hours."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crm import clock
from crm.bulk.action import Given
from crm.bulk.errors import Unsaid
from crm.office import current

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PATIENCE, FURTHEST = timedelta(hours=1), timedelta(days=3_653)
"""How long ago a time to begin may be, as the page may have stood open for a while, and how far ahead: ten years."""
INPUTS = ("at", "drip_size", "drip_minutes", "drip_days", "drip_from", "drip_to")


@dataclass(frozen=True, slots=True)
class Drip:
    """`size` people every `minutes`, on weekdays (0 is Monday) from the hour `first` until before the hour `last`, office time."""

    size: int
    minutes: int
    days: tuple[int, ...] = tuple(range(7))
    first: int = 0
    last: int = 24


@dataclass(frozen=True, slots=True)
class When:
    """When an act begins, and how it is spread; nothing means now and in one go."""

    at: datetime | None = None
    drip: Drip | None = None

    @property
    def params(self) -> dict[str, Any]:
        """What the operation keeps."""
        return {"drip": asdict(self.drip)} if self.drip else {}

    @property
    def begins(self) -> datetime | None:
        """The moment before which nothing happens."""
        start = self.at or clock.now()
        return inside(start, self.drip, _zone()) if self.drip else self.at


def read(given: Given) -> When:
    """The typed options. Raises what is wrong with them."""
    typed = {name: next(iter(given.get(name, ())), "").strip() for name in INPUTS}
    return When(_moment(typed["at"]), _drip(typed, given) if typed["drip_size"] else None)


def of(params: dict[str, Any]) -> Drip | None:
    """How an operation is spread, from its parameters."""
    kept = params.get("drip")
    return Drip(**{**kept, "days": tuple(kept["days"])}) if kept else None


def describe(drip: Drip) -> str:
    """How an act is spread, in words: 50 every 60 minutes, on Monday, Friday, from 9:00 until 17:00."""
    days = f", on {', '.join(DAYS[day] for day in drip.days)}" if len(drip.days) < len(DAYS) else ""
    hours = f", from {drip.first}:00 until {drip.last}:00" if (drip.first, drip.last) != (0, 24) else ""
    return f"{drip.size} every {'minute' if drip.minutes == 1 else f'{drip.minutes} minutes'}{days}{hours}"


def following(drip: Drip) -> datetime:
    """When the next people's turn is, after some were done now."""
    return inside(clock.now() + timedelta(minutes=drip.minutes), drip, _zone())


def inside(moment: datetime, drip: Drip, zone: ZoneInfo) -> datetime:
    """The moment itself where the days and hours allow it, else the first one after it that they do."""
    local = moment.astimezone(zone)
    for ahead in range(8):
        day = local.date() + timedelta(days=ahead)
        opens = datetime(day.year, day.month, day.day, drip.first, tzinfo=zone)
        if day.weekday() not in drip.days:
            continue
        if ahead:
            return opens
        if local.hour < drip.last:
            return max(local, opens)
    return local


def _moment(typed: str) -> datetime | None:
    if not typed:
        return None
    try:
        found = datetime.fromisoformat(typed)
        moment = found if found.tzinfo else found.replace(tzinfo=_zone())
        ahead = moment - clock.now()
    except (ValueError, OverflowError):
        raise Unsaid(what=f"“{typed[:40]}” is not a day and time like 2026-11-30 09:00.") from None
    if not -PATIENCE < ahead < FURTHEST:
        wrong = "past" if ahead < FURTHEST else "more than ten years ahead"
        raise Unsaid(what=f"“{typed[:40]}” is {wrong}. Say a time to come, or none to begin at once.")
    return moment


def _drip(typed: dict[str, str], given: Given) -> Drip:
    days = tuple(sorted({_number(day, "Weekday", 0, 6) for day in given.get("drip_days", ())}))
    if not days:
        raise Unsaid(what="On which weekdays? Tick at least one.")
    first = _number(typed["drip_from"] or "0", "From hour", 0, 23)
    return Drip(
        _number(typed["drip_size"], "How many at a time", 1, 1_000_000),
        _number(typed["drip_minutes"] or "60", "Minutes between", 1, 10_080),
        days,
        first,
        _number(typed["drip_to"] or "24", "Until hour", first + 1, 24),
    )


def _number(typed: str, what: str, least: int, most: int) -> int:
    if not (typed.isascii() and typed.isdigit() and least <= int(typed[:9]) <= most):
        raise Unsaid(what=f"{what}: “{typed[:20]}” is no whole number from {least:,} to {most:,}.")
    return int(typed)


def _zone() -> ZoneInfo:
    return ZoneInfo(current().timezone)
