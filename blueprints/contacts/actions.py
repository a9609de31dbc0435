"""Acts on people: each loads, reads its form, does one verb, and shows what changed."""

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect
from wtforms import Form

from blueprints.contacts.answers import act
from blueprints.contacts.blueprint import blueprint
from blueprints.contacts.forms import edit_form, groups, new_form, typed
from blueprints.contacts.pages import blank, choices
from blueprints.web import hypermedia, load
from blueprints.web.guard import me, office, once_key
from blueprints.web.redirects import safe_path
from blueprints.web.repeats import born, done, first_time
from crm import contacts, duplicates, tags
from crm.contacts import Changed
from crm.errors import CrmError
from crm.fields import FIELDS
from crm.models import Contact


@blueprint.post("/contacts")
def create() -> Response | Redirect:
    """Make a person; the quick form of the list types a name, and an address or number, in one piece each."""
    form, quick = _typed_form(), request.form.get("quick") == "1"
    person = contacts.Form(typed(form, request.form), form.email.data or "", form.phone.data or "")
    alike = [] if request.form.get("anyway") else _alike(person)
    if alike and done() is None:
        return _new_again(form, quick, "Somebody like this is here already. Open them, or create another one anyway.", 409, alike)
    try:
        made = first_time(lambda: contacts.create(person, by=me(), region=office().phone_region, key=once_key()))
    except CrmError as error:
        return _new_again(form, quick, str(error), error.status, [])
    return _created(made or born(Contact), quick)


def _typed_form() -> Form:
    """The form as it was typed; the quick one's two boxes become the fields they stand for."""
    form = new_form(request.form)
    if request.form.get("quick") == "1":
        form.first_name.data, form.last_name.data = contacts.split_name(request.form.get("name", ""))
        reach = request.form.get("reach", "")
        form.email.data, form.phone.data = (reach, "") if "@" in reach else ("", reach)
    return form


def _created(made: Contact, quick: bool) -> Response | Redirect:
    if quick and hypermedia.is_partial():
        blank = {"problem": "", "alike": [], "name": "", "reach": "", "form": None, "FIELDS": FIELDS}
        answer = make_response(render_template("contacts/_quick.html", toasted=done(), focused=True, **blank))
        return hypermedia.trigger(answer, contactsChanged=True)
    there = url_for("contacts.index") if quick else url_for("contacts.show", contact_id=made.id)
    return hypermedia.done(url_for("contacts.new") if request.form.get("again") else there, operation=done())


def _alike(person: contacts.Form) -> list[duplicates.Match]:
    name = " ".join(filter(None, (person.values.get("first_name", "").strip(), person.values.get("last_name", "").strip())))
    return duplicates.of_typed(name, [person.email], [person.phone], office().phone_region, me())


def _new_again(form: Form, quick: bool, problem: str, status: int, alike: list[duplicates.Match]) -> Response:
    if quick and hypermedia.is_partial():
        written = {"name": request.form.get("name", ""), "reach": request.form.get("reach", ""), "form": form}
        page = render_template("contacts/_quick.html", problem=problem, alike=alike, toasted=None, focused=False, FIELDS=FIELDS, **written)
    else:
        page = render_template("contacts/new.html", form=form, **blank(problem, alike))
    return make_response(page, status)


@blueprint.post("/contacts/<int:contact_id>")
def update(contact_id: int) -> Response | Redirect:
    """Save a person's fields; a field somebody else changed meanwhile is shown with both values."""
    contact, form = load.contact(contact_id), edit_form(request.form)
    written = typed(form, request.form)
    shown = {key: request.form[f"shown_{key}"] for key in written if f"shown_{key}" in request.form}
    sent = {key: value for key, value in written.items() if key in request.form}
    wanted = {k: v for k, v in sent.items() if k not in shown or v.replace("\r\n", "\n") != shown[k].replace("\r\n", "\n")}
    try:
        seen = {k: v for k, v in shown.items() if k in wanted}
        first_time(lambda: contacts.edit(contact, wanted, by=me(), shown=seen, key=once_key()))
    except CrmError as error:
        return _edit_again(contact, form, shown, error)
    return hypermedia.done(url_for("contacts.show", contact_id=contact.id), operation=done())


@blueprint.post("/contacts/<int:contact_id>/tags")
def add_tag(contact_id: int) -> Response | Redirect:
    """Tag a person."""
    contact = load.contact(contact_id)
    return act(contact, "tags", lambda: tags.put_on(contact, request.form.get("name", ""), by=me(), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/tags/<int:tag_id>/removal")
def remove_tag(contact_id: int, tag_id: int) -> Response | Redirect:
    """Take a tag off a person."""
    contact = load.contact(contact_id)
    return act(contact, "tags", lambda: tags.take_off(contact, load.tag_of(contact, tag_id), by=me(), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/archive")
def archive(contact_id: int) -> Response | Redirect:
    """Put a person into the archive."""
    contact = load.contact(contact_id)
    first_time(lambda: contacts.archive(contact, by=me(), key=once_key()))
    return hypermedia.done(url_for("contacts.index"), operation=done())


@blueprint.post("/contacts/<int:contact_id>/restoration")
def restore(contact_id: int) -> Response | Redirect:
    """Bring a person back from the archive."""
    contact = load.contact(contact_id)
    first_time(lambda: contacts.restore(contact, by=me(), key=once_key()))
    return hypermedia.done(safe_path(request.form.get("next"), url_for("contacts.show", contact_id=contact_id)), operation=done())


def _edit_again(contact: Contact, form: Form, shown: dict[str, str], error: CrmError) -> Response:
    clash = error if isinstance(error, Changed) else None
    if clash:
        shown = {**shown, clash.key: clash.theirs}
    context = {
        "form": form,
        "shown": shown,
        "problem": str(error),
        "clash": clash,
        "FIELDS": FIELDS,
        "groups": groups(),
        "choices": choices(),
    }
    return make_response(render_template("contacts/edit.html", contact=contact, **context), error.status)
