"""Uploading a file, and an import that runs or has run."""

import tempfile
from pathlib import Path
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Redirect

from blueprints.imports import asked, lines
from blueprints.imports.blueprint import blueprint
from blueprints.imports.history import MOST_IN_EXCEL
from blueprints.web import filtered, hypermedia
from blueprints.web.guard import me, office, once_key, settings
from blueprints.web.numbers import maybe
from blueprints.web.repeats import done, first_time
from crm import access, journal, kinds
from crm.errors import CrmError
from crm.importing import drafts, making, originals, outcome, planning, reasons, reviewing, running
from crm.importing.errors import FileError
from crm.importing.options import Options
from crm.journal.lease import UNFINISHED
from crm.kinds import CONTACTS
from crm.models import Operation
from crm.models.operation import PAUSED
from crm.records import drafts as records
from crm.records import linking

Answer = Response | Redirect


@blueprint.get("/imports/new")
def new() -> str:
    """Choose a file."""
    access.require_edit(me())
    return render_template("imports/new.html", error=None, problem="", step="upload", head=None, **_waiting())


@blueprint.post("/imports")
def create() -> Answer:
    """Take a file in as a draft, and show what it holds."""
    access.require_edit(me())
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _again("Choose a file first.", None, 422)
    try:
        head = first_time(lambda: _begin(sent)) or done()
    except CrmError as error:
        return _again(str(error), error if isinstance(error, FileError) else None, error.status)
    return hypermedia.go(asked.place(head))


@blueprint.get("/imports/<int:operation_id>")
def show(operation_id: int) -> Answer:
    """An import's progress, then its result; a draft goes on where it was left."""
    head = asked.an_import(operation_id)
    if asked.is_open(head) and "review" in head.params:
        return hypermedia.go(asked.place(head))
    if hypermedia.is_partial() and head.status not in (*UNFINISHED, PAUSED):
        return hypermedia.go(asked.place(head))
    return hypermedia.page("imports/show.html", "imports/_progress.html", **_result(head))


@blueprint.get("/imports/<int:operation_id>/rows")
def rows(operation_id: int) -> Answer:
    """What became of every row, page by page, with ticks for undoing some."""
    head = asked.an_import(operation_id)
    if "session" not in head.params:
        return hypermedia.go(asked.place(head))
    originals.path_of(head)
    counts = planning.outcomes(head.id) if lines.has_ended(head) else planning.counts(head.id)
    context = {**lines.page_of(head, counts), "groups": reviewing.tally(counts), "kind": outcome.kind_of(head)}
    return make_response(render_template("imports/rows.html", head=head, **context))


@blueprint.post("/imports/<int:operation_id>/undo")
def undo(operation_id: int) -> Answer:
    """Take the import back for the rows that were ticked; a record of several rows is taken back whole."""
    head = asked.an_import(operation_id)
    seqs = [number for row in request.form.getlist("row") if (number := maybe(row)) is not None]
    kind, ids = outcome.kind_of(head), outcome.contacts_of(head, seqs)
    subjects = [(kind.table.number, record) for record in ids] + linking.born_with(head.id, kind.number, ids)
    back = url_for("imports.rows", operation_id=head.id)
    if not subjects:
        return hypermedia.go(back)
    taken = first_time(lambda: journal.undo(head, by=me(), subjects=subjects, key=once_key())) or journal.Outcome(done())
    if taken.operation is None:
        return hypermedia.go(url_for("imports.rows", operation_id=head.id, kept=len(taken.kept) or 1))
    return hypermedia.done(back, operation=taken.operation)


def _begin(sent: FileStorage) -> Operation:
    data = settings().data
    with tempfile.NamedTemporaryFile(dir=data, suffix=".upload") as file:
        sent.save(file)
        file.flush()
        options, kind = Options(phone_region=office().phone_region), filtered.kind_asked()
        if kind != CONTACTS:
            return records.begin(kind, Path(file.name), sent.filename or "", by=me(), folder=data / "files", key=once_key())
        return drafts.begin(Path(file.name), sent.filename or "", options, by=me(), folder=data / "files", key=once_key())


def _result(head: Operation) -> dict[str, Any]:
    told = running.result(head)
    return {
        "head": head, "result": told, "kind": outcome.kind_of(head), "step": "done" if head.status == "done" else "run", "why": reasons.of, "noticed": reasons.noticed, "list": making.made_by(head),
        "first": Operation.get_or_none(Operation.id == head.params.get("of", 0)), "tags": head.params.get("session", {}).get("options", {}).get("tags", ()),
        "made_tags": making.tags_of(head), "made_businesses": making.businesses_of(head, me()) if outcome.kind_of(head) == CONTACTS else None,
        "kept_until": originals.kept_until(head), "stayed": told["refused"], "came": told["created"] + told["updated"],
        "most_in_excel": MOST_IN_EXCEL,
    }  # fmt: skip


def _again(problem: str, error: FileError | None, status: int) -> Response:
    page = render_template("imports/new.html", error=error, problem=problem, step="upload", head=None, **_waiting())
    return make_response(page, status)


def _waiting() -> dict[str, Any]:
    """What was begun and not finished, and what a file may hold."""
    return {"open": drafts.waiting(me()), "kinds": kinds.every(), "of": filtered.kind_asked()}
