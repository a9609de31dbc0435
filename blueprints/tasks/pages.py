"""Pages of tasks: GET only."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from flask import Response, render_template, request

from blueprints.tasks.blueprint import blueprint
from blueprints.web import hypermedia, load, paging, task_forms
from blueprints.web.guard import me
from blueprints.web.view import zone
from crm import access
from crm.models import Business, Contact, Note, Task
from crm.tasks import PRIORITIES, form, lists
from crm.tasks.lists import OVERDUE, TODAY, UPCOMING, WHEN, Day, Wanted

VIEWS = {
    "mine": ("Mine", lambda: Wanted(assignee=me().id)),
    "overdue": ("Overdue", lambda: Wanted(assignee=me().id, when=OVERDUE)),
    "today": ("Today", lambda: Wanted(assignee=me().id, when=TODAY)),
    "upcoming": ("Upcoming", lambda: Wanted(assignee=me().id, when=UPCOMING)),
    "everyone": ("Everyone’s", Wanted),
    "done": ("Done", lambda: Wanted(done=True)),
}
"""The lists of tasks: a word for the address, one for people, and what is wanted."""


@blueprint.get("/tasks")
def index() -> Response:
    """The tasks: the view, words, priority and assignee stand in the address."""
    return hypermedia.page("tasks/index.html", "tasks/_list.html", **listed())


@blueprint.get("/tasks/new")
def new() -> str:
    """The form of a new task; `contact`, `business`, `note`, `title` and `due` in the address are what is known already."""
    access.require_edit(me())
    contact, business = task_forms.person(request.args.get("contact", "")), task_forms.firm(request.args.get("business", ""))
    title = request.args.get("title", "")[:200]
    note = request.args.get("note", type=int)
    if contact and note:
        title = load.row(Note, note, contact).text.split("\n")[0].lstrip("-*[] ")[:200]
    values = task_forms.blank(title=title, due=request.args.get("due", "")[:16], contact=str(contact.id) if contact else "")
    return page("tasks/new.html", None, values, contact=contact, business=business)


@blueprint.get("/tasks/<int:task_id>")
def show(task_id: int) -> str:
    """One task, to be read and changed."""
    return shown(load.task(task_id))


def shown(task: Task, problem: str = "") -> str:
    """The page of a task as it is, and what went wrong."""
    values = form.as_typed(task, zone().key) | {
        "rule": task.series.rule if task.series and task.series.state == 1 else "",
        "contact": str(task.contact_id or ""),
    }
    return page("tasks/show.html", task, values, problem, contact=task.contact)


def page(template: str, task: Task | None, values: dict[str, str], problem: str = "", **more: Any) -> str:
    """The page of a task’s form."""
    shown = values if task is None or problem == "" else form.as_typed(Task.get_by_id(task.id), zone().key)
    context = {
        "task": task,
        "values": values,
        "shown": shown,
        "problem": problem,
        "rule_words": form.words(values.get("rule", "") if task else ""),
    }
    return render_template(template, day=Day.here(zone().key), **context, **task_forms.choices(), **more)


def listed() -> dict[str, Any]:
    """What the list of tasks and its fragments show."""
    asked: Mapping[str, str] = request.args if request.method == "GET" else {"view": request.form.get("view", "")}
    about = task_forms.person(asked.get("contact", "")) or task_forms.firm(asked.get("business", ""))
    view = asked["view"] if asked.get("view") in VIEWS else "mine"
    head = {"asked": asked, "about": about, "view": view, "views": {key: label for key, (label, _) in VIEWS.items()}, "problem": ""}
    return head | _found(_wanted(asked, view, about)) | task_forms.choices()


def _wanted(asked: Mapping[str, str], view: str, about: Contact | Business | None) -> Wanted:
    return replace(
        VIEWS[view][1](),
        words=asked.get("q", "").strip()[:100],
        priority=PRIORITIES.get(asked.get("priority", "")),
        contact=about.id if isinstance(about, Contact) else None,
        business=about.id if isinstance(about, Business) else None,
        **_assigned(asked.get("assignee", "")),
    )


def _found(wanted: Wanted) -> dict[str, Any]:
    """One page of what is wanted, in groups, and how many tasks each view holds."""
    day, page = Day.here(zone().key), paging.asked()
    total = lists.count(wanted, day, me())
    return {
        "wanted": wanted,
        "day": day,
        "groups": _groups(lists.page(wanted, day, me(), page.offset, page.size), day, wanted),
        "counts": _counts(day),
        "total": total,
        "page": page,
        "last": page.last(total),
        "sizes": paging.SIZES,
    }


def _assigned(address: str) -> dict[str, int]:
    found = form.read_assignee(address) if address in dict(task_forms.choices()["assignees"]) else None
    return {"assignee": found} if found else {}


def _counts(day: Day) -> dict[str, int]:
    return {key: lists.count(wanted(), day, me()) for key, (_, wanted) in VIEWS.items() if key != "done"}


def _groups(found: list[Task], day: Day, wanted: Wanted) -> list[tuple[str, list[Task]]]:
    """Tasks under what they are due, in the order they come; done ones stand together."""
    if wanted.done:
        return [("Done", found)] if found else []
    return [(WHEN[when], list(group)) for when, group in groupby(found, key=day.when)]
