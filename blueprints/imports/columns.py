"""The step that says what the columns of a file mean; a column without a field may get one of its own."""

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.imports import asked, forms, words
from blueprints.imports.blueprint import blueprint
from blueprints.web import hypermedia
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import first_time
from crm import access, countries
from crm.associations import columns as links
from crm.errors import CrmError
from crm.fields import FIELDS
from crm.fields.types import TYPES
from crm.importing import adding, drafts, looking, mappings
from crm.importing.adding import New
from crm.importing.looking import ColumnLook, Look
from crm.importing.options import ORDERS, Options
from crm.importing.own import DATED
from crm.kinds import CONTACTS
from crm.models import Operation

Answer = Response | Redirect
_NOBODY: Mapping[int, New] = {}


@blueprint.get("/imports/<int:operation_id>/map")
def map(operation_id: int) -> Answer:
    """What the columns mean."""
    head = asked.a_draft_of_people(operation_id)
    if not asked.is_open(head):
        return hypermedia.go(asked.place(head))
    seen = drafts.seen(head)
    if seen.source is None:
        return hypermedia.go(url_for("imports.file", operation_id=head.id))
    return make_response(render_template("imports/map.html", **told(head, seen, "")))


@blueprint.get("/imports/<int:operation_id>/columns/<int:number>")
def column(operation_id: int, number: int) -> Answer:
    """One column as another choice would make it: what it asks then, and which cells it doesn't understand."""
    head = asked.a_draft_of_people(operation_id)
    options, new = forms.of_map(request.args, drafts.options_of(head)), forms.new_fields(request.args)
    seen = looking.look(drafts.path_of(head), options, name=head.params["file"])
    context = told(head, seen, "", new)
    if not hypermedia.is_partial() or number >= len(context["columns"]):
        return hypermedia.go(url_for("imports.map", operation_id=head.id))
    return make_response(render_template("imports/_column.html", column=context["columns"][number], options=seen.options, **context))


@blueprint.post("/imports/<int:operation_id>/map")
def keep_map(operation_id: int) -> Answer:
    """Keep what the columns mean, with the fields they ask for; or take it from a saved mapping."""
    head = asked.a_draft_of_people(operation_id)
    if request.form.get("use"):
        drafts.use(head, request.form["use"])
        return hypermedia.go(url_for("imports.map", operation_id=head.id))
    options, new = forms.of_map(request.form, drafts.options_of(head)), forms.new_fields(request.form)
    name = request.form.get("mapping_name", "") if request.form.get("save") else None
    try:
        first_time(lambda: adding.keep(head, options, new, name, by=me(), key=once_key()))
    except CrmError as error:
        return make_response(render_template("imports/map.html", **_again(head, options, new, str(error))), error.status)
    return hypermedia.go(url_for("imports.choose", operation_id=head.id))


def told(head: Operation, seen: Look, problem: str, new: Mapping[int, New] = _NOBODY) -> dict[str, Any]:
    """What the page of this step shows."""
    columns = _columns(head, seen, new)
    own = [(key, field.label) for key, field in FIELDS.custom.items()]
    linked = [(key, field.label) for key, field in links.fields_of(CONTACTS).items()]
    return {
        "head": head, "seen": seen, "columns": columns, "targets": forms.targets(own, linked), "step": "map", "new": _described(seen, new), "NEW": forms.NEW,
        "meanings": {column.key: words.of(column.key) for column in columns if column.words}, "orders": ORDERS, "of": drafts.origin(head),
        "problem": problem or (str(seen.error) if seen.error else "") or asked.file_problem(head), "saved": mappings.of_headings(seen.header), "types": [TYPES[key] for key in adding.TYPES],
        "countries": sorted(countries.names().items(), key=lambda one: one[1]),
    }  # fmt: skip


def _again(head: Operation, options: Options, new: Mapping[int, New], problem: str) -> dict[str, Any]:
    """The page with what was typed, as far as the file can be read so."""
    try:
        seen = looking.look(drafts.path_of(head), options, name=head.params["file"])
    except CrmError:
        seen = drafts.seen(head)
    return told(head, seen, problem, new)


def _columns(head: Operation, seen: Look, new: Mapping[int, New]) -> list[ColumnLook]:
    found = looking.columns(seen, head.params.get("unknown", ()))
    for one in found:
        if one.number in new:
            one.key, one.dated = forms.NEW, new[one.number].type in DATED
    return found


def _described(seen: Look, new: Mapping[int, New]) -> dict[int, New]:
    if not new:
        return {}
    access.require_admin(me())
    return {number: adding.described(seen, number, one) for number, one in new.items()}
