"""What comes back: rules as RFC 5545 writes them (RRULE), read, said in words, and followed day by day as dateutil follows them.

Days and hours are those of the clock on the wall, so nine o’clock stays nine o’clock when the clocks change.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from itertools import takewhile

from dateutil.rrule import rrule, rrulestr  # type: ignore[import-untyped]

from crm.errors import CrmError

DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday", "SU": "Sunday"}
UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_KEYS = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "COUNT", "UNTIL")
_NUMBERS = re.compile(r"-?\d{1,3}(,-?\d{1,3}){0,30}")
_WEEKDAYS = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)){0,13}")
_MOST = 1_000
_FURTHEST = 60
"""Years in which a rule comes at least once: 29 February is the same weekday every 40 years at most."""
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second last"}


class BadRule(CrmError):
    """“{rule}” is not a way to repeat that Kith knows: {why}."""


def clean(rule: str) -> str:
    """A rule as it is kept: known parts, in their order. Raises BadRule."""
    bare = rule.strip().upper().removeprefix("RRULE:")
    pairs = [part.partition("=")[::2] for part in bare.split(";") if part]
    parts = dict(pairs)
    if len(parts) != len(pairs) or set(parts) - set(_KEYS):
        raise BadRule(rule=rule, why="a part of it is unknown, or there twice")
    if parts.get("FREQ") not in UNITS:
        raise BadRule(rule=rule, why="it repeats every so many days, weeks, months or years")
    if why := _fault(parts):
        raise BadRule(rule=rule, why=why)
    if "UNTIL" in parts:
        parts["UNTIL"] = f"{parts['UNTIL'][:8]}T235959"
    if parts.get("INTERVAL") == "1":
        del parts["INTERVAL"]
    return ";".join(f"{key}={parts[key]}" for key in _KEYS if key in parts)


def first(rule: str, starts: str) -> str:
    """The first day or moment of a rule, on or after its start. Raises BadRule for one that never comes: it is looked for through some years only."""
    begin = _parsed(starts)
    soon = _following(f"{_endless(rule)};UNTIL={min(begin.year + _FURTHEST, 9999)}1231T235959", starts)
    found = _following(rule, starts).after(begin, inc=True) if soon.after(begin, inc=True) else None
    if found is None:
        raise BadRule(rule=describe(rule), why=f"it doesn’t come within {_FURTHEST} years")
    return _written(found, starts)


def following(rule: str, starts: str, nominal: str) -> str | None:
    """The day or moment that comes after `nominal`; None when the series has ended."""
    found = _following(rule, starts).after(_parsed(nominal))
    return _written(found, starts) if found else None


def rest(rule: str, starts: str, nominal: str) -> str:
    """The rule from `nominal` on: where it counts, those before are counted off."""
    parts = dict(part.split("=") for part in rule.split(";"))
    if "COUNT" not in parts:
        return rule
    now = _parsed(nominal)
    gone = sum(1 for _ in takewhile(lambda one: one < now, _following(rule, starts)))
    return ";".join(f"{key}={max(int(value) - gone, 1) if key == 'COUNT' else value}" for key, value in parts.items())


def describe(rule: str) -> str:
    """A rule in words: “every 2 weeks on Monday and Thursday, until 3 March 2027”."""
    parts = dict(part.split("=") for part in rule.split(";"))
    unit, every = UNITS[parts["FREQ"]], int(parts.get("INTERVAL", 1))
    said = f"every {unit}" if every == 1 else f"every {every} {unit}s"
    if "BYDAY" in parts:
        said += f" on {_joined([_day(part, parts) for part in parts['BYDAY'].split(',')])}"
    if "BYMONTHDAY" in parts:
        said += f" on {_joined(['the last day' if n == '-1' else f'day {n}' for n in parts['BYMONTHDAY'].split(',')])}"
    if "COUNT" in parts:
        said += f", {parts['COUNT']} times"
    if "UNTIL" in parts:
        until = date.fromisoformat(parts["UNTIL"][:8])
        said += f", until {until.day} {until:%B %Y}"
    return said


def from_form(sent: Mapping[str, str], weekdays: list[str]) -> str:
    """The rule of a form: `repeat` (a frequency, or nothing), `every`, weekdays, `monthly` (day or last) and where it ends."""
    unit = sent.get("repeat", "")
    if not unit:
        return ""
    parts = [f"FREQ={unit}", f"INTERVAL={sent.get('every', '').strip() or 1}"]
    if unit == "WEEKLY" and weekdays:
        parts.append(f"BYDAY={','.join(day for day in DAYS if day in weekdays)}")
    if unit == "MONTHLY" and sent.get("monthly") == "last":
        parts.append("BYMONTHDAY=-1")
    if times := sent.get("times", "").strip():
        parts.append(f"COUNT={times}")
    elif until := sent.get("until", "").strip():
        parts.append(f"UNTIL={until.replace('-', '')}")
    return clean(";".join(parts))


def _fault(parts: Mapping[str, str]) -> str:
    for key, most in (("INTERVAL", 999), ("COUNT", _MOST)):
        value = parts.get(key, "1")
        if not (value.isascii() and value.isdigit() and 1 <= int(value) <= most):
            return f"{'times' if key == 'COUNT' else 'every so many'} is a number from 1 to {most}"
    for key in ("BYMONTH", "BYMONTHDAY", "BYSETPOS"):
        if key in parts and not _NUMBERS.fullmatch(parts[key]):
            return "days and months are numbers"
    if "BYDAY" in parts and not _WEEKDAYS.fullmatch(parts["BYDAY"]):
        return "weekdays are MO, TU, WE, TH, FR, SA and SU"
    if "COUNT" in parts and "UNTIL" in parts:
        return "it ends after so many times or on a day, not both"
    return "" if _is_day(parts.get("UNTIL", "20000101")) else "the last day is a date"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text[:8])
    except ValueError:
        return False
    return bool(re.fullmatch(r"\d{8}(T\d{6}Z?)?", text))


def _endless(rule: str) -> str:
    return ";".join(part for part in rule.split(";") if not part.startswith(("COUNT=", "UNTIL=")))


def _following(rule: str, starts: str) -> rrule:
    try:
        found: rrule = rrulestr(f"RRULE:{rule}", dtstart=_parsed(starts), cache=False)
    except ValueError as error:
        raise BadRule(rule=rule, why=str(error)) from error
    return found


def _parsed(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _written(at: datetime, like: str) -> str:
    return at.isoformat(timespec="minutes") if "T" in like else date.isoformat(at)


def _day(part: str, parts: Mapping[str, str]) -> str:
    sign, name = part[:-2], DAYS[part[-2:]]
    place = int(sign or parts.get("BYSETPOS", "0").split(",")[0])
    return f"the {_ORDINALS.get(place, f'{place}th')} {name}" if place else name


def _joined(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
