"""Who follows a record of any kind but people: a field that is changed one member at a time."""

from collections.abc import Callable

from flask import Response, make_response, render_template, request
from werkzeug.wrappers import Response as Redirect

from blueprints.web import hypermedia, load, records
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from blueprints.web.view import list_url, record_url
from crm import followers
from crm.kinds import Kind
from crm.models import Journalled
from crm.records import keeping


def change(kind: Kind, record_id: int) -> Response | Redirect:
    """Let a member follow, by the address `follower`, oneself where it is empty; or no longer, by the number `unfollow`."""
    record, address, gone = records.load(kind, record_id), request.form.get("follower", ""), request.form.get("unfollow", type=int)
    if gone:
        who = load.follower(gone)
        return _act(kind, record_id, lambda: followers.unfollow(record, who, by=me(), key=once_key()))
    return _act(kind, record_id, lambda: followers.follow(record, followers.named(address) if address else me(), by=me(), key=once_key()))


def _act(kind: Kind, record_id: int, verb: Callable[[], None]) -> Response | Redirect:
    """Who follows now, with a toast; who loses sight of the record by it goes to the list."""
    try:
        first_time(verb)
    except followers.NoSuchMember as error:
        if not hypermedia.is_partial():
            raise
        return _shown(records.load(kind, record_id), str(error), error.status)
    record = keeping.load(kind, record_id, me())
    if record is None:
        return hypermedia.go(list_url(kind))
    if not hypermedia.is_partial():
        return hypermedia.done(record_url(kind, record_id), operation=done())
    return _shown(record)


def _shown(record: Journalled, problem: str = "", status: int = 200) -> Response:
    told = {"problem": problem, "failed": "followers" if problem else "", "toasted": None if problem else done()}
    return make_response(render_template("records/followers.html", **records.shown(record), **followers.around(record), **told), status)
