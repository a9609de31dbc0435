"""Tasks of a record: made in the composer, done in the panel."""

from flask import Response, request
from werkzeug.wrappers import Response as Redirect

from blueprints.contacts.answers import act
from blueprints.contacts.blueprint import blueprint
from blueprints.web import load, task_forms
from blueprints.web.guard import me, once_key
from blueprints.web.view import zone
from crm import tasks
from crm.models import Task


@blueprint.post("/contacts/<int:contact_id>/tasks")
def add_task(contact_id: int) -> Response | Redirect:
    """Make a task about a person."""
    contact = load.contact(contact_id)

    def make() -> Task:
        return tasks.create(task_forms.typed(), by=me(), zone=zone().key, contact=contact, key=once_key())

    return act(contact, "activity", make, request.form.get("description", ""))


@blueprint.post("/contacts/<int:contact_id>/tasks/<int:task_id>/completion")
def finish_task(contact_id: int, task_id: int) -> Response | Redirect:
    """Mark a task of a person as done."""
    contact = load.contact(contact_id)
    return act(contact, "tasks", lambda: tasks.done(load.row(Task, task_id, contact), by=me(), key=once_key()))
