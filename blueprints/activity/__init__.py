"""The activity of the whole office, narrowed and as a file."""

from typing import Any

from flask import Blueprint, Response, render_template, request, stream_with_context

from blueprints.web import timeline
from blueprints.web.guard import me
from blueprints.web.view import record_url
from crm import activity, kinds
from crm.journal.narrowing import Narrowed
from crm.models import Member

blueprint = Blueprint("activity", __name__)
PERIODS = {"": "Any time", "1": "Last 24 hours", "7": "Last 7 days", "30": "Last 30 days", "365": "Last year"}


@blueprint.get("/activity")
def index() -> str:
    """What was done, newest first; `before` gives older operations."""
    narrowed, before = _narrowed(), request.args.get("before", type=int)
    people = dict(Member.select(Member.id, Member.name).order_by(Member.name).tuples())
    context: dict[str, Any] = {"narrowed": narrowed, "kinds": activity.KINDS, "people": people, "periods": PERIODS, "period": _period()}
    context["place"] = lambda record: record_url(kinds.of(record[0]), record[1])
    return render_template("activity/index.html", done=activity.of(me(), narrowed, before), size=activity.SIZE, asked=_asked(), **context)


@blueprint.get("/activity.csv")
def file() -> Response:
    """All that the address asks for, as a file."""
    answer = Response(stream_with_context(activity.stream(me(), _narrowed())), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=activity.csv"
    return answer


def _narrowed() -> Narrowed:
    kind, days, (since, until) = request.args.get("kind", ""), _period(), timeline.days()
    return Narrowed(
        kind=kind if kind in activity.KINDS else "",
        by=request.args.get("by", type=int),
        since=since or timeline.last(days),
        until=until,
        words=request.args.get("q", "").strip()[:100],
    )


def _period() -> str:
    days = request.args.get("period", "")
    return days if days in PERIODS else ""


def _asked() -> dict[str, str]:
    """What narrows, as the address has it."""
    return {key: request.args[key] for key in ("kind", "by", "period", "from", "to", "q") if request.args.get(key)}
