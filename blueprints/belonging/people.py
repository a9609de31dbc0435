"""Adding people to a business from its own page: found by name or address, added one by one."""

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.belonging.blueprint import blueprint
from blueprints.web import hypermedia, load
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from crm import access
from crm.businesses import belonging
from crm.contacts import listing
from crm.contacts.listing import Sort
from crm.models import Contact
from crm.selection import Selection

MOST = 25


@blueprint.get("/businesses/<int:business_id>/people")
def find(business_id: int) -> str:
    """People by what one types, each with a button that adds them."""
    business, sought = load.business(business_id), request.args.get("q", "").strip()[:100]
    access.require_edit(me())
    ids = listing.page_ids(Selection(search=sought), Sort.parse("name"), 0, MOST, me()) if sought else []
    there = belonging.roles_in(business, ids)
    return render_template("belonging/find.html", business=business, sought=sought, rows=listing.rows(ids), there=there, most=MOST)


@blueprint.post("/businesses/<int:business_id>/people")
def join(business_id: int) -> Response | Redirect:
    """Add somebody to a business."""
    business = load.business(business_id)
    access.require_edit(me())
    contact = _chosen()
    first_time(lambda: belonging.join(contact, business, by=me(), key=once_key()))
    return hypermedia.done(url_for("businesses.show", business_id=business.id), operation=done())


def _chosen() -> Contact:
    number = request.form.get("contact", type=int)
    if not number:
        raise belonging.NobodyChosen()
    return load.contact(number)
