"""Importing a file: one plain page, then its live progress and its outcome."""

import tempfile
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, request, stream_with_context, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Redirect

from blueprints.imports.forms import Upload
from blueprints.web import hypermedia, load
from blueprints.web.guard import me, office, once_key, settings
from blueprints.web.repeats import done, first_time
from crm import access
from crm.errors import CrmError, NotFound
from crm.importing import outcome, running, session
from crm.importing.errors import FileError
from crm.models import Operation

blueprint = Blueprint("imports", __name__)


@blueprint.get("/imports/new")
def new() -> str:
    """Choose a file."""
    access.require_edit(me())
    return render_template("imports/new.html", form=Upload(), error=None, problem="")


@blueprint.post("/imports")
def create() -> Response | Redirect:
    """Take a file in and start its import."""
    access.require_edit(me())
    form, sent = Upload(request.form), request.files.get("file")
    if sent is None or not sent.filename:
        return _again(form, "Choose a file first.", None, 422)
    try:
        head = first_time(lambda: _start(form, sent)) or done()
    except CrmError as error:
        return _again(form, str(error), error if isinstance(error, FileError) else None, error.status)
    return hypermedia.go(url_for("imports.show", operation_id=head.id))


@blueprint.get("/imports/<int:operation_id>")
def show(operation_id: int) -> Response:
    """An import's progress, then its result."""
    head = _import(operation_id)
    return hypermedia.page("imports/show.html", "imports/_progress.html", head=head, result=running.result(head))


@blueprint.get("/imports/<int:operation_id>/outcome")
def outcome_file(operation_id: int) -> Response:
    """The file again, with what became of every row."""
    head = _import(operation_id)
    source = session.resume(head).source
    pieces = outcome.stream(source, outcome.items_of(head), settings().base_url)
    answer = Response(stream_with_context(pieces), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="outcome-{head.id}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _start(form: Upload, sent: FileStorage) -> Operation:
    data = settings().data
    with tempfile.NamedTemporaryFile(dir=data, suffix=".upload") as file:
        sent.save(file)
        file.flush()
        options, name = form.options(office().phone_region), sent.filename or ""
        return running.start(Path(file.name), name, options, by=me(), folder=data / "files", key=once_key())


def _import(operation_id: int) -> Operation:
    head = load.operation(operation_id)
    if head.kind != "import":
        raise NotFound()
    return head


def _again(form: Upload, problem: str, error: FileError | None, status: int) -> Response:
    return make_response(render_template("imports/new.html", form=form, error=error, problem=problem), status)
