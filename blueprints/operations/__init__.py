"""What was done: the operations, each with its undo."""

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.web import hypermedia, load, paging
from blueprints.web.guard import me, once_key
from blueprints.web.redirects import safe_path
from blueprints.web.repeats import done, first_time
from crm import journal, operations
from crm.journal import work
from crm.models import Contact, OperationItem
from crm.models.operation import DONE

blueprint = Blueprint("operations", __name__)


@blueprint.get("/operations")
def index() -> str:
    """The newest operations."""
    page = paging.asked()
    query = operations.of(me())
    return render_template(
        "operations/index.html", heads=list(query.offset(page.offset).limit(page.size)), page=page, last=page.last(query.count())
    )


@blueprint.get("/operations/<int:operation_id>")
def show(operation_id: int) -> Response:
    """One operation: counts, progress while it runs, and what became of whom."""
    head = load.operation(operation_id)
    return hypermedia.page("operations/show.html", "operations/_progress.html", head=head, items=_items(operation_id))


@blueprint.post("/operations/<int:operation_id>/undo")
def undo(operation_id: int) -> Response | Redirect:
    """Take an operation back."""
    head = load.operation(operation_id)
    outcome = first_time(lambda: journal.undo(head, by=me(), key=once_key())) or journal.Outcome(done())
    back = safe_path(request.form.get("next"), url_for("operations.show", operation_id=head.id))
    if outcome.operation is None:
        return hypermedia.go(url_for("operations.show", operation_id=head.id, kept=len(outcome.kept)))
    if outcome.operation.status != DONE:
        return hypermedia.go(url_for("operations.show", operation_id=outcome.operation.id))
    return hypermedia.done(back, operation=outcome.operation)


@blueprint.post("/operations/<int:operation_id>/wish")
def wish(operation_id: int) -> Response | Redirect:
    """Pause, resume or cancel a long operation."""
    head = load.operation(operation_id)
    work.ask(head, request.form.get("wish", ""))
    return hypermedia.go(url_for("operations.show", operation_id=head.id))


def _items(operation_id: int) -> list[OperationItem]:
    i = OperationItem
    page = paging.asked(25)
    query = i.select(i, Contact.first_name, Contact.last_name).left_outer_join(Contact, on=(Contact.id == i.subject_id))
    return list(query.where(i.operation == operation_id).order_by(i.seq).offset(page.offset).limit(page.size).objects())
