"""The command palette: records, tags, lists, pages and actions by a few letters; and the page of help."""

from flask import Blueprint, Response, render_template, request

from blueprints.palette import hits
from blueprints.web import hypermedia

blueprint = Blueprint("palette", __name__)


@blueprint.get("/palette")
def show() -> Response:
    """What the letters typed so far find."""
    sought = request.args.get("q", "").strip()[:100]
    return hypermedia.page("palette/show.html", "palette/_found.html", sought=sought, groups=hits.found(sought))


@blueprint.get("/help")
def help() -> str:
    """The keys, and how things work."""
    return render_template("palette/help.html")
