"""The objects of the office, made, renamed and deleted by owners and admins."""

from collections.abc import Callable
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.objects.blueprint import blueprint
from blueprints.web import hypermedia
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from crm import access, custom_objects, kinds
from crm.errors import CrmError, NotFound
from crm.models import LIVE, CustomObject
from crm.models.custom_object import FIRST_OWN


@blueprint.get("/settings/objects")
def define() -> Response:
    """Every object with its records and fields, and the form of a new one."""
    return _page(None)


@blueprint.post("/settings/objects")
def create() -> Response | Redirect:
    """Make an object."""
    access.require_admin(me())
    form = request.form
    return _act(lambda: custom_objects.create(form.get("one", ""), form.get("many", ""), by=me(), key=once_key()), None)


@blueprint.get("/settings/objects/<int:object_id>")
def edit(object_id: int) -> Response:
    """One object beside the others."""
    return _page(_load(object_id))


@blueprint.post("/settings/objects/<int:object_id>")
def update(object_id: int) -> Response | Redirect:
    """Call an object something else."""
    made, form = _load(object_id), request.form
    one, many = form.get("one", made.one), form.get("many", made.many)
    return _act(lambda: custom_objects.rename(made, one, many, by=me(), key=once_key()), made)


@blueprint.get("/settings/objects/<int:object_id>/removal")
def confirm_removal(object_id: int) -> str:
    """What deleting an object hides."""
    made = _load(object_id)
    return render_template("objects/confirm_removal.html", made=made, uses=custom_objects.uses(made, me()))


@blueprint.post("/settings/objects/<int:object_id>/removal")
def remove(object_id: int) -> Response | Redirect:
    """Delete an object; what it hides comes back with it."""
    made = _load(object_id, gone=True)
    return _act(lambda: custom_objects.remove(made, by=me(), key=once_key()), None)


def _load(object_id: int, gone: bool = False) -> CustomObject:
    access.require_admin(me())
    found: CustomObject | None = CustomObject.get_or_none(CustomObject.id == object_id)
    if found is None or (found.state != LIVE and not gone):
        raise NotFound()
    return found


def _act(verb: Callable[[], object], made: CustomObject | None) -> Response | Redirect:
    try:
        first_time(verb)
    except CrmError as error:
        return _page(made, error)
    return hypermedia.done(url_for("objects.define"), operation=done())


def _page(made: CustomObject | None, error: CrmError | None = None) -> Response:
    access.require_admin(me())
    form = request.form
    counts = custom_objects.counts()
    context: dict[str, Any] = {
        "objects": [(kind, kind.number - FIRST_OWN, counts.get(kind.number - FIRST_OWN, 0)) for kind in kinds.own()],
        "made": made,
        "one": form.get("one", made.one if made else ""),
        "many": form.get("many", made.many if made else ""),
        "problem": str(error) if error else "",
    }
    return make_response(render_template("objects/settings.html", **context), error.status if error else 200)
