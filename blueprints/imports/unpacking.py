"""A large workbook or address book while the worker unpacks it."""

from flask import Response
from werkzeug.wrappers import Response as Redirect

from blueprints.imports import asked
from blueprints.imports.blueprint import blueprint
from blueprints.web import hypermedia


@blueprint.get("/imports/<int:operation_id>/unpacking")
def unpacking(operation_id: int) -> Response | Redirect:
    """How far it is; then the draft goes on, or says why it can't."""
    head = asked.a_draft(operation_id, unpacked=False)
    if not asked.is_unpacking(head):
        return hypermedia.go(asked.place(head))
    return hypermedia.page("imports/unpacking.html", "imports/_unpacking.html", head=head, step="upload")
