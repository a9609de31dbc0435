"""Files: put beside a person, given back as a download that no browser opens, shown small where they are pictures."""

from flask import Response, abort, send_file
from werkzeug.wrappers import Response as Redirect

from blueprints.contacts.answers import act
from blueprints.contacts.blueprint import blueprint
from blueprints.web import load
from blueprints.web.guard import me, once_key
from blueprints.web.uploads import uploads
from crm import files
from crm.errors import CrmError
from crm.models import File

_SEALED = "sandbox; default-src 'none'"


class NoFile(CrmError):
    """Choose a file first."""


@blueprint.post("/contacts/<int:contact_id>/files")
def add_file(contact_id: int) -> Response | Redirect:
    """Put a file beside a person."""
    contact = load.contact(contact_id)

    def add() -> File:
        file, name = next(uploads(), (None, ""))
        if file is None:
            raise NoFile()
        return files.add(contact, file, name, by=me(), key=once_key())

    return act(contact, "files", add)


@blueprint.post("/contacts/<int:contact_id>/files/<int:file_id>/removal")
def remove_file(contact_id: int, file_id: int) -> Response | Redirect:
    """Take a file away."""
    contact = load.contact(contact_id)
    return act(contact, "files", lambda: files.remove(load.row(File, file_id, contact), by=me(), key=once_key()))


@blueprint.get("/files/<int:file_id>")
def download(file_id: int) -> Response:
    """A file, to be saved and not opened."""
    file = load.file(file_id)
    answer = send_file(files.path_of(file), mimetype=file.type, as_attachment=True, download_name=file.name, max_age=0)
    return _sealed(answer, "no-store")


@blueprint.get("/files/<int:file_id>/small")
def small(file_id: int) -> Response:
    """A picture, small: made by us, so a browser may keep and show it."""
    path = files.small_of(load.file(file_id))
    if path is None:
        abort(404)
    return _sealed(send_file(path, mimetype="image/jpeg"), "private, no-cache")


def _sealed(answer: Response, keeping: str) -> Response:
    answer.headers["Content-Security-Policy"] = _SEALED
    answer.headers["Cache-Control"] = keeping
    return answer
