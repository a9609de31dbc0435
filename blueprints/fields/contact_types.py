"""The types a contact may be of: named, ordered, made and deleted on one page."""

from collections.abc import Callable

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.fields.blueprint import blueprint
from blueprints.web import hypermedia, load
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from crm import access, contact_types
from crm.errors import CrmError


@blueprint.get("/settings/types")
def types() -> Response:
    """Every type in its order, with how many people are of it."""
    return _page()


@blueprint.post("/settings/types")
def add_type() -> Response | Redirect:
    """Make a type."""
    access.require_admin(me())
    return _act(lambda: contact_types.add(request.form.get("label", ""), by=me(), key=once_key()))


@blueprint.post("/settings/types/<int:type_id>")
def change_type(type_id: int) -> Response | Redirect:
    """Rename a type, or move it up or down."""
    one, to = load.contact_type(type_id), request.form.get("to")
    if to in ("up", "down"):
        return _act(lambda: contact_types.move(one, -1 if to == "up" else 1, by=me(), key=once_key()))
    return _act(lambda: contact_types.rename(one, request.form.get("label", one.label), by=me(), key=once_key()))


@blueprint.post("/settings/types/<int:type_id>/removal")
def remove_type(type_id: int) -> Response | Redirect:
    """Delete a type that nobody is of."""
    one = load.contact_type(type_id)
    return _act(lambda: contact_types.remove(one, by=me(), key=once_key()))


def _act(verb: Callable[[], object]) -> Response | Redirect:
    try:
        first_time(verb)
    except CrmError as error:
        return _page(str(error), error.status)
    return hypermedia.done(url_for("fields.types"), operation=done())


def _page(problem: str = "", status: int = 200) -> Response:
    access.require_admin(me())
    context = {"types": contact_types.living(), "counts": contact_types.counts(), "form": request.form, "problem": problem}
    return make_response(render_template("fields/types.html", **context), status)
