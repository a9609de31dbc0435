"""The labels of links, kept by owners and admins."""

from collections.abc import Callable
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.associations.blueprint import blueprint
from blueprints.web import hypermedia
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from crm import access
from crm.associations import labels, records, ways
from crm.associations.errors import NoSuchLimit
from crm.associations.labels import Wanted
from crm.errors import CrmError, NotFound
from crm.models import LIVE, AssociationLabel

LIMITS = {
    "many": ("Any number on both sides", False, False),
    "one_a": ("Each of the second has one of the first", True, False),
    "one_b": ("Each of the first has one of the second", False, True),
    "one": ("One on each side", True, True),
}
"""The limits a label may have: words, and whether there is one at end a, at end b."""


@blueprint.get("/settings/labels")
def index() -> Response:
    """Every label with how often it is used, and the form of a new one."""
    return _page(None)


@blueprint.post("/settings/labels")
def create() -> Response | Redirect:
    """Make a label."""
    access.require_admin(me())
    return _act(lambda: labels.create(_wanted(), by=me(), key=once_key()), None)


@blueprint.get("/settings/labels/<int:label_id>")
def edit(label_id: int) -> Response:
    """One label beside the others."""
    return _page(_load(label_id))


@blueprint.post("/settings/labels/<int:label_id>")
def update(label_id: int) -> Response | Redirect:
    """Rename a label, or change how many links a record may have."""
    label = _load(label_id)
    return _act(lambda: labels.change(label, _wanted(label), by=me(), key=once_key()), label)


@blueprint.get("/settings/labels/<int:label_id>/removal")
def confirm_removal(label_id: int) -> str:
    """How many links a label has, before it is deleted."""
    label = _load(label_id)
    return render_template("associations/confirm_removal.html", label=label, count=labels.counts().get(label.id, 0))


@blueprint.post("/settings/labels/<int:label_id>/removal")
def remove(label_id: int) -> Response | Redirect:
    """Delete a label; its links are hidden, and come back with it."""
    label = _load(label_id, gone=True)
    return _act(lambda: labels.remove(label, by=me(), key=once_key()), None)


def _load(label_id: int, gone: bool = False) -> AssociationLabel:
    access.require_admin(me())
    found: AssociationLabel | None = AssociationLabel.get_or_none(AssociationLabel.id == label_id)
    if found is None or (found.state != LIVE and not gone):
        raise NotFound()
    return found


def _wanted(label: AssociationLabel | None = None) -> Wanted:
    """The label as it was typed; what a form leaves out stays as it is."""
    form = request.form
    limit = form.get("limit", _limit_of(label))
    if limit not in LIMITS:
        raise NoSuchLimit()
    _, one_a, one_b = LIMITS[limit]
    name, back = (form.get("name", label.name), form.get("back", label.back)) if label else (form.get("name", ""), form.get("back", ""))
    kinds = [form.get(key, 0, type=int) for key in ("kind_a", "kind_b")]
    return Wanted(name, back, *kinds, one_a, one_b)


def _limit_of(label: AssociationLabel | None) -> str:
    ends = (bool(label.one_a), bool(label.one_b)) if label else (False, False)
    return next(key for key, (_, *sides) in LIMITS.items() if tuple(sides) == ends)


def _act(verb: Callable[[], object], label: AssociationLabel | None) -> Response | Redirect:
    try:
        first_time(verb)
    except CrmError as error:
        return _page(label, error)
    return hypermedia.done(url_for("associations.index"), operation=done())


def _page(label: AssociationLabel | None, error: CrmError | None = None) -> Response:
    access.require_admin(me())
    form = request.form
    context: dict[str, Any] = {
        "labels": [(one, ways.of_label(one)) for one in ways.living()],
        "counts": labels.counts(),
        "kinds": records.kinds(),
        "limits": LIMITS,
        "label": label,
        "name": form.get("name", label.name if label else ""),
        "back": form.get("back", label.back if label else ""),
        "limit": form.get("limit", _limit_of(label)),
        "chosen": [form.get(key, getattr(label, key) if label else 1, type=int) for key in ("kind_a", "kind_b")],
        "problem": str(error) if error else "",
    }
    return make_response(render_template("associations/index.html", **context), error.status if error else 200)
