"""The records of an object: the list, one record, and the archive; making and editing are as for every kind of record."""

from typing import Any

from flask import Response, render_template, request
from werkzeug.wrappers import Response as Redirect

from blueprints.objects.blueprint import blueprint
from blueprints.web import hypermedia, paging, records, timeline
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from blueprints.web.view import list_url, record_url
from crm import access, followers, kinds, selection
from crm.contacts import listing
from crm.contacts.sorting import Sort
from crm.custom_objects import keeping
from crm.errors import NotFound
from crm.kinds import Kind
from crm.models import ARCHIVED, CustomRecord
from crm.models.custom_object import FIRST_OWN
from crm.records.listing import rows
from crm.selection import Selection


@blueprint.get("/objects/<of>")
def index(of: str) -> Response:
    """The records of an object: search, filter, sort, columns and page stand in the address."""
    return hypermedia.page("records/index.html", "records/_list.html", **records.listed(_kind(of)))


@blueprint.get("/objects/<of>/archive")
def archived(of: str) -> str:
    """The records that were put away."""
    kind, page = _kind(of), paging.asked()
    chosen = Selection(search=request.args.get("q", "").strip()[:200], archived=True, kind=kind)
    total = selection.count(chosen, me())
    ids = listing.page_ids(chosen, Sort.parse("name", kind), page.offset, page.size, me())
    found = rows(kind, ids, (), me())
    return render_template("objects/archive.html", kind=kind, rows=found, total=total, page=page, last=page.last(total), chosen=chosen)


@blueprint.get("/objects/<of>/<int:record_id>")
def show(of: str, record_id: int) -> Response:
    """One record: its fields, what it is linked with, and what happened to it, narrowed by kind, member, days or words."""
    kind = _kind(of)
    record = _load(kind, record_id)
    shown: dict[str, Any] = records.shown(record)
    shown |= {"beside": records.beside(record), **followers.around(record)}
    return timeline.page(record, "objects/show.html", archived=record.state == ARCHIVED, **shown)


@blueprint.post("/objects/<of>/<int:record_id>/archive")
def archive(of: str, record_id: int) -> Response | Redirect:
    """Put a record away."""
    kind = _kind(of)
    record = _load(kind, record_id)
    access.require_edit(me())
    first_time(lambda: keeping.archive(record, by=me(), key=once_key()))
    return hypermedia.done(list_url(kind), operation=done())


@blueprint.post("/objects/<of>/<int:record_id>/restoration")
def restore(of: str, record_id: int) -> Response | Redirect:
    """Bring a record back."""
    kind = _kind(of)
    record = _load(kind, record_id)
    access.require_edit(me())
    first_time(lambda: keeping.restore(record, by=me(), key=once_key()))
    return hypermedia.done(record_url(kind, record_id), operation=done())


def _kind(of: str) -> Kind:
    kind = kinds.named(of)
    if kind.number < FIRST_OWN:
        raise NotFound()
    return kind


def _load(kind: Kind, record_id: int) -> CustomRecord:
    found = keeping.load(kind, record_id, me())
    if found is None:
        raise NotFound()
    return found
