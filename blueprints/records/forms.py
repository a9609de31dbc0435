"""The forms of a whole record: a new one, and one to be changed."""

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.records.blueprint import blueprint, kind_of
from blueprints.web import hypermedia, records
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import born, done, first_time
from blueprints.web.view import record_url
from crm import access
from crm.errors import CrmError
from crm.fields import typed
from crm.kinds import Kind
from crm.records import Changed, as_typed, keeping


@blueprint.get("/records/<of>/new")
def new(of: str) -> Response:
    """The form for a new record; `name` in the address is what was typed elsewhere."""
    kind = kind_of(of)
    access.require_edit(me())
    start = {name: typed(known, known.own.default) for name, known in kind.fields.custom.items()}
    return _page("records/new.html", kind, start | {"name": request.args.get("name", "")[:200]})


@blueprint.post("/records/<of>")
def create(of: str) -> Response | Redirect:
    """Make a record."""
    kind = kind_of(of)
    values = _typed(kind)
    try:
        made = first_time(lambda: keeping.verbs_of(kind).create(values, by=me(), key=once_key()))
    except access.NotAllowed:
        raise
    except CrmError as error:
        return _page("records/new.html", kind, values, error)
    made = made or born(kind.table)
    there = url_for("records.new", of=of) if request.form.get("again") else record_url(kind, made.id)
    return hypermedia.done(there, operation=done())


@blueprint.get("/records/<of>/<int:record_id>/edit")
def edit(of: str, record_id: int) -> Response:
    """Every field of a record at once."""
    kind = kind_of(of)
    record = records.load(kind, record_id)
    if not keeping.verbs_of(kind).may_change(record, me()):
        raise access.NotAllowed()
    now = {name: as_typed(record, name) for name in _editable(kind)}
    return _page("records/edit.html", kind, now, record=record, shown=now)


@blueprint.post("/records/<of>/<int:record_id>")
def update(of: str, record_id: int) -> Response | Redirect:
    """Save the fields of a record; one that somebody else changed meanwhile is shown with both values."""
    kind = kind_of(of)
    record, written = records.load(kind, record_id), _typed(kind)
    shown = {name: request.form[f"shown_{name}"] for name in written if f"shown_{name}" in request.form}
    wanted = {name: value for name, value in written.items() if name not in shown or _differ(value, shown[name])}
    try:
        seen = {name: value for name, value in shown.items() if name in wanted}
        first_time(lambda: keeping.verbs_of(kind).edit(record, wanted, by=me(), shown=seen, key=once_key()))
    except access.NotAllowed:
        raise
    except CrmError as error:
        clash = {error.key: error.theirs} if isinstance(error, Changed) else {}
        return _page("records/edit.html", kind, written, error, record=record, shown=shown | clash)
    return hypermedia.done(record_url(kind, record_id), operation=done())


def _editable(kind: Kind) -> list[str]:
    return [name for name, known in kind.fields.items() if known.editable]


def _typed(kind: Kind) -> dict[str, str]:
    """What was typed, by field key; only of the fields that the form had."""
    return {name: "; ".join(filter(None, request.form.getlist(name))) for name in _editable(kind) if name in request.form}


def _differ(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n") != other.replace("\r\n", "\n")


def _page(template: str, kind: Kind, values: dict[str, str], error: CrmError | None = None, **more: Any) -> Response:
    context = {
        "kind": kind,
        "values": dict.fromkeys(_editable(kind), "") | values,
        "problem": str(error) if error else "",
        "clash": error if isinstance(error, Changed) else None,
        "groups": records.groups(kind),
        "FIELDS": kind.fields,
        "choices": records.choices(),
        **more,
    }
    return make_response(render_template(template, **context), error.status if error else 200)
