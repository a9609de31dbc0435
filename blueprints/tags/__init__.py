"""The tags of the office: what they are called, their colours, who carries them; renaming, merging, deleting."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.web import hypermedia, load
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from crm import access
from crm.errors import CrmError
from crm.filters.using import lists_using
from crm.models import Tag
from crm.tags import keeping, uses

blueprint = Blueprint("tags", __name__)


@blueprint.get("/tags")
def index() -> Response:
    """Every tag, the most used first, and the form for a new one."""
    access.require_admin(me())
    return _page(None)


@blueprint.post("/tags")
def create() -> Response | Redirect:
    """Make a tag."""
    access.require_admin(me())
    name, colour = request.form.get("name", ""), request.form.get("colour", "")
    try:
        first_time(lambda: keeping.create(name, colour, by=me(), key=once_key()))
    except CrmError as error:
        return _page(None, error)
    return hypermedia.done(url_for("tags.index"), operation=done())


@blueprint.get("/tags/<int:tag_id>")
def show(tag_id: int) -> Response:
    """One tag beside the others: its name, colour, and what uses it."""
    return _page(load.tag(tag_id))


@blueprint.post("/tags/<int:tag_id>")
def update(tag_id: int) -> Response | Redirect:
    """Rename and recolour a tag; a name that another has offers to merge the two."""
    tag, form = load.tag(tag_id), request.form
    try:
        first_time(lambda: keeping.change(tag, form.get("name", tag.name), form.get("colour", str(tag.colour)), by=me(), key=once_key()))
    except CrmError as error:
        return _page(tag, error)
    return hypermedia.done(url_for("tags.show", tag_id=tag.id), operation=done())


@blueprint.post("/tags/<int:tag_id>/merger")
def merge(tag_id: int) -> Response | Redirect:
    """Merge a tag into another."""
    tag, other = load.tag(tag_id, merged=True), request.form.get("into", type=int)
    if not other:
        raise keeping.NoOther()
    into = load.tag(other)
    first_time(lambda: keeping.merge(tag, into, by=me(), key=once_key()))
    return hypermedia.done(url_for("tags.show", tag_id=into.id), operation=done())


@blueprint.get("/tags/<int:tag_id>/removal")
def confirm_removal(tag_id: int) -> str:
    """What uses a tag, before it is deleted."""
    tag = load.tag(tag_id)
    return render_template("tags/confirm_removal.html", tag=tag, people=uses.people_of(tag), lists=lists_using(me(), tag=tag.name))


@blueprint.post("/tags/<int:tag_id>/removal")
def remove(tag_id: int) -> Response | Redirect:
    """Delete a tag; it can be put back."""
    tag = load.tag(tag_id, merged=True)
    first_time(lambda: keeping.remove(tag, by=me(), key=once_key()))
    return hypermedia.done(url_for("tags.index"), operation=done())


def _page(tag: Tag | None, error: CrmError | None = None) -> Response:
    sought = request.args.get("q", "").strip()[:100]
    every = uses.page(me())
    context: dict[str, Any] = {
        "tag": tag,
        "name": request.form.get("name", tag.name if tag else ""),
        "colour": request.form.get("colour", str(tag.colour) if tag else "0"),
        "problem": str(error) if error else "",
        "twin": _twin(tag, error),
        "uses": uses.page(me(), sought) if sought else every,
        "total": len(every),
        "unused": sum(not use.people for use in every),
        "sought": sought,
        "colours": keeping.COLOURS,
        "people": uses.people_of(tag) if tag else 0,
        "lists": lists_using(me(), tag=tag.name) if tag else None,
    }
    return make_response(render_template("tags/index.html", **context), error.status if error else 200)


def _twin(tag: Tag | None, error: CrmError | None) -> dict[str, Any] | None:
    """The tag that has the wanted name already, and how many would carry it after a merge."""
    if tag is None or not isinstance(error, keeping.NameTaken):
        return None
    other = error.facts["tag"]
    mine, theirs, either = uses.both(tag, other)
    return {"tag": other, "mine": mine, "theirs": theirs, "either": either, "shared": mine + theirs - either}
