"""What templates say the same way everywhere: initials, colours, dates, the shell's own data."""

import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zlib import crc32
from zoneinfo import ZoneInfo

from flask import Request, g, request

from blueprints.web import hypermedia, load
from blueprints.web.guard import settings
from crm import clock, dnc
from crm.fields.values import show_date
from crm.models import Setting
from crm.operations import iso


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
    local, today = moment.astimezone(zone()), clock.now().astimezone(zone())
    return local.strftime("%-d %b" if local.year == today.year else "%-d %b %Y")


def moment(value: datetime | None) -> str:
    """A day with its time."""
    return "" if value is None else f"{day(value)} {value.astimezone(zone()):%H:%M}"


def clock_time(value: datetime) -> str:
    """The time of a day."""
    return f"{value.astimezone(zone()):%H:%M}"


def zone() -> ZoneInfo:
    """The office's time zone."""
    return ZoneInfo(settings().timezone)


def number(value: int) -> str:
    """A count with thousands parted."""
    return f"{value:,}"


def once() -> str:
    """A fresh idempotency key for a form."""
    return uuid.uuid4().hex


def here_with(**changes: Any) -> str:
    """The present address with some of its query changed."""
    args = {k: v for k, v in request.args.items() if k != "did"} | {k: str(v) for k, v in changes.items()}
    return f"{request.path}?{urlencode(args)}"


def shell(asked: Request) -> dict[str, Any]:
    """What the layout needs on every page."""
    member = g.get("member")
    name = (Setting.get_or_none(Setting.key == "office_name") if member else None) or None
    return {
        "member": member,
        "office": name.value if name else "Kith",
        "theme": member.theme if member else "system",
        "here_with": here_with,
        "page_path": hypermedia.page_path(),
        "toast": load.toast(asked.args.get("did", type=int)),
        "here": asked.endpoint or "",
    }


FILTERS = {
    "initials": initials,
    "colour": colour,
    "day": day,
    "moment": moment,
    "iso": iso,
    "clock_time": clock_time,
    "number": number,
    "date_words": show_date,
    "dnc_words": dnc.words,
}
