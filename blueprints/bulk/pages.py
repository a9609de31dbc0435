"""Check before it happens: what a bulk act would do, and with which records."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.bulk.blueprint import blueprint
from blueprints.web import hypermedia, load
from blueprints.web.guard import me, office
from blueprints.web.view import acts_on, list_url
from crm import access, bulk
from crm.bulk.actions.cells import settable, settables
from crm.contacts import listing
from crm.errors import CrmError, NotFound
from crm.fields.field import Field
from crm.kinds import CONTACTS, Kind
from crm.models import ARCHIVED, LIVE, Choice, Member, Operation, Tag
from crm.models.dnc import CHANNELS
from crm.models.operation import DRAFT
from crm.records import listing as records
from crm.selection import Selection

Typed = Mapping[str, Sequence[str]]


@blueprint.get("/bulk/<int:operation_id>")
def show(operation_id: int) -> Response | Redirect:
    """What is to happen to those who were chosen, and what it would change; once started, its outcome."""
    head = draft_of(operation_id)
    if head.status != DRAFT:
        return hypermedia.go(url_for("operations.show", operation_id=head.id))
    return page(head, typed_of(request.args.to_dict(flat=False)))


def typed_of(sent: Typed) -> Typed:
    """What an address or form says of the act itself, and of when it is to happen."""
    names = {name for one in bulk.ACTIONS.values() for name in one.inputs} | {"action", "go", *bulk.schedule.INPUTS}
    return {key: values for key, values in sent.items() if key in names}


def draft_of(operation_id: int) -> Operation:
    """A bulk act, started or not, of the member; any for admins."""
    head = load.operation(operation_id)
    if head.kind != "bulk" and head.status == DRAFT:
        raise NotFound()
    return head


def page(head: Operation, typed: Typed, problem: CrmError | None = None, later: CrmError | None = None) -> Response:
    """The page with what was typed, the preview where that is enough for one, and else what is missing; `later` is what is wrong with when."""
    key = next(iter(typed.get("action", ())), head.params["action"])
    kind = bulk.kind_of(head)
    what = bulk.action(key, kind) if key else None
    context = {"what": what, "typed": typed, "known": _known(typed, kind), "preview": None, "rows": {}, "along": {}, **_around(head, kind)}
    if what is not None and problem is None and (not what.inputs or "go" in typed):
        try:
            context |= _previewed(head, what, typed)
        except CrmError as error:
            problem = error
    problem = problem or later
    context["problem"] = str(problem) if problem else ""
    return make_response(render_template("bulk/show.html", **context), problem.status if problem else 200)


def _previewed(head: Operation, what: bulk.Action, typed: Typed) -> dict[str, Any]:
    bulk.require_fresh(head)
    if not what.may(me()):
        raise access.NotAllowed()
    params = what.read(typed, me())
    skip = request.args.get("skip", 0, type=int)
    found = bulk.preview(head, what, params, by=me(), skip=max(skip, 0))
    rows = _rows(what.kind, [record for record, _ in found.examples])
    along = what.along(Selection(frozen=head.id, archived=what.state == ARCHIVED, kind=what.kind).query(me()), me())
    return {"preview": found, "title": what.title(params), "rows": {row.id: row for row in rows}, "skip": skip, "along": along}


def _rows(kind: Kind, ids: Sequence[int]) -> Sequence[Any]:
    """The examples as lists show them, without columns."""
    return listing.rows(ids, ("business",)) if kind == CONTACTS else records.rows(kind, ids, (), me())


def _around(head: Operation, kind: Kind) -> dict[str, Any]:
    """What the page shows whatever the act is."""
    archived = bool(head.params["chosen"]["archived"])
    types = Choice.select(Choice.key, Choice.label).where((Choice.field == "type") & (Choice.state == LIVE)).order_by(Choice.position)
    members = Member.select(Member.email, Member.name).where(Member.state == LIVE).order_by(Member.name)
    return {
        "head": head,
        "kind": kind,
        "moved": bulk.movement(head, by=me()),
        "actions": acts_on(kind, archived).values(),
        "fields": settables(kind),
        "choices": {"type": list(types.tuples()), "owner": list(members.tuples())},
        "tags": [name for (name,) in Tag.select(Tag.name).where(Tag.state == LIVE).order_by(Tag.name_f).limit(500).tuples()],
        "channels": tuple(CHANNELS),
        "days": bulk.schedule.DAYS,
        "zone": office().timezone,
        "back": head.params.get("back") or list_url(kind),
    }


def _known(typed: Typed, kind: Kind) -> Field | None:
    """The field that is to be set, once it is chosen."""
    key = next(iter(typed.get("field", ())), "")
    return settable(key, kind) if key else None
