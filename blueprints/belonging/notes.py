"""Notes of a business: write, change, pin, take away; for members who see everybody."""

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.belonging.blueprint import blueprint
from blueprints.web import hypermedia, load, rich
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from blueprints.web.uploads import uploads
from crm import access, files, notes
from crm.businesses import keeping
from crm.errors import CrmError, NotFound
from crm.models import LIVE, Business, Note


@blueprint.post("/businesses/<int:business_id>/notes")
def add_note(business_id: int) -> Response | Redirect:
    """Write a note about a business, with the files that came with it."""
    business, written = _kept(business_id), request.form.get("text", "")
    pinned = bool(request.form.get("pinned"))

    def write() -> Note:
        attached = [files.store(file, name) for file, name in uploads()]
        return notes.add(business, written, by=me(), pinned=pinned, key=once_key(), attached=attached)

    try:
        first_time(write)
    except CrmError as error:
        return _form(business, None, written, "", error)
    return _back(business)


@blueprint.get("/businesses/<int:business_id>/notes/<int:note_id>")
def show_note(business_id: int, note_id: int) -> Response:
    """One note with its versions, to be changed by who may."""
    business = load.business(business_id)
    if me().only_assigned:
        raise access.NotAllowed()
    note = _note(business, note_id)
    return _form(business, note, note.text, note.text)


@blueprint.post("/businesses/<int:business_id>/notes/<int:note_id>")
def change_note(business_id: int, note_id: int) -> Response | Redirect:
    """Change the words of a note; what somebody else wrote meanwhile is shown beside what was typed."""
    business = _kept(business_id)
    note, typed, shown = _note(business, note_id), request.form.get("text", ""), request.form.get("shown")
    try:
        first_time(lambda: notes.edit(note, typed, by=me(), shown=shown, key=once_key()))
    except access.NotAllowed:
        raise
    except CrmError as error:
        now = Note.get_by_id(note.id).text
        return _form(business, note, typed, now if error.status == 409 else shown or now, error)
    return _back(business)


@blueprint.post("/businesses/<int:business_id>/notes/<int:note_id>/pin")
def pin_note(business_id: int, note_id: int) -> Response | Redirect:
    """Keep a note on top, or no longer."""
    business = _kept(business_id)
    pinned = request.form.get("pinned", "1") == "1"
    first_time(lambda: notes.pin(_note(business, note_id), pinned, by=me(), key=once_key()))
    return _back(business)


@blueprint.post("/businesses/<int:business_id>/notes/<int:note_id>/ticks")
def tick_note(business_id: int, note_id: int) -> Response | Redirect:
    """Tick an item of a note’s check-list, or take the tick away."""
    business = _kept(business_id)
    note, (place, on, words) = _note(business, note_id), rich.ticked(request.form.get("item", ""))
    try:
        first_time(lambda: notes.tick(note, place, on, shown=words, by=me(), key=once_key()))
    except notes.ItemChanged as error:
        return _form(business, note, Note.get_by_id(note.id).text, "", error)
    return _back(business)


@blueprint.post("/businesses/<int:business_id>/notes/<int:note_id>/removal")
def remove_note(business_id: int, note_id: int) -> Response | Redirect:
    """Take a note away."""
    business = _kept(business_id)
    first_time(lambda: notes.remove(_note(business, note_id), by=me(), key=once_key()))
    return _back(business)


def _kept(business_id: int) -> Business:
    """A business about which the member may write."""
    business = load.business(business_id)
    keeping.require_all(me())
    return business


def _note(business: Business, note_id: int) -> Note:
    found: Note | None = Note.get_or_none((Note.id == note_id) & (Note.business == business.id) & (Note.state == LIVE))
    if found is None:
        raise NotFound()
    return found


def _back(business: Business) -> Response | Redirect:
    return hypermedia.done(url_for("businesses.show", business_id=business.id), operation=done())


def _form(business: Business, note: Note | None, typed: str, shown: str, error: CrmError | None = None) -> Response:
    context = {"business": business, "note": note, "typed": typed, "shown": shown, "problem": str(error) if error else ""}
    context |= {"versions": notes.versions(note) if note else [], "may_change": note is None or notes.may_edit(note, me())}
    context |= {"attached": files.of_note(note) if note else []}
    return make_response(render_template("belonging/note.html", **context), error.status if error else 200)
