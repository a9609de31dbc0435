"""Acts on tasks: each loads, reads its form, does one verb, and shows what changed."""

from collections.abc import Callable

from flask import Response, make_response, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.tasks.blueprint import blueprint
from blueprints.tasks.pages import listed, page, shown
from blueprints.web import hypermedia, load, rich, task_forms
from blueprints.web.guard import me, once_key
from blueprints.web.redirects import safe_path
from blueprints.web.repeats import done, first_time
from blueprints.web.view import zone
from crm import tasks
from crm.errors import CrmError

_FIELDS = ("title", "due", "assignee", "priority", "description", "remind")


@blueprint.post("/tasks")
def create() -> Response | Redirect:
    """Make a task."""
    try:
        about = {
            "contact": task_forms.person(request.form.get("contact", "")),
            "business": task_forms.firm(request.form.get("business", "")),
        }
        first_time(lambda: tasks.create(task_forms.typed(), by=me(), zone=zone().key, **about, key=once_key()))
    except CrmError as error:
        values = task_forms.blank(**task_forms.again())
        about = {"contact": task_forms.person(values["contact"]), "business": task_forms.firm(values["business"])}
        return make_response(page("tasks/new.html", None, values, str(error), **about), error.status)
    return _back()


@blueprint.post("/tasks/<int:task_id>")
def update(task_id: int) -> Response | Redirect:
    """Change a task, alone or with all that come."""
    task, sent = load.task(task_id), request.form
    saw = {key: sent[f"shown_{key}"] for key in _FIELDS if f"shown_{key}" in sent}
    scope = tasks.FUTURE if sent.get("scope") == tasks.FUTURE else tasks.THIS
    try:
        typed = task_forms.typed()
        contact = task_forms.person(sent["contact"]) if "contact" in sent else task.contact
        first_time(lambda: tasks.edit(task, typed, by=me(), zone=zone().key, scope=scope, shown=saw, contact=contact, key=once_key()))
    except CrmError as error:
        values = task_forms.blank(**task_forms.again())
        return make_response(page("tasks/show.html", task, values, str(error), contact=task.contact), error.status)
    return _back()


@blueprint.post("/tasks/<int:task_id>/completion")
def complete(task_id: int) -> Response | Redirect:
    """Mark a task as done, or open it again."""
    task = load.task(task_id)
    verb = tasks.reopen if request.form.get("done") == "0" else tasks.done
    return _act(lambda: verb(task, by=me(), key=once_key()))


@blueprint.post("/tasks/<int:task_id>/snooze")
def snooze(task_id: int) -> Response | Redirect:
    """Put a task off until a day."""
    task = load.task(task_id)
    return _act(lambda: tasks.snooze(task, request.form.get("due", ""), by=me(), zone=zone().key, key=once_key()))


@blueprint.post("/tasks/<int:task_id>/ticks")
def tick(task_id: int) -> Response | Redirect:
    """Tick an item of the check-list in a task’s description, or take the tick away."""
    task, (place, on, words) = load.task(task_id), rich.ticked(request.form.get("item", ""))
    try:
        first_time(lambda: tasks.tick(task, place, on, shown=words, by=me(), key=once_key()))
    except tasks.ItemChanged as error:
        return make_response(shown(load.task(task_id), str(error)), error.status)
    return hypermedia.done(url_for("tasks.show", task_id=task_id), operation=done())


@blueprint.post("/tasks/<int:task_id>/removal")
def remove(task_id: int) -> Response | Redirect:
    """Take a task away, alone or with all that come."""
    scope = tasks.FUTURE if request.form.get("scope") == tasks.FUTURE else tasks.THIS
    first_time(lambda: tasks.remove(load.task(task_id), by=me(), scope=scope, key=once_key()))
    return _back()


@blueprint.post("/tasks/changes")
def change_many() -> Response | Redirect:
    """Do one thing to the tasks that are ticked."""
    what, ids = request.form.get("do", ""), dict.fromkeys(request.form.getlist("id", type=int))

    def change() -> int:
        chosen = [load.task(number) for number in ids]
        return tasks.give(chosen, what, request.form.get(what, ""), by=me(), zone=zone().key, key=once_key())

    return _act(change)


def _act(verb: Callable[[], object]) -> Response | Redirect:
    """Do a verb, and go back to the page one came from; refused, the list says why."""
    try:
        first_time(verb)
    except CrmError as error:
        return hypermedia.page("tasks/index.html", "tasks/_list.html", error.status, **listed() | {"problem": str(error)})
    return _back()


def _back() -> Response | Redirect:
    return hypermedia.done(safe_path(request.form.get("next"), url_for("tasks.index")), operation=done())
