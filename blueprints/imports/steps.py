"""Two steps before the dry run: how the file is written, and what happens to new and known people."""

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.imports import asked, columns, forms
from blueprints.imports.blueprint import blueprint
from blueprints.web import hypermedia
from blueprints.web.guard import me
from crm import lists
from crm.errors import CrmError
from crm.fields import FIELDS
from crm.importing import drafts, looking
from crm.importing.errors import FileError
from crm.importing.options import Options, match_keys
from crm.models import Operation

Answer = Response | Redirect


@blueprint.get("/imports/<int:operation_id>/file")
def file(operation_id: int) -> Answer:
    """How the file is written, with its first rows; for htmx the rows as other choices would make them."""
    head = asked.a_draft_of_people(operation_id)
    if not asked.is_open(head):
        return hypermedia.go(asked.place(head))
    options = drafts.options_of(head)
    try:
        options = forms.of_file(request.args, options) if request.args else options
        seen, problem = looking.look(drafts.path_of(head), options), ""
    except CrmError as error:
        seen, problem = looking.Look(options, error=error if isinstance(error, FileError) else None), str(error)
    return hypermedia.page("imports/file.html", "imports/_sample.html", **_file(head, seen, problem))


@blueprint.post("/imports/<int:operation_id>/file")
def keep_file(operation_id: int) -> Answer:
    """Keep how the file is written; other headings make what was said about columns void."""
    head = asked.a_draft_of_people(operation_id)
    options = drafts.options_of(head)
    try:
        options = forms.of_file(request.form, options)
        now = drafts.change_file(head, options)
    except CrmError as error:
        seen = looking.Look(options, error=error if isinstance(error, FileError) else None)
        return make_response(render_template("imports/file.html", **_file(head, seen, str(error))), error.status)
    return hypermedia.go(asked.place(now) if asked.is_unpacking(now) else url_for("imports.map", operation_id=head.id))


@blueprint.get("/imports/<int:operation_id>/choose")
def choose(operation_id: int) -> Answer:
    """What happens to new and known people."""
    head = asked.a_draft_of_people(operation_id)
    if not asked.is_open(head):
        return hypermedia.go(asked.place(head))
    return make_response(render_template("imports/choose.html", **_choose(head, drafts.options_of(head), "")))


@blueprint.post("/imports/<int:operation_id>/choose")
def keep_choose(operation_id: int) -> Answer:
    """Keep what happens to new and known people, and look at every row."""
    head, options = asked.a_draft_of_people(operation_id), None
    try:
        options = forms.of_choose(request.form, drafts.options_of(head))
        _require_free(options)
        drafts.check(drafts.change(head, "choose", options))
    except FileError as error:
        return make_response(render_template("imports/map.html", **columns.told(head, drafts.seen(head), str(error))), 422)
    except CrmError as error:
        again = _choose(head, options or drafts.options_of(head), str(error))
        return make_response(render_template("imports/choose.html", **again), error.status)
    return hypermedia.go(url_for("imports.review", operation_id=head.id))


def _require_free(options: Options) -> None:
    if options.list_name and not lists.is_free(options.list_name, me()):
        raise lists.NameTaken(name=options.list_name)


def _file(head: Operation, seen: looking.Look, problem: str) -> dict[str, Any]:
    choices = {"encodings": forms.ENCODINGS, "delimiters": forms.DELIMITERS, "quotes": forms.QUOTES}
    problem = problem or (str(seen.error) if seen.source is None and seen.error else "") or asked.file_problem(head)
    return {"head": head, "seen": seen, "problem": problem, "step": "file", "before": drafts.earlier(head), **choices}


def _choose(head: Operation, options: Options, problem: str) -> dict[str, Any]:
    own = [(key, FIELDS[key].label) for key in match_keys() if key in FIELDS.custom]
    keys = [("id", "Number in Kith"), ("email", "Email"), ("phone", "Phone and name"), *own]
    return {"head": head, "options": options, "problem": problem, "step": "choose", "known_by": keys}
