"""One field of a record, changed where it is shown: in a cell of the list, or on the record."""

from typing import Any

from flask import Response, make_response, render_template, request
from werkzeug.wrappers import Response as Redirect

from blueprints.records import following
from blueprints.records.blueprint import blueprint, kind_of
from blueprints.web import hypermedia, records, timeline
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from blueprints.web.uploads import uploads
from blueprints.web.view import record_url
from crm import access
from crm.errors import CrmError, NotFound
from crm.fields import Field
from crm.kinds import Kind
from crm.records import Changed, as_typed, keeping
from crm.records.listing import rows


@blueprint.get("/records/<of>/<int:record_id>/fields/<key>")
def show_field(of: str, record_id: int, key: str) -> Response:
    """The field as an input; `as=value` gives the value again, for who changes nothing."""
    kind = kind_of(of)
    record, known = records.load(kind, record_id), _field(kind, key)
    if request.args.get("as") == "value":
        return _shown(kind, record, known)
    if not keeping.verbs_of(kind).may_change(record, me()):
        raise access.NotAllowed()
    return _form(kind, record, known, as_typed(record, key))


@blueprint.post("/records/<of>/<int:record_id>/fields/<key>")
def change_field(of: str, record_id: int, key: str) -> Response | Redirect:
    """Set one field; what was typed wrong, or what somebody else changed meanwhile, keeps the input open. Followers come and go one by one."""
    kind = kind_of(of)
    if key == "followers":
        return following.change(kind, record_id)
    record, known = records.load(kind, record_id), _field(kind, key)
    value, saw = "; ".join(filter(None, request.form.getlist("value"))), request.form.get("shown", "")
    try:
        first_time(lambda: _change(kind, record, known, value, saw))
    except access.NotAllowed:
        raise
    except CrmError as error:
        return _form(kind, record, known, value, error)
    if not hypermedia.is_partial():
        return hypermedia.done(record_url(kind, record_id), operation=done())
    return _shown(kind, records.load(kind, record_id), known, saved=True)


def _field(kind: Kind, key: str) -> Field:
    known = kind.fields.get(key)
    if known is None or not known.editable:
        raise NotFound()
    return known


def _change(kind: Kind, record: Any, known: Field, value: str, saw: str) -> object:
    if sent := next(uploads(), None):
        return keeping.attach(record, known, *sent, by=me(), key=once_key())
    return keeping.verbs_of(kind).edit(record, {known.key: value}, by=me(), shown={known.key: saw}, key=once_key())


def _place() -> str:
    return "list" if request.values.get("place") == "list" else "record"


def _form(kind: Kind, record: Any, known: Field, value: str, error: CrmError | None = None) -> Response:
    clash = error if isinstance(error, Changed) else None
    context = {
        "kind": kind,
        "record": record,
        "known": known,
        "value": value,
        "shown": clash.theirs if clash else request.form.get("shown", value),
        "clash": clash,
        "problem": str(error) if error else "",
        "place": _place(),
        "choices": records.choices(),
    }
    return hypermedia.page("records/field.html", "records/_field_form.html", error.status if error else 200, **context)


def _shown(kind: Kind, record: Any, known: Field, saved: bool = False) -> Response:
    toasted = done() if saved else None
    if _place() == "list":
        [row] = rows(kind, [record.id], (known.key,), me())
        context = {"row": row, "columns": (known.key,), "toasted": toasted, "kind": kind, **records.words(kind)}
        return make_response(render_template("records/cell.html", **context))
    beside = timeline.shown(record) if saved else {}
    return make_response(
        render_template("records/value.html", key=known.key, saved=saved, toasted=toasted, **records.shown(record), **beside)
    )
