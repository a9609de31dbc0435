"""The timeline of a record of any kind as its page shows it, narrowed by what the address says."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flask import Response, request, url_for

from blueprints.web import hypermedia
from blueprints.web.guard import me
from blueprints.web.numbers import maybe
from blueprints.web.view import record_url, zone
from crm import clock, kinds, timelines
from crm.due import bounds
from crm.fields.values import iso_date
from crm.journal import feed
from crm.journal.narrowing import KINDS_OF, Narrowed
from crm.kinds import CONTACTS
from crm.models import Member

PERIODS = {"": "Any time", "7": "Last 7 days", "30": "Last 30 days", "365": "Last year"}
_ASKED = ("kind", "by", "period", "from", "to", "words")


def page(record: Any, template: str = "timeline/page.html", /, **more: Any) -> Response:
    """A page that shows a timeline, or the timeline alone in its place; those before an entry stand alone in theirs."""
    before = request.args.get("before", type=int)
    fragment = "timeline/_entries.html" if before else "timeline/_whole.html"
    return hypermedia.page(template, fragment, **more, **shown(record, before))


def shown(record: Any, before: int | None = None) -> dict[str, Any]:
    """What the timeline and what narrows it show; an act on the record is answered with all of it."""
    asked = {key: request.args[key] for key in _ASKED if request.args.get(key)} if request.method == "GET" else {}
    narrowed, kind = _narrowed(asked) if asked else Narrowed(), kinds.of(record.kind_number)
    return {
        "base": url_for("contacts.timeline", contact_id=record.id) if kind == CONTACTS else record_url(kind, record.id),
        "home": record_url(kind, record.id),
        "whose": f"{'contact' if kind == CONTACTS else 'record'}-{record.id}",
        "name": record.name,
        "entries": timelines.of(record, me(), narrowed, before),
        "size": feed.SIZE,
        "narrowed": narrowed,
        "asked": asked,
        "periods": PERIODS,
        "kinds": timelines.kinds_of(record),
        "actors": dict(Member.select(Member.id, Member.name).order_by(Member.name).tuples()),
    }


def _narrowed(asked: Mapping[str, str]) -> Narrowed:
    group, period, (since, until) = asked.get("kind", ""), asked.get("period", ""), days()
    return Narrowed(
        kind=group if group in KINDS_OF else "",
        by=maybe(asked.get("by", "")),
        since=since or last(period if period in PERIODS else ""),
        until=until,
        words=asked.get("words", "").strip()[:100],
    )


def days() -> tuple[datetime | None, datetime | None]:
    """When the day `from` of the address begins where the member is, and when the day `to` ends; nothing for none."""
    return _day("from")[0], _day("to")[1]


def last(days: str) -> datetime | None:
    """The moment so many days ago."""
    return clock.now() - timedelta(days=int(days)) if days else None


def _day(name: str) -> tuple[datetime, datetime] | tuple[None, None]:
    asked = iso_date(request.args.get(name, ""))
    known = asked is not None and "1970-01-02" <= asked <= "9999-12-30"
    return bounds(date.fromisoformat(asked), zone().key) if asked and known else (None, None)
