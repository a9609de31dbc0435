"""Acts on the businesses of a person, from their page or from that of the business."""

from collections.abc import Callable

from flask import Response, request
from werkzeug.wrappers import Response as Redirect

from blueprints.contacts.answers import act
from blueprints.contacts.blueprint import blueprint
from blueprints.web import hypermedia, load
from blueprints.web.guard import me, once_key
from blueprints.web.redirects import safe_path
from blueprints.web.repeats import done
from crm.businesses import belonging
from crm.models import Contact


@blueprint.post("/contacts/<int:contact_id>/businesses")
def add_business(contact_id: int) -> Response | Redirect:
    """Let somebody belong to one more business."""
    contact, name = load.contact(contact_id), request.form.get("name", "")
    return act(contact, "belonging", lambda: belonging.add(contact, name, request.form.get("role", ""), by=me(), key=once_key()), name)


@blueprint.post("/contacts/<int:contact_id>/businesses/<int:business_id>")
def set_role(contact_id: int, business_id: int) -> Response | Redirect:
    """Say what somebody does at a business."""
    contact, business = load.contact(contact_id), load.business(business_id)
    role = request.form.get("role", "")
    return _answer(contact, lambda: belonging.set_role(contact, business, role, by=me(), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/businesses/<int:business_id>/primary")
def prefer_business(contact_id: int, business_id: int) -> Response | Redirect:
    """Make a business the primary one."""
    contact, business = load.contact(contact_id), load.business(business_id)
    return _answer(contact, lambda: belonging.prefer(contact, business, by=me(), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/businesses/<int:business_id>/removal")
def leave_business(contact_id: int, business_id: int) -> Response | Redirect:
    """Take somebody out of a business; who sees only what is theirs may lose sight of the business."""
    contact, business = load.contact(contact_id), load.business(business_id)
    return _answer(contact, lambda: belonging.leave(contact, business, by=me(), key=once_key()))


def _answer(contact: Contact, verb: Callable[[], object]) -> Response | Redirect:
    """The answer of the record; from another page one goes back there."""
    given = act(contact, "belonging", verb)
    back = safe_path(request.form.get("next"), "")
    return hypermedia.done(back, operation=done()) if back and given.status_code < 400 else given
