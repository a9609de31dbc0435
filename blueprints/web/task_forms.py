"""What forms of tasks send, and what they need: used by the tasks themselves and by the composer of a record."""

from typing import Any

from flask import request

from blueprints.web import load
from blueprints.web.guard import me
from blueprints.web.view import zone
from crm import access, clock
from crm.due import REMINDERS, said
from crm.models import LIVE, Business, Contact, Member
from crm.models.member import VIEWER
from crm.tasks import PRIORITIES, Typed, recurrence
from crm.tasks.recurrence import DAYS, UNITS


def typed() -> Typed:
    """The task of the form. Raises BadRule."""
    sent = request.form
    day, hour = sent.get("due", "").strip(), sent.get("due_time", "").strip()
    return Typed(
        title=sent.get("title", ""),
        due=f"{day}T{hour}" if day and hour else day,
        assignee=sent.get("assignee", ""),
        priority=sent.get("priority", "normal"),
        description=sent.get("description", ""),
        remind=",".join(sent.getlist("remind")),
        rule=_rule(),
    )


def choices() -> dict[str, Any]:
    """What may be chosen in the form of a task."""
    members = Member.select(Member.email, Member.name).where((Member.state == LIVE) & (Member.role != VIEWER)).order_by(Member.name)
    return {
        "assignees": list(members.tuples()),
        "priorities": list(PRIORITIES),
        "reminders": REMINDERS,
        "reminder_words": said,
        "units": UNITS,
        "weekdays": DAYS,
        "today": clock.today(zone().key).isoformat(),
    }


def blank(**values: str) -> dict[str, str]:
    """A task that is to be made: mine, of normal priority, and what is known already."""
    mine = me().email if access.may_edit(me()) else ""
    return {
        "title": "",
        "due": "",
        "assignee": mine,
        "priority": "normal",
        "description": "",
        "remind": "",
        "rule": "",
        "contact": "",
        "business": "",
    } | values


def again() -> dict[str, str]:
    """What was typed in a form that was refused."""
    sent = request.form
    day, hour = sent.get("due", "").strip(), sent.get("due_time", "").strip()
    names = ("title", "assignee", "priority", "description", "rule", "contact", "business")
    told = {name: sent.get(name, "") for name in names} | {"remind": ",".join(sent.getlist("remind"))}
    return {**told, "due": f"{day}T{hour}" if hour else day}


def person(chosen: str) -> Contact | None:
    """The contact a form names by number, if the member may see it; nothing for nothing."""
    number = chosen.strip()
    return load.contact(_id(number)) if number else None


def firm(chosen: str) -> Business | None:
    """The business a form names by number, if the member may see it; nothing for nothing."""
    number = chosen.strip()
    return load.business(_id(number)) if number else None


def _id(number: str) -> int:
    """The number of a record; one that nothing has for what is none, so that nobody it was meant for is dropped in silence."""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0


def _rule() -> str:
    """How the task repeats: as it did, or as the form says."""
    sent = request.form
    if sent.get("repeat") == "as_is":
        return recurrence.clean(sent.get("rule", ""))
    return recurrence.from_form(dict(sent.items()), sent.getlist("weekday"))
