"""Acts on the options of a choice."""

from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as Redirect

from blueprints.fields.actions import act
from blueprints.fields.blueprint import blueprint
from blueprints.web import load
from blueprints.web.guard import me, once_key
from crm.custom_fields import options


@blueprint.post("/settings/fields/<int:field_id>/options")
def add_option(field_id: int) -> Response | Redirect:
    """Add options, one a line."""
    made = load.custom_field(field_id)
    return act(lambda: options.add(made, request.form.get("label", ""), by=me(), key=once_key()), made)


@blueprint.post("/settings/fields/options/<int:option_id>")
def change_option(option_id: int) -> Response | Redirect:
    """Rename, recolour or move an option."""
    one, form = load.custom_option(option_id), request.form
    if (to := form.get("to")) in ("up", "down"):
        return act(lambda: options.move(one, -1 if to == "up" else 1, by=me(), key=once_key()), one.field)
    values: dict[str, Any] = {"label": form["label"]} if "label" in form else {}
    if form.get("colour", "").isdigit():
        values["colour"] = form["colour"]
    return act(lambda: options.change(one, values, by=me(), key=once_key()), one.field)


@blueprint.post("/settings/fields/options/<int:option_id>/removal")
def remove_option(option_id: int) -> Response | Redirect:
    """Take an option away; those who have it read as empty."""
    one = load.custom_option(option_id)
    return act(lambda: options.remove(one, by=me(), key=once_key()), one.field)
