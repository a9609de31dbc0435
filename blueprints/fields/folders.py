"""Acts on folders of fields."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.fields.actions import act, name_of
from blueprints.fields.blueprint import blueprint
from blueprints.fields.pages import kind_asked
from blueprints.web import load
from blueprints.web.guard import me, once_key
from crm.custom_fields import ordering


@blueprint.post("/settings/fields/folders")
def add_folder() -> Response | Redirect:
    """Make a folder."""
    kind, name = kind_asked(), request.form.get("name", "")
    there = url_for("fields.index", of=kind.key)
    return act(lambda: ordering.add_folder(name, subject=kind.number, by=me(), key=once_key()), None, there)


@blueprint.post("/settings/fields/folders/<int:folder_id>")
def change_folder(folder_id: int) -> Response | Redirect:
    """Rename a folder, or move it up or down."""
    folder = load.custom_folder(folder_id)
    there, to = url_for("fields.index", of=name_of(folder.subject)), request.form.get("to")
    if to in ("up", "down"):
        return act(lambda: ordering.move_folder(folder, -1 if to == "up" else 1, by=me(), key=once_key()), None, there)
    return act(lambda: ordering.rename_folder(folder, request.form.get("name", ""), by=me(), key=once_key()), None, there)


@blueprint.post("/settings/fields/folders/<int:folder_id>/removal")
def remove_folder(folder_id: int) -> Response | Redirect:
    """Take a folder away; its fields stay."""
    folder = load.custom_folder(folder_id)
    there = url_for("fields.index", of=name_of(folder.subject))
    return act(lambda: ordering.remove_folder(folder, by=me(), key=once_key()), None, there)
