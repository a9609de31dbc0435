"""Businesses that are suggested for a person by their addresses, and the answers to that."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.belonging.blueprint import blueprint
from blueprints.web import hypermedia, load
from blueprints.web.guard import me, once_key
from blueprints.web.redirects import safe_path
from blueprints.web.repeats import done, first_time
from crm import access
from crm.businesses import belonging, suggesting


@blueprint.get("/contacts/<int:contact_id>/suggestions")
def suggested(contact_id: int) -> Response:
    """The businesses that somebody may belong to: in their place on the record, or as a page."""
    contact = load.contact(contact_id)
    found = suggesting.of_contact(contact, me())
    return hypermedia.page("belonging/suggestions.html", "belonging/_suggested.html", contact=contact, found=found)


@blueprint.post("/contacts/<int:contact_id>/suggestions/<int:business_id>")
def decide(contact_id: int, business_id: int) -> Response | Redirect:
    """Take a suggestion, or say that it isn’t so: then it is not made again."""
    contact, business = load.contact(contact_id), load.business(business_id)
    access.require_edit(me())
    verb = suggesting.dismiss if request.form.get("answer") == "no" else belonging.join
    first_time(lambda: verb(contact, business, by=me(), key=once_key()))
    back = safe_path(request.form.get("next"), url_for("contacts.show", contact_id=contact.id))
    return hypermedia.done(back, operation=done())
