"""How acts on a record are answered: the part that changed with a toast, or the page; what was typed is never lost."""

from collections.abc import Callable

from flask import Response, make_response, render_template, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.contacts.pages import record
from blueprints.web import hypermedia, load
from blueprints.web.repeats import done, first_time
from crm import contacts
from crm.errors import CrmError
from crm.models import Contact


def act(contact: Contact, part: str, verb: Callable[[], object], text: str = "") -> Response | Redirect:
    """Do a verb on a living record: the fragment that shows it, or the record page again, `text` and all, when it is refused."""
    try:
        contacts.require_live(contact)
        first_time(verb)
    except CrmError as error:
        template = f"contacts/_{part}.html" if hypermedia.is_partial() else "contacts/show.html"
        context = record(contact, str(error), text) | {"beside": None, "toasted": None, "failed": part}
        return make_response(render_template(template, **context), error.status)
    return changed(contact, part)


def changed(contact: Contact, part: str) -> Response | Redirect:
    """The part of a record that an act changed, with what hangs on it and a toast; without htmx the record."""
    if not hypermedia.is_partial():
        return hypermedia.done(url_for("contacts.show", contact_id=contact.id), operation=done())
    return make_response(render_template("contacts/changed.html", part=part, toasted=done(), **record(load.contact(contact.id))))
