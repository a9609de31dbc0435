"""The office as a whole: its samples and first steps; migrating, working, demo data and synthetic offices by command."""

from contextlib import suppress

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.web import hypermedia
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from crm import office, samples

blueprint = Blueprint("office", __name__)


@blueprint.post("/samples")
def load_samples() -> Response | Redirect:
    """Fill the office with invented people."""
    with suppress(samples.Loaded):
        samples.load(by=me())
    return hypermedia.go(url_for("contacts.index"))


@blueprint.post("/samples/removal")
def remove_samples() -> Response | Redirect:
    """Take the invented people away again."""
    first_time(lambda: samples.remove(by=me(), key=once_key()))
    return hypermedia.done(url_for("contacts.index"), operation=done())


@blueprint.post("/first-steps/closing")
def close_steps() -> Response | Redirect:
    """Show the first steps no more."""
    first_time(lambda: office.close_steps(by=me(), key=once_key()))
    return hypermedia.done(url_for("contacts.index"), operation=done())
