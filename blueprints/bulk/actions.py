"""Choosing records for a bulk act, and starting it."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.bulk.blueprint import blueprint
from blueprints.bulk.pages import Typed, draft_of, page, typed_of
from blueprints.web import filtered, hypermedia
from blueprints.web.guard import me, once_key
from blueprints.web.redirects import safe_path
from blueprints.web.repeats import done, first_time
from blueprints.web.view import list_url
from crm import access, bulk
from crm.errors import CrmError
from crm.filters import Group
from crm.kinds import Kind
from crm.models import Operation
from crm.models.operation import DONE, DRAFT
from crm.selection import Selection

EXPORT = "export"
"""What is chosen to be printed or exported, which everybody may who sees it."""
_LARGEST_ID = 2**63 - 1


@blueprint.post("/bulk")
def create() -> Response | Redirect:
    """Fix what is chosen: rows that were ticked, or all that the list finds; for an act, or to print or export them."""
    action = request.form.get("action", "")
    outside = action == EXPORT
    if not outside:
        access.require_edit(me())
    kind = filtered.kind_asked()
    chosen, back = _chosen(kind), safe_path(request.form.get("next"), list_url(kind))
    made = first_time(lambda: bulk.draft(chosen, "" if outside else action, by=me(), key=once_key(), back=back)) or done()
    if made is None:
        raise bulk.NobodyChosen(none=kind.words.none)
    of = filtered.Filtered(kind=kind).of
    return hypermedia.go(url_for("exports.new", chosen=made.id, **of) if outside else url_for("bulk.show", operation_id=made.id))


@blueprint.post("/bulk/<int:operation_id>/refresh")
def refresh(operation_id: int) -> Response | Redirect:
    """Take the list as it is now."""
    head = draft_of(operation_id)
    if head.status == DRAFT:
        bulk.refreeze(head, by=me())
    return hypermedia.go(url_for("bulk.show", operation_id=head.id, **_typed()))


@blueprint.post("/bulk/<int:operation_id>/start")
def start(operation_id: int) -> Response | Redirect:
    """Do it: a small act is done when the answer comes, a large one goes on in the background. A second time shows the first."""
    head, typed = draft_of(operation_id), _typed()
    if head.status != DRAFT:
        return hypermedia.go(url_for("operations.show", operation_id=head.id))
    try:
        when = bulk.schedule.read(request.form.to_dict(flat=False))
    except CrmError as error:
        return page(head, typed, later=error)
    try:
        begun = bulk.start(head, typed, by=me(), key=request.form.get("action"), seen=request.form.get("seen", type=int), when=when)
    except bulk.Begun:
        return hypermedia.go(url_for("operations.show", operation_id=head.id))
    except CrmError as error:
        return page(head, typed, error)
    return _started(bulk.finish_small(begun))


def _started(head: Operation) -> Response | Redirect:
    if head.status != DONE or head.refused:
        return hypermedia.go(url_for("operations.show", operation_id=head.id))
    return hypermedia.done(safe_path(head.params.get("back"), list_url(bulk.kind_of(head))), operation=head)


def _chosen(kind: Kind) -> Selection:
    archived = request.form.get("archived") == "1"
    if request.form.get("all") == "1":
        return Selection(search=_words(), archived=archived, tree=filtered.asked(kind).tree, kind=kind)
    ids = [*request.form.getlist("id"), *request.form.get("ids", "").split(",")]
    numbers = tuple(dict.fromkeys(int(i) for i in ids if i.isascii() and i.isdigit() and 0 < int(i) <= _LARGEST_ID))
    if not numbers:
        raise bulk.NobodyChosen(none=kind.words.none)
    return Selection(ids=numbers, search=_words(), archived=archived, tree=_asked_beside(kind), kind=kind)


def _words() -> str:
    return request.form.get("q", "").strip()[:200]


def _asked_beside(kind: Kind) -> Group | None:
    """The filter of the list in which records were ticked, to see who left it since; none where it can't be asked any more."""
    try:
        return filtered.asked(kind).tree
    except CrmError:
        return None


def _typed() -> Typed:
    return typed_of(request.form.to_dict(flat=False))
