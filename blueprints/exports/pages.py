"""Print and export: choose what to make of whom, and take the file away."""

from flask import Response, request, send_file, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.exports.blueprint import blueprint
from blueprints.web import choice, hypermedia, load
from blueprints.web.guard import me, office, once_key
from blueprints.web.moving import moved
from blueprints.web.repeats import done, first_time
from crm.errors import CrmError, NotFound
from crm.exporting import column_sets, running
from crm.exporting.columns import columns_of, fields_of
from crm.exporting.formats import look, of_kind
from crm.exporting.records import reader_of
from crm.kinds import Kind
from crm.members import profile
from crm.models import Operation
from crm.models.operation import DONE
from crm.printing.sheets import SHEETS, usual

_SAMPLE = 3


@blueprint.get("/exports/new")
def new() -> Response:
    """What to make of whom: format and columns, with the first rows."""
    return page(choice.asked())


@blueprint.post("/exports")
def create() -> Response | Redirect:
    """Write the file: a small one at once, a large one in the background."""
    found = choice.asked()
    try:
        form, columns = request.form.get("format", "csv"), _columns(found.chosen.kind)
        head = first_time(lambda: running.start(found.chosen, columns, form, by=me(), key=once_key(), shown=choice.shown())) or done()
    except CrmError as error:
        return page(found, str(error), max(error.status, 422))
    return hypermedia.go(url_for("exports.show", operation_id=head.id if head else 0))


@blueprint.get("/exports/<int:operation_id>")
def show(operation_id: int) -> Response:
    """How far a file is, then the file."""
    return hypermedia.page("exports/show.html", "exports/_progress.html", **_file(_export(operation_id)))


@blueprint.get("/exports/<int:operation_id>/file")
def file(operation_id: int) -> Response:
    """The file, for whom made it."""
    head = _export(operation_id)
    path = running.file_of(head, me())
    answer = send_file(
        path, mimetype=look(head.params["format"]).mime, as_attachment=True, download_name=running.name_of(head), etag=False, max_age=0
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/exports/<int:operation_id>/note")
def note(operation_id: int) -> Response:
    """The note beside the file: sentence, time, count and checksum."""
    head = _export(operation_id)
    running.file_of(head, me())
    answer = Response(running.note_of(head), mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{running.name_of(head)}.txt")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def page(found: choice.Choice, problem: str = "", status: int = 200) -> Response:
    """The page with what was chosen so far; for htmx its columns alone."""
    kind = found.chosen.kind
    keys, known = _shown(kind), fields_of(kind)
    first = [i for (i,) in found.chosen.query(me()).order_by(kind.table.id).limit(_SAMPLE).tuples()]
    context = {
        "found": found, "formats": of_kind(kind), "form": request.values.get("format", "csv"), "reach": _reach(), "keys": keys,
        "others": [key for key in known if key not in keys], "FIELDS": known, "problem": problem, "kind": kind,
        "sheets": SHEETS.values(), "usual": usual(office().paper), "sets": column_sets.visible_to(me(), kind),
        "sample": [cells for _, cells in reader_of(kind, keys, me()).rows(first)],
    }  # fmt: skip
    return hypermedia.page("exports/new.html", "exports/_columns.html", status, **context)


def _reach() -> str:
    """Which columns are meant: all that come back, all, those of a set, or those chosen on the page; moving one chooses."""
    moves = request.method == "GET" and ({"up", "down"} & request.args.keys())
    return "chosen" if moves else request.values.get("columns", "data")


def _shown(kind: Kind) -> tuple[str, ...]:
    """The columns that are ticked at first: those of the form or of the set, else those of the member's list."""
    asked = [key for key in request.values.getlist("column") if key in fields_of(kind)]
    if not asked and (kept := _set(_reach(), kind)):
        return kept
    return tuple(moved(asked or ("name", *kind.columns_of(profile.columns_of(me(), kind))), request.values))


def _columns(kind: Kind) -> tuple[str, ...]:
    reach = request.form.get("columns", "data")
    if kept := _set(reach, kind):
        return kept
    return columns_of(",".join(request.form.getlist("column")) if reach == "chosen" else "all" if reach == "all" else "data", kind)


def _set(reach: str, kind: Kind) -> tuple[str, ...]:
    """The columns of a saved set, where one is meant. Raises NotFound."""
    number = reach.removeprefix("set-")
    if number == reach or not (number.isascii() and number.isdigit() and len(number) < 18):
        return ()
    return column_sets.columns_in(column_sets.load(int(number), me()), kind)


def _export(operation_id: int) -> Operation:
    head = load.operation(operation_id)
    if head.kind != "export":
        raise NotFound()
    return head


def _file(head: Operation) -> dict[str, object]:
    problem = ""
    if head.status == DONE:
        try:
            running.file_of(head, me())
        except CrmError as error:
            problem = str(error)
    return {
        "head": head,
        "problem": problem,
        "form": look(head.params["format"]),
        "mine": head.actor == me().id,
        "kind": running.kind_of(head),
    }
