"""The dry run on the screen: every row's fate before anything is written, choices by reason and by row, and the start."""

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.imports import asked, forms, lines
from blueprints.imports.blueprint import blueprint
from blueprints.imports.history import MOST_IN_EXCEL, rows_as_file
from blueprints.web import hypermedia
from crm.errors import CrmError
from crm.importing import drafts, marking, outcome, reasons, reviewing
from crm.models import Operation

Answer = Response | Redirect


@blueprint.get("/imports/<int:operation_id>/review")
def review(operation_id: int) -> Answer:
    """What would happen to every row; while the worker looks at them, how far it is."""
    head = asked.a_draft_of_people(operation_id)
    if asked.is_checking(head):
        return hypermedia.page("imports/checking.html", "imports/_checking.html", head=head, step="review", guess=_guess(head))
    if hypermedia.is_partial() and not request.args:
        return hypermedia.go(asked.place(head))
    if not asked.is_open(head) or not (head.params.get("plan") or head.params.get("file_error")):
        return hypermedia.go(url_for("imports.choose", operation_id=head.id) if asked.is_open(head) else asked.place(head))
    if asked.asks_of_columns(head):
        return hypermedia.go(url_for("imports.map", operation_id=head.id))
    return make_response(render_template("imports/review.html", **_review(head, "")))


@blueprint.post("/imports/<int:operation_id>/review")
def decide(operation_id: int) -> Answer:
    """Keep what was chosen for reasons and rows, and look at every row again if that changes anything."""
    head = asked.a_draft_of_people(operation_id)
    try:
        options = forms.of_review(request.form, drafts.options_of(head))
        changed = drafts.change(head, "review", options)
        if not changed.params.get("plan"):
            drafts.check(changed)
    except CrmError as error:
        return make_response(render_template("imports/review.html", **_review(head, str(error))), error.status)
    return hypermedia.go(url_for("imports.review", operation_id=head.id))


@blueprint.post("/imports/<int:operation_id>/run")
def run(operation_id: int) -> Answer:
    """Import exactly what was looked at."""
    head = asked.a_draft(operation_id)
    try:
        drafts.run(head, request.form.get("plan", ""))
    except drafts.Changed as error:
        now = asked.a_draft(operation_id)
        if asked.is_checking(now) or not now.params.get("plan") or "kind" in now.params:
            return hypermedia.go(asked.place(now))
        return make_response(render_template("imports/review.html", **_review(now, str(error))), error.status)
    return hypermedia.go(url_for("imports.show", operation_id=head.id))


@blueprint.post("/imports/<int:operation_id>/stop")
def stop(operation_id: int) -> Answer:
    """Stop looking at the rows, or unpacking; back to the choices. A file of which nothing is known yet is forgotten."""
    head = asked.a_draft(operation_id, unpacked=False)
    unpacking = asked.is_unpacking(head)
    if unpacking and drafts.is_new(head):
        return discard(operation_id)
    head, step = drafts.stop(head), "file" if unpacking else "choose"
    return hypermedia.go(asked.place(head) if "kind" in head.params else url_for(f"imports.{step}", operation_id=head.id))


@blueprint.post("/imports/<int:operation_id>/discard")
def discard(operation_id: int) -> Answer:
    """Forget a draft."""
    drafts.discard(asked.a_draft(operation_id, unpacked=False))
    return hypermedia.go(url_for("imports.index"))


@blueprint.get("/imports/<int:operation_id>/plan")
def plan_file(operation_id: int) -> Response:
    """The file again, with what would become of every row; `rows=stayed` leaves out those that would come in."""
    head = asked.a_draft(operation_id)
    return rows_as_file(head, outcome.planned_of(head), "plan")


def _review(head: Operation, problem: str) -> dict[str, Any]:
    counts = head.params.get("counts") or []
    groups, options = reviewing.tally(counts), drafts.options_of(head)
    return {
        **lines.page_of(head, counts, bool(head.params.get("plan"))),
        "head": head, "step": "review", "problem": problem or asked.file_problem(head), "groups": groups, "total": sum(groups.values()),
        "writes": groups["new"] + groups["changed"] + groups["merged"], "reasons": _by_reason(counts), "options": options,
        "unknown": head.params.get("unknown") or [], "marks": head.params.get("marks") or {}, "MARKS": marking.MARKS,
        "most_in_excel": MOST_IN_EXCEL, "noticed": reasons.noticed(head.params.get("warnings", [])),
    }  # fmt: skip


def _by_reason(counts: list[list[Any]]) -> list[tuple[str, int]]:
    """Rows that need a decision or stay out, by reason, in the order of the reasons."""
    found = {why: n for verdict, why, n in counts if reviewing.group_of(verdict, why) in ("choose", "refused")}
    order = list(reasons.REASONS)
    return sorted(found.items(), key=lambda one: order.index(one[0]) if one[0] in order else len(order))


def _guess(head: Operation) -> int | None:
    """About how many rows there are, by the size of the file and of its first rows."""
    bytes_a_row = head.params.get("bytes_a_row")
    return max(int(head.params["size"] / bytes_a_row), head.total, 1) if bytes_a_row else None
