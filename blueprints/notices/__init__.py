"""A member's notices: the bell, the page, marking them read; and the emails that wait to be sent."""

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.web import hypermedia
from blueprints.web.guard import me
from blueprints.web.redirects import safe_path
from blueprints.web.view import record_url
from crm import notices, records
from crm.businesses import keeping
from crm.models import CustomRecord, Notice

blueprint = Blueprint("notices", __name__, url_prefix="/notifications")


@blueprint.get("")
def index() -> str:
    """The newest notices, narrowed by why one is told; `before` gives older ones."""
    why, before = request.args.get("why", ""), request.args.get("before", type=int)
    counts = {key: notices.unread(me(), key) for key in notices.WHYS}
    context = {"told": notices.of(me(), why, before), "why": why if why in notices.WHYS else "", "whys": notices.WHYS, "counts": counts}
    return render_template(
        "notices/index.html", size=notices.SIZE, unread=sum(counts.values()), waiting=len(notices.waiting(me())), **context
    )


@blueprint.get("/bell")
def bell() -> str:
    """The bell with its count; it loads itself, so that no page waits for it."""
    return render_template("notices/_bell.html", unread=notices.unread(me()))


@blueprint.get("/mails")
def mails() -> str:
    """The emails that wait to be sent to the member."""
    return render_template("notices/mails.html", waiting=notices.waiting(me()))


@blueprint.post("/reading")
def read_all() -> Response | Redirect:
    """Mark all read."""
    notices.mark_read(me())
    return hypermedia.go(safe_path(request.form.get("next"), url_for("notices.index")))


@blueprint.post("/<int:notice_id>/reading")
def read(notice_id: int) -> Response | Redirect:
    """Mark one read, and go to the person, business, record or task it is about."""
    found = notices.load(notice_id, me())
    notices.mark_read(me(), found)
    return hypermedia.go(safe_path(request.form.get("next"), _where(found)))


def _where(notice: Notice) -> str:
    if notice.task_id:
        return url_for("tasks.show", task_id=notice.task_id)
    if notice.business_id:
        there = keeping.load(notice.business_id, me())
        return url_for("businesses.show", business_id=there.id) if there else url_for("activity.index")
    if notice.record_id:
        record = CustomRecord.get_by_id(notice.record_id)
        return record_url(records.kind_of(record), record.id)
    return url_for("contacts.show", contact_id=notice.contact_id)
