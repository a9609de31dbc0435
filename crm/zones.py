"""Time zones: those of the IANA list, found by what people type for one, and those offered to be chosen from."""

from datetime import datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import process

from crm.fold import fold

_AREAS = frozenset(("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"))
_NEAR, _ENOUGH = 3, 75
_NOWHERE = frozenset(("localtime", "Factory", "posixrules"))
"""Names that stand in some machines' lists and mean no place: whatever that machine is set to, or nothing."""


@cache
def every() -> frozenset[str]:
    """The zones there are: looking for them in the machine's files takes a while."""
    return frozenset(available_timezones()) - _NOWHERE


def find(typed: str) -> str | None:
    """The zone by its name or that of its city, whatever the case, accents, and signs between words; None if there is none or it might be two."""
    return _known().get(_bare(typed))


def expected(typed: str) -> str:
    """What to say is expected instead of what is no zone: those called most nearly so."""
    alike = process.extract(_bare(typed), list(_known()), limit=_NEAR * 3, score_cutoff=_ENOUGH)
    near = list(dict.fromkeys(_known()[name] for name, _, _ in alike))[:_NEAR]
    return f"a time zone we know, like {' or '.join(near or ['Europe/Oslo'])}"


def offered(now: datetime) -> tuple[tuple[str, str], ...]:
    """The zones to choose from, each with its distance from Greenwich as its clocks go in this hour, in the order of their names."""
    return _distances(now.replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=1)
def _distances(now: datetime) -> tuple[tuple[str, str], ...]:
    return tuple((zone, f"UTC{now.astimezone(ZoneInfo(zone)).isoformat()[-6:]}") for zone in _offered())


@cache
def _offered() -> tuple[str, ...]:
    """Places and UTC: the other names of the list are old ones, or signs that say the opposite of what they seem to."""
    return (*sorted(zone for zone in every() if zone.partition("/")[0] in _AREAS), "UTC")


@cache
def _known() -> dict[str, str]:
    known, cities = {_bare(zone): zone for zone in sorted(every())}, dict[str, list[str]]()
    for zone in _offered():
        cities.setdefault(_bare(zone.rpartition("/")[2]), []).append(zone)
    return {city: zones[0] for city, zones in cities.items() if len(zones) == 1} | known


def _bare(text: str) -> str:
    return fold(text).replace("_slash_", "/").replace("_", " ").replace(" / ", "/")
