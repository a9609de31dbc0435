"""The composer of a record: a note, a call, a meeting or a task, one at a time; and what stands beside the timeline."""

from typing import Any

from flask import request

from blueprints.web import task_forms
from blueprints.web.guard import me
from blueprints.web.view import zone
from crm import access, files, notes, talks
from crm.models import Contact
from crm.tasks import lists
from crm.tasks.lists import Day, Wanted

TABS = {"note": ("Note", "note"), "call": ("Call", "phone"), "task": ("Task", "checkbox"), "meeting": ("Meeting", "calendar-event")}
"""What may be composed: its name and icon."""
MOST_TASKS = 8
"""So many tasks stand on a record; the others are a click away."""


def context(contact: Contact) -> dict[str, Any]:
    """What the composer shows: the tab asked for, what was typed in a form that was refused, and whom a note may mention."""
    asked = request.values.get("compose", "note")
    return {
        "composing": asked if asked in TABS else "note",
        "tabs_of_composer": TABS,
        "again": request.form if request.method == "POST" else {},
        "outcomes": talks.OUTCOMES,
        "directions": talks.DIRECTIONS,
        **task_forms.choices(),
        "blank_task": task_forms.blank(),
        "mentionable": [member.name for member in access.seen_by(contact)],
    }


def written(contact: Contact) -> dict[str, Any]:
    """What is written about a person, wherever the page shows it: pinned notes, and files by the note they stand in."""
    found = files.of(contact)
    return {
        "pinned": notes.pinned_of(contact),
        "files": found,
        "files_in": files.in_notes(found),
        "may_edit_note": notes.may_edit,
        "directions": talks.DIRECTIONS,
    }


def planned(contact: Contact, most: int = MOST_TASKS) -> dict[str, Any]:
    """The open tasks about a person, soonest first, and how many there are in all."""
    day, wanted = Day.here(zone().key), Wanted(contact=contact.id)
    return {"tasks": lists.page(wanted, day, me(), size=most), "tasks_total": lists.count(wanted, day, me()), "day": day}
