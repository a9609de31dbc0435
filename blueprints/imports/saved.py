"""Saved mappings: renamed and forgotten."""

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.imports.blueprint import blueprint
from blueprints.web import hypermedia
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from crm import access
from crm.importing import mappings


@blueprint.get("/imports/mappings")
def saved() -> str:
    """Every saved mapping."""
    access.require_edit(me())
    return render_template("imports/saved.html", saved=mappings.every(), problem="", wrong=None)


@blueprint.post("/imports/mappings/<int:mapping_id>")
def rename(mapping_id: int) -> Response | Redirect | tuple[str, int]:
    """Give a mapping another name."""
    access.require_edit(me())
    try:
        first_time(lambda: mappings.rename(mappings.load(mapping_id), request.form.get("name", ""), by=me(), key=once_key()))
    except mappings.BadMappingName as error:
        return render_template("imports/saved.html", saved=mappings.every(), problem=str(error), wrong=mapping_id), 422
    return hypermedia.done(url_for("imports.saved"), operation=done())


@blueprint.post("/imports/mappings/<int:mapping_id>/removal")
def forget(mapping_id: int) -> Response | Redirect:
    """Forget a mapping."""
    access.require_edit(me())
    first_time(lambda: mappings.remove(mappings.load(mapping_id), by=me(), key=once_key()))
    return hypermedia.done(url_for("imports.saved"), operation=done())
