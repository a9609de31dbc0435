"""Saved column sets: kept from the export page, renamed, shared and forgotten."""

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.exports import pages
from blueprints.exports.blueprint import blueprint
from blueprints.web import choice, hypermedia
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from crm import kinds
from crm.errors import CrmError
from crm.exporting import column_sets
from crm.exporting.columns import fields_of
from crm.kinds import Kind
from crm.models import ColumnSet


@blueprint.get("/exports/columns")
def index() -> Response:
    """Every set the member may use."""
    return _page()


@blueprint.post("/exports/columns")
def keep() -> Response | Redirect:
    """Keep the columns chosen on the export page under a name, and go on with them."""
    found, name, shared = choice.asked(), request.form.get("set_name", ""), bool(request.form.get("shared"))
    columns = request.form.getlist("column")
    try:
        made = first_time(lambda: column_sets.save(name, columns, found.chosen.kind, by=me(), shared=shared, key=once_key()))
    except CrmError as error:
        return pages.page(found, str(error), error.status)
    chosen = f"set-{made.id}" if made else "data"
    return hypermedia.done(url_for("exports.new", columns=chosen, **found.args), operation=done())


@blueprint.post("/exports/columns/<int:set_id>")
def change(set_id: int) -> Response | Redirect:
    """Give a set another name, share it or keep it to oneself."""
    wanted = {"name": request.form.get("name", ""), "shared": bool(request.form.get("shared"))}
    try:
        first_time(lambda: column_sets.change(column_sets.load(set_id, me()), by=me(), key=once_key(), **wanted))
    except (column_sets.BadSetName, column_sets.SetNameTaken) as error:
        return _page(str(error), set_id, error.status)
    return hypermedia.done(url_for("exports.index"), operation=done())


@blueprint.post("/exports/columns/<int:set_id>/removal")
def remove(set_id: int) -> Response | Redirect:
    """Forget a set."""
    first_time(lambda: column_sets.remove(column_sets.load(set_id, me()), by=me(), key=once_key()))
    return hypermedia.done(url_for("exports.index"), operation=done())


def _page(problem: str = "", wrong: int | None = None, status: int = 200) -> Response:
    there = {kind.number for kind in kinds.every()}
    sets = [(one, *_labels(one), column_sets.may_change(one, me())) for one in column_sets.visible_to(me()) if one.subject in there]
    return make_response(render_template("exports/sets.html", sets=sets, problem=problem, wrong=wrong), status)


def _labels(one: ColumnSet) -> tuple[Kind, list[str]]:
    kind = kinds.of(one.subject)
    known = fields_of(kind)
    return kind, [known[key].label for key in column_sets.columns_in(one, kind)]
