"""The links of one record, whatever its kind: shown, made and taken away."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, render_template, request
from werkzeug.wrappers import Response as Redirect

from blueprints.associations.blueprint import blueprint
from blueprints.web import hypermedia, linking
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from crm import access, associations, kinds
from crm.associations import records
from crm.associations.records import Record
from crm.errors import CrmError, NotFound
from crm.kinds import BUSINESSES, CONTACTS


def show(kind: int | None, **whose: Any) -> str:
    """The links of a record on a page of their own."""
    one = _load(kind, whose)
    return render_template("associations/page.html", record=one, linking=linking.of(*one.subject), problem="")


def link(kind: int | None, **whose: Any) -> Response | Redirect:
    """Link a record with the one that is named, or with the `other` that was chosen."""
    one, form = _load(kind, whose), request.form

    def verb() -> None:
        chosen = associations.way(one.kind, form.get("way", ""))
        other = form.get("other", type=int) or associations.target(chosen, form.get("to", ""), me()).id
        associations.link(one.subject, chosen, (chosen.to, other), by=me(), key=once_key())

    return _act(one, verb)


def unlink(kind: int | None, association_id: int, **whose: Any) -> Response | Redirect:
    """Take a link of a record away."""
    one = _load(kind, whose)
    made = associations.load(association_id, one.subject, me())
    if made is None:
        raise NotFound()
    return _act(one, lambda: associations.unlink(made, by=me(), key=once_key()))


def _load(kind: int | None, whose: dict[str, Any]) -> Record:
    """The record an address names, if the member sees it."""
    number = kind or kinds.named(whose.pop("of")).number
    subject = (number, next(iter(whose.values())))
    found = records.seen((subject,), me()).get(subject)
    if found is None:
        raise NotFound()
    return found


def _act(one: Record, verb: Callable[[], object]) -> Response | Redirect:
    """Do a verb, then show the card, for htmx alone; what is refused comes back with what was typed."""
    access.require_edit(me())
    try:
        first_time(verb)
    except NotFound:
        raise
    except CrmError as error:
        context = {"record": one, "linking": linking.again(one.subject), "problem": str(error)}
        return hypermedia.page("associations/page.html", "associations/_card.html", error.status, **context)
    context = {"record": one, "linking": linking.of(*one.subject), "problem": ""}
    return hypermedia.done(linking.url_of(one.subject), "associations/changed.html", done(), **context)


def _add_rules(name: str, begin: str, kind: int | None) -> None:
    """Each kind of record has addresses of its own, so that its rights hold; those of the office's own kinds name it."""
    rules = (("", show, "GET"), ("", link, "POST"), ("/<int:association_id>/removal", unlink, "POST"))
    for end, view, method in rules:
        blueprint.add_url_rule(f"{begin}/associations{end}", f"{view.__name__}_{name}", partial(view, kind), methods=[method])


_add_rules("contacts", "/contacts/<int:contact_id>", CONTACTS.number)
_add_rules("businesses", "/businesses/<int:business_id>", BUSINESSES.number)
_add_rules("objects", "/objects/<of>/<int:record_id>", None)
