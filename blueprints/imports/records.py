"""A file of records of another kind than people: its columns, what happens to known ones, and what would become of its rows; on one page."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.imports import asked, forms, lines, words
from blueprints.imports.blueprint import blueprint
from blueprints.imports.history import MOST_IN_EXCEL
from blueprints.web import hypermedia
from blueprints.web.guard import me
from crm.associations import columns as links
from crm.errors import CrmError
from crm.fields.types import TYPES
from crm.importing import adding, drafts, outcome, reasons
from crm.importing.adding import New
from crm.importing.options import ORDERS, Options
from crm.importing.planning import OUTCOMES, REFUSE
from crm.models import Operation
from crm.records import drafts as records
from crm.records.reading import unique_of

_NONE: Mapping[int, New] = {}
_ADVICE = {
    "choice": "Write one of the choices, or add it to the field in the settings.",
    "owner": "Expected the email address of a member.",
    "no_match": "Only those that are known are updated, and a number has to be one that is here.",
    "not_visible": "An admin sees which one it is, and may change it.",
}


@blueprint.get("/imports/<int:operation_id>/records")
def records_draft(operation_id: int) -> Response | Redirect:
    """The choices, and what would become of the rows under them; while the worker looks at them, how far it is."""
    head = asked.a_draft(operation_id)
    if "kind" not in head.params or not asked.is_open(head):
        return hypermedia.go(asked.place(head))
    if asked.is_checking(head):
        return hypermedia.page("imports/checking.html", "imports/_checking.html", head=head, step="review", guess=None)
    if hypermedia.is_partial():
        return hypermedia.go(asked.place(head))
    return _page(head, records.problem(head) or asked.file_problem(head))


@blueprint.post("/imports/<int:operation_id>/records")
def check_records(operation_id: int) -> Response | Redirect:
    """Keep the choices and look at every row; nothing is written."""
    head = asked.a_draft(operation_id)
    if "kind" not in head.params:
        return hypermedia.go(asked.place(head))
    if request.form.get("use"):
        records.use(head, request.form["use"])
        return hypermedia.go(url_for("imports.records_draft", operation_id=head.id))
    options, new = _chosen(drafts.options_of(head)), forms.new_fields(request.form)
    name = request.form.get("mapping_name", "") if request.form.get("save") else None
    try:
        records.prepare(head, options, new, name, by=me())
    except CrmError as error:
        drafts.change(head, "records", options)
        return _page(asked.a_draft(operation_id), str(error), max(error.status, 422), new)
    return hypermedia.go(url_for("imports.records_draft", operation_id=head.id))


def _chosen(options: Options) -> Options:
    mapping = {str(number): key for number, key in forms.chosen(request.form)}
    told = {name: request.form.get(name, getattr(options, name)) for name in ("mode", "on_match", "bad_cell")}
    told |= {"date_order": request.form.get("date_order") or None, "known_by": request.form.get("known_by", "")}
    return replace(options, mapping=mapping, values=forms.values_of(request.form), **told)


def _reason(code: str) -> reasons.Reason:
    """A reason, with what one can do here."""
    found = reasons.of(code)
    return found._replace(advice=_ADVICE.get(code, found.advice))


def _page(head: Operation, problem: str, status: int = 200, new: Mapping[int, New] = _NONE) -> Response:
    counts = head.params.get("counts") or [] if head.params.get("plan") else []
    totals = {word: sum(n for found, _, n in counts if found == verdict) for verdict, word in OUTCOMES.items()}
    kind, columns = outcome.kind_of(head), records.columns(head)
    context = {
        **lines.page_of(head, counts, bool(head.params.get("plan"))), "why": _reason,
        "head": head, "step": "review", "kind": kind, "columns": columns, "options": drafts.options_of(head), "orders": ORDERS,
        "problem": problem, "totals": totals, "reasons": [(why, n) for verdict, why, n in counts if verdict == REFUSE],
        "unique": unique_of(kind), "most_in_excel": MOST_IN_EXCEL, "linked": links.fields_of(kind), "NEW": forms.NEW, "new": new, "types": [TYPES[key] for key in adding.TYPES], "of": drafts.origin(head),
        "saved": records.saved_for(kind, [column.heading for column in columns]),
        "meanings": {column.key: words.of(column.key, kind) for column in columns if column.words},
    }  # fmt: skip
    return make_response(render_template("imports/records.html", **context), status)
