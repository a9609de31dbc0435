"""Calls and meetings that took place, logged by who had them."""

from dataclasses import dataclass
from datetime import datetime

from crm import access, clock, text
from crm.errors import CrmError
from crm.journal import operation
from crm.models import LIVE, Contact, Member, Talk
from crm.models.talk import CALL, MEETING

KINDS = (CALL, MEETING)
DIRECTIONS = {"out": "Outgoing", "in": "Incoming"}
OUTCOMES = {
    CALL: {"reached": "reached", "no_answer": "no answer", "voicemail": "left a message", "busy": "busy", "wrong": "wrong number"},
    MEETING: {"held": "held", "no_show": "did not come", "cancelled": "cancelled"},
}
"""Kind → outcome → how it reads in the timeline."""
_LONGEST = 32_767
_MOST_MINUTES = 24 * 60


class BadTalk(CrmError):
    """{what} Nothing was saved; what you typed is still here."""


@dataclass(frozen=True, slots=True)
class Told:
    """A call or meeting as it was told: what came of it, which way it went, minutes as typed, when (now unless said), and what was said."""

    kind: str
    outcome: str = ""
    direction: str = ""
    minutes: str = ""
    at: datetime | None = None
    text: str = ""


def log(contact: Contact, told: Told, *, by: Member, via: str = "web", key: str | None = None) -> Talk:
    """Log a call or meeting with a contact. Raises BadTalk."""
    access.require_edit(by)
    values = _cleaned(told)
    with operation(f"{told.kind}.logged", by=by, title=describe(told.kind, told.outcome), via=via, key=key) as op:
        made: Talk = op.add(Talk, contact=contact, kind=told.kind, author=by, **values)
        return made


def remove(talk: Talk, *, by: Member, key: str | None = None) -> None:
    """Take a logged call or meeting away; it can be put back for as long as undo lasts."""
    access.require_edit(by)
    with operation(f"{talk.kind}.removed", by=by, title=f"Removed a {talk.kind} with {talk.contact.name}", key=key) as op:
        op.remove(talk)


def of(contact: Contact) -> list[Talk]:
    """A contact's living calls and meetings, newest first."""
    return list(Talk.select().where((Talk.contact == contact.id) & (Talk.state == LIVE)).order_by(Talk.at.desc(), Talk.id.desc()))


def describe(kind: str, outcome: str) -> str:
    """A call or meeting in words: “Call, reached”."""
    words = OUTCOMES[kind].get(outcome, "")
    return f"{kind.capitalize()}, {words}" if words else kind.capitalize()


def _cleaned(told: Told) -> dict[str, object]:
    if told.kind not in KINDS:
        raise BadTalk(what="Choose a call or a meeting.")
    if told.outcome and told.outcome not in OUTCOMES[told.kind]:
        raise BadTalk(what="Choose what came of it from the list.")
    if told.direction and told.direction not in DIRECTIONS:
        raise BadTalk(what="Choose outgoing or incoming.")
    at, now = told.at or clock.now(), clock.now()
    if at > now:
        raise BadTalk(what="This is logged after it took place: the time is still to come. Make a task of it instead.")
    said = text.multi_line(told.text)
    if len(said) > _LONGEST:
        raise BadTalk(what=f"The text may hold 32,767 characters; this one has {len(said)}.")
    direction = told.direction or ("out" if told.kind == CALL else "")
    return {"outcome": told.outcome, "direction": direction, "minutes": _minutes(told.minutes), "at": at, "text": said}


def _minutes(typed: str) -> int | None:
    bare = typed.strip()
    if not bare:
        return None
    if not (bare.isascii() and bare.isdigit() and int(bare) <= _MOST_MINUTES):
        raise BadTalk(what="Minutes are a whole number, at most 1440.")
    return int(bare)
