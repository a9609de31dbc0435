"""Acts on notes: write, change, pin, take away; and the page of one note with its versions."""

from flask import Response, render_template, request
from werkzeug.wrappers import Response as Redirect

from blueprints.contacts.answers import act, changed
from blueprints.contacts.blueprint import blueprint
from blueprints.web import hypermedia, load, rich
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import first_time
from blueprints.web.uploads import uploads
from crm import contacts, files, notes
from crm.errors import CrmError
from crm.models import Contact, Note


@blueprint.post("/contacts/<int:contact_id>/notes")
def add_note(contact_id: int) -> Response | Redirect:
    """Write a note, with the files that came with it."""
    contact, written = load.contact(contact_id), request.form.get("text", "")

    def write() -> Note:
        attached = [files.store(file, name) for file, name in uploads()]
        return notes.add(contact, written, by=me(), key=once_key(), pinned=bool(request.form.get("pinned")), attached=attached)

    return act(contact, "activity", write, written)


@blueprint.get("/contacts/<int:contact_id>/notes/<int:note_id>")
def show_note(contact_id: int, note_id: int) -> str:
    """One note with every version it had."""
    contact = load.contact(contact_id)
    note = load.row(Note, note_id, contact)
    context = {"versions": notes.versions(note), "attached": files.of_note(note), "may_change": notes.may_edit(note, me())}
    return render_template("contacts/note.html", contact=contact, note=note, **context)


@blueprint.get("/contacts/<int:contact_id>/notes/<int:note_id>/edit")
def edit_note(contact_id: int, note_id: int) -> Response:
    """The form of a note’s words: in its place in the timeline, or as a page."""
    contact = load.contact(contact_id)
    note = load.row(Note, note_id, contact)
    notes.require_may_edit(note, me())
    return hypermedia.page("contacts/edit_note.html", "contacts/_note_form.html", **_form(contact, note, note.text, note.text, ""))


@blueprint.post("/contacts/<int:contact_id>/notes/<int:note_id>")
def change_note(contact_id: int, note_id: int) -> Response | Redirect:
    """Change the words of a note; what somebody else wrote meanwhile is shown beside what was typed."""
    contact = load.contact(contact_id)
    note = load.row(Note, note_id, contact)
    typed, shown = request.form.get("text", ""), request.form.get("shown")
    try:
        contacts.require_live(contact)
        first_time(lambda: notes.edit(note, typed, by=me(), shown=shown, key=once_key()))
    except CrmError as error:
        now = Note.get_by_id(note.id).text
        context = _form(contact, note, typed, now if error.status == 409 else shown or now, str(error))
        answer = hypermedia.page("contacts/edit_note.html", "contacts/_note_form.html", error.status, **context)
        return hypermedia.into(answer, f"#note-form-{note.id}")
    return changed(contact, "activity")


@blueprint.post("/contacts/<int:contact_id>/notes/<int:note_id>/pin")
def pin_note(contact_id: int, note_id: int) -> Response | Redirect:
    """Pin a note to the top of the record, or unpin it."""
    contact = load.contact(contact_id)
    pinned = request.form.get("pinned", "1") == "1"
    return act(contact, "activity", lambda: notes.pin(load.row(Note, note_id, contact), pinned, by=me(), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/notes/<int:note_id>/ticks")
def tick_note(contact_id: int, note_id: int) -> Response | Redirect:
    """Tick an item of a note’s check-list, or take the tick away."""
    contact = load.contact(contact_id)
    note = load.row(Note, note_id, contact)
    notes.require_may_edit(note, me())
    place, on, words = rich.ticked(request.form.get("item", ""))
    return act(contact, "activity", lambda: notes.tick(note, place, on, shown=words, by=me(), key=once_key()))


@blueprint.post("/contacts/<int:contact_id>/notes/<int:note_id>/removal")
def remove_note(contact_id: int, note_id: int) -> Response | Redirect:
    """Take a note away."""
    contact = load.contact(contact_id)
    return act(contact, "activity", lambda: notes.remove(load.row(Note, note_id, contact), by=me(), key=once_key()))


def _form(contact: Contact, note: Note, typed: str, shown: str, problem: str) -> dict[str, object]:
    return {"contact": contact, "note": note, "typed": typed, "shown": shown, "problem": problem}
