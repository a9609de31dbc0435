"""Acts on calls and meetings: log one that took place, take one away."""

from datetime import datetime

from flask import Response, request
from werkzeug.wrappers import Response as Redirect

from blueprints.contacts.answers import act
from blueprints.contacts.blueprint import blueprint
from blueprints.web import load
from blueprints.web.guard import me, once_key
from blueprints.web.view import zone
from crm import talks
from crm.models import Talk
from crm.talks import BadTalk, Told


@blueprint.post("/contacts/<int:contact_id>/talks")
def log_talk(contact_id: int) -> Response | Redirect:
    """Log a call or a meeting."""
    contact, said = load.contact(contact_id), request.form.get("text", "")
    return act(contact, "activity", lambda: talks.log(contact, _told(), by=me(), key=once_key()), said)


@blueprint.post("/contacts/<int:contact_id>/talks/<int:talk_id>/removal")
def remove_talk(contact_id: int, talk_id: int) -> Response | Redirect:
    """Take a logged call or meeting away."""
    contact = load.contact(contact_id)
    return act(contact, "activity", lambda: talks.remove(load.row(Talk, talk_id, contact), by=me(), key=once_key()))


def _told() -> Told:
    sent = request.form
    return Told(
        kind=sent.get("kind", ""),
        outcome=sent.get("outcome", ""),
        direction=sent.get("direction", ""),
        minutes=sent.get("minutes", ""),
        at=_moment(sent.get("at", "").strip()),
        text=sent.get("text", ""),
    )


def _moment(typed: str) -> datetime | None:
    """A moment as a browser’s field gives it, in the member’s zone; nothing means now."""
    if not typed:
        return None
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=zone())
    except ValueError as error:
        raise BadTalk(what="When it took place is a date and time like 2026-11-25T14:30.") from error
