"""Taking operations back, and pausing, resuming or cancelling those that run."""

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.operations.blueprint import blueprint
from blueprints.web import hypermedia, load
from blueprints.web.guard import me, once_key
from blueprints.web.redirects import safe_path
from blueprints.web.repeats import done, first_time
from crm import journal
from crm.journal import work
from crm.journal.cells import Address
from crm.journal.plans import told
from crm.journal.undo import require_may_undo
from crm.journal.verdicts import Choices
from crm.models.operation import DONE
from crm.operations import subject_of


@blueprint.get("/operations/<int:operation_id>/undo")
def plan_undo(operation_id: int) -> str:
    """What taking an operation back would do: what comes back, what stays and why; whole, or for chosen records."""
    head = load.operation(operation_id)
    require_may_undo(head, me())
    chosen, choices = _subjects(), _choices()
    outcome = journal.plan(head, by=me(), subjects=chosen, choices=choices)
    context = {"head": head, "outcome": outcome, "chosen": request.values.getlist("id"), "choices": choices}
    return render_template("operations/undo.html", plan=told(outcome, me()), **context)


@blueprint.post("/operations/<int:operation_id>/undo")
def undo(operation_id: int) -> Response | Redirect:
    """Take an operation back, whole or for chosen records, and land where it was asked for, or on the undo, which can be undone there."""
    head = load.operation(operation_id)
    chosen, choices = _subjects(), _choices()
    outcome = first_time(lambda: journal.undo(head, by=me(), subjects=chosen, choices=choices, key=once_key())) or journal.Outcome(done())
    if outcome.operation is None:
        return hypermedia.go(url_for("operations.show", operation_id=head.id, kept=len(outcome.kept) + len(outcome.covered)))
    there = url_for("operations.show", operation_id=outcome.operation.id)
    if outcome.operation.status != DONE:
        return hypermedia.go(there)
    return hypermedia.done(safe_path(request.form.get("next"), there), operation=outcome.operation)


@blueprint.post("/operations/<int:operation_id>/wish")
def wish(operation_id: int) -> Response | Redirect:
    """Pause, resume or cancel a long operation; back to the page it was asked on."""
    head = load.operation(operation_id)
    work.ask(head, request.form.get("wish", ""))
    return hypermedia.go(safe_path(request.form.get("next"), url_for("operations.show", operation_id=head.id)))


def _subjects() -> list[tuple[int, int]] | None:
    """The records that were chosen, people by their id and others by their table's number and id; None means all."""
    given = request.values.getlist("id")
    return [subject for text in dict.fromkeys(given) if (subject := subject_of(text))] if given else None


def _choices() -> Choices:
    ticked = [tuple(part.split(".")) for part in request.values.getlist("tick")]
    cells = [Address(*map(int, at)) for at in ticked if len(at) == 3 and all(part.isascii() and part.isdigit() for part in at)]
    return Choices(frozenset(cells), request.values.get("reason", "").strip()[:500], request.values.get("opt_outs") == "all")
