"""Businesses: the list, each with its fields, its people and what happened to them, and deleting."""

from typing import Any

from flask import Blueprint, Response, render_template, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.web import hypermedia, records, timeline
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from crm import followers
from crm.businesses import keeping
from crm.contacts import listing
from crm.errors import NotFound
from crm.kinds import BUSINESSES
from crm.models import LIVE, Business

blueprint = Blueprint("businesses", __name__)


@blueprint.get("/businesses")
def index() -> Response:
    """The businesses: search, filter, sort, columns and page stand in the address."""
    return hypermedia.page("records/index.html", "records/_list.html", **records.listed(BUSINESSES))


@blueprint.get("/businesses/<int:business_id>")
def show(business_id: int) -> Response:
    """One business: its people, and what happened to all of them, narrowed by kind, member, days or words; `before` gives older entries.

    One that was deleted says by whom, and leads to the undo.
    """
    business = _load(business_id, gone=not hypermedia.is_partial())
    if business.state != LIVE:
        return hypermedia.page("businesses/gone.html", status=404, business=business, removal=keeping.removal_of(business))
    return timeline.page(business, "businesses/show.html", **_context(business))


@blueprint.get("/businesses/<int:business_id>/removal")
def confirm_removal(business_id: int) -> str:
    """How many people a business has, before it is deleted."""
    business = _load(business_id)
    keeping.require_all(me())
    return render_template("businesses/confirm_removal.html", business=business, people=keeping.count(business))


@blueprint.post("/businesses/<int:business_id>/removal")
def remove(business_id: int) -> Response | Redirect:
    """Delete a business; its people stay."""
    business = _load(business_id, gone=True)
    first_time(lambda: keeping.remove(business, by=me(), key=once_key()))
    return hypermedia.done(url_for("businesses.index"), operation=done())


def _load(business_id: int, gone: bool = False) -> Business:
    found = keeping.load(business_id, me(), gone)
    if found is None:
        raise NotFound()
    return found


def _context(business: Business) -> dict[str, Any]:
    return {
        "business": business,
        "rows": listing.rows(keeping.people(business, me()), keeping.OF_PEOPLE),
        "problem": "",
        "beside": records.beside(business),
        **records.shown(business),
        **followers.around(business),
    }
