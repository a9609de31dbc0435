"""What templates say the same way everywhere: initials, colours, dates, the shell's own data."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from zlib import crc32
from zoneinfo import ZoneInfo

from babel import negotiate_locale
from babel.dates import format_skeleton, format_time
from babel.numbers import format_decimal
from flask import Request, g, request, url_for

from blueprints.web import hypermedia, load, nav, rich
from blueprints.web.guard import me, office
from crm import bulk, clock, dnc, kinds
from crm import rich as crm_rich
from crm.fields import FIELDS, Field, Option, show, typed
from crm.fields.types import chosen
from crm.fields.values import show_date
from crm.filters import as_json
from crm.fold import fold
from crm.kinds import Kind
from crm.members.profile import LOCALES
from crm.models import Task
from crm.operations import iso
from crm.tasks import lists
from crm.tasks.lists import Day
from crm.tasks.recurrence import describe
from crm.zones import offered

_FOLD = 2
LOCALE = "en_GB"
"""How dates are written for a browser that asks for nothing we know."""

_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"))


def initials(name: str) -> str:
    """The first letters of the first and last word."""
    words = name.split()
    return "".join(w[0] for w in (words[:1] + words[1:][-1:])).upper() or "?"


def colour(name: str) -> int:
    """One of eight colours, always the same for a name."""
    return crc32(name.encode()) % 8


def day(moment: datetime | None) -> str:
    """A day, short: without the year in this year."""
    if moment is None:
        return ""
    local, today = moment.astimezone(zone()).date(), clock.now().astimezone(zone()).date()
    return _day(local, local.year == today.year, locale())


@lru_cache(maxsize=10_000)
def _day(local: date, this_year: bool, in_locale: str) -> str:
    return format_skeleton("MMMd" if this_year else "yMMMd", local, locale=in_locale)


def moment(value: datetime | None) -> str:
    """A day with its time."""
    return "" if value is None else f"{day(value)} {clock_time(value)}"


def clock_time(value: datetime) -> str:
    """The time of a day, as the locale writes it."""
    return format_time(value.astimezone(zone()).time(), "short", locale=locale())


def day_long(value: datetime) -> str:
    """Today, yesterday, or the weekday and day."""
    local, today = value.astimezone(zone()).date(), clock.now().astimezone(zone()).date()
    near = {0: "Today", 1: "Yesterday"}.get((today - local).days)
    return near or format_skeleton("EEEEMMMMd" if local.year == today.year else "yMMMMd", local, locale=locale())


def zone() -> ZoneInfo:
    """The member's time zone, or the office's."""
    member = g.get("member")
    return ZoneInfo((member.timezone if member else "") or office().timezone)


def locale() -> str:
    """How the member wants dates and numbers written, or their browser."""
    member = g.get("member")
    if member and member.locale:
        return str(member.locale)
    if "locale" not in g:
        asked = [code.replace("-", "_") for code in request.accept_languages.values()]
        g.locale = negotiate_locale(asked, [code for code in LOCALES if code]) or LOCALE
    return str(g.locale)


def number(value: int) -> str:
    """A count with thousands parted."""
    return _number(value, locale())


@lru_cache(maxsize=1_000)
def _number(value: int, in_locale: str) -> str:
    return format_decimal(value, locale=in_locale)


def own_words(value: str | None, key: str | Field) -> str:
    """What a record holds in one of the office's own fields, as people read it."""
    known = FIELDS[key] if isinstance(key, str) else key
    return show(known, value, office().timezone, locale()) if value else ""


def size(count: int) -> str:
    """A number of bytes in words: “212 KB”."""
    for unit, most in (("bytes", 1_000), ("KB", 1_000_000), ("MB", 1_000_000_000)):
        if count < most:
            amount = count * 1_000 / most
            return f"{format_decimal(round(amount, 1) if amount < 10 and unit != 'bytes' else round(amount), locale=locale())} {unit}"
    return f"{format_decimal(round(count / 1e9, 1), locale=locale())} GB"


def runs(entries: Sequence[Any]) -> list[list[Any]]:
    """The entries of a timeline as they are drawn: three or more changes of one day that follow each other stand together."""
    found: list[list[Any]] = []
    for alike, group in groupby(entries, key=lambda entry: (entry.is_change, day_long(entry.at))):
        together = list(group)
        found += [together] if alike[0] and len(together) > _FOLD else [[entry] for entry in together]
    return found


def own_options(value: str | None, key: str | Field) -> list[Option]:
    """The options of a choice of the office's own that a record holds; none of any other field."""
    return chosen(FIELDS[key] if isinstance(key, str) else key, value) if value else []


def starts_with(known: Field) -> str:
    """What a new record holds in one of the office's own fields, as a form holds it."""
    return typed(known, known.own.default)


def due_words(task: Task, day: Day, under: bool = False) -> str:
    """When an open task is due, for who looks: the day and hour, and how late what is late; today is not said `under` its name."""
    local = task.due_at.astimezone(ZoneInfo(day.zone)) if task.due_at else None
    on, today = local.date() if local else date.fromisoformat(task.due_on), day.date
    hour = f" {format_time(local.time(), 'short', locale=locale())}" if local else ""
    if on == today:
        return (hour.strip() or "Any time") if under else "Today" + hour
    if on < today:
        late = (today - on).days
        return f"{_day(on, on.year == today.year, locale())}, {late} day{'s' if late > 1 else ''} late"
    return "Tomorrow" + hour if on == today + timedelta(days=1) else weekday(on) + hour


def weekday(on: date) -> str:
    """A day with its weekday, short."""
    return format_skeleton("MMMEd" if on.year == clock.now().astimezone(zone()).year else "yMMMEd", on, locale=locale())


def day_whole(value: datetime) -> str:
    """The weekday and the date, written out."""
    return format_skeleton("yMMMMEEEEd", value.astimezone(zone()).date(), locale=locale())


def later(day: Day) -> list[tuple[str, str]]:
    """To which days a task is put off: words, and the day."""
    today = day.date
    monday = today + timedelta(days=7 - today.weekday())
    days = (("tomorrow", today + timedelta(days=1)), ("Monday", monday), ("in a week", today + timedelta(days=7)))
    return [(words, on.isoformat()) for words, on in days]


def badges() -> dict[str, int]:
    """The numbers in the sidebar, by endpoint: what waits for the member."""
    return {"tasks.index": lists.waiting(Day.here(zone().key), g.member)} if g.get("member") else {}


def browser(agent: str) -> str:
    """A browser by its own description: its name and system, or what it says."""
    name = next((name for sign, name in _BROWSERS if sign in agent), agent[:40] or "An unknown browser")
    system = next((system for sign, system in _SYSTEMS if sign in agent), "")
    return f"{name} on {system}" if system else name


def once() -> str:
    """A fresh idempotency key for a form."""
    return uuid.uuid4().hex


def zones() -> tuple[tuple[str, str], ...]:
    """The time zones to choose from, each with how far it is from Greenwich."""
    return offered(clock.now())


def here_with(**changes: Any) -> str:
    """The present address with some of its query changed; what only this answer was asked for is left out."""
    args = {k: v for k, v in request.args.lists() if k not in ("did", "total")} | {k: [str(v)] for k, v in changes.items()}
    return f"{request.path}?{urlencode(args, doseq=True)}"


def list_url(kind: Kind, **args: Any) -> str:
    """The address of the list of a kind of record."""
    return url_for(kind.pages.list, **{**kind.pages.args, **args})


def record_url(kind: Kind, record_id: int, **args: Any) -> str:
    """The address of a record."""
    return url_for(kind.pages.record, **{kind.pages.id: record_id, **kind.pages.args, **args})


def points_at(value: str, known: Field) -> str:
    """The address of the record that a link of the office's own points to; nothing where the object was deleted."""
    kind = next((one for one in kinds.every() if one.number == known.own.to), None)
    return record_url(kind, int(value)) if kind else ""


def acts_on(kind: Kind, archived: bool = False) -> dict[str, bulk.Action]:
    """The bulk acts that the member has on a kind of record, by key; none for viewers."""
    return {one.key: one for one in bulk.offered(me(), archived, kind) if one.editors}


def shell(asked: Request) -> dict[str, Any]:
    """What the layout needs on every page."""
    member = g.get("member")
    found = office() if member else None
    return {
        "member": member,
        "office": found.name if found else "Kith",
        "paper": found.paper if found else "A4",
        "theme": member.theme if member else "system",
        "keys": bool(member.shortcuts) if member else False,
        "here_with": here_with,
        "list_url": list_url,
        "record_url": record_url,
        "acts_on": acts_on,
        "own_kinds": kinds.own,
        "badges": badges,
        "page_path": hypermedia.page_path(),
        "toast": load.toast(asked.args.get("did", type=int)),
        "here": asked.endpoint or "",
        "place": nav.place(asked.endpoint or "", (asked.view_args or {}).get("of") or asked.args.get("of", "")),
    }


FILTERS = {
    "initials": initials,
    "colour": colour,
    "day": day,
    "moment": moment,
    "iso": iso,
    "clock_time": clock_time,
    "day_long": day_long,
    "number": number,
    "browser": browser,
    "size": size,
    "rich": rich.shown,
    "rich_pieces": rich.pieces,
    "plain": crm_rich.plain,
    "runs": runs,
    "due_words": due_words,
    "weekday": weekday,
    "day_whole": day_whole,
    "later": later,
    "rule_words": describe,
    "date_words": show_date,
    "own_words": own_words,
    "points_at": points_at,
    "own_options": own_options,
    "starts_with": starts_with,
    "dnc_words": dnc.words,
    "fold": fold,
    "tree_json": as_json,
}
