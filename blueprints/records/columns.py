"""Which columns the list of a kind of record shows, and their order."""

from flask import Response, request
from werkzeug.wrappers import Response as Redirect

from blueprints.records.blueprint import blueprint, kind_of
from blueprints.web import filtered, hypermedia
from blueprints.web.guard import me, once_key
from blueprints.web.moving import moved
from blueprints.web.redirects import safe_path
from blueprints.web.repeats import done, first_time
from blueprints.web.view import list_url
from crm.members import profile


@blueprint.get("/records/<of>/columns")
def choose_columns(of: str) -> Response:
    """The columns and their order; a button moves one, and nothing is kept before Save."""
    kind = kind_of(of)
    asked = request.args.get("columns", "") or ",".join(request.args.getlist("column")) or profile.columns_of(me(), kind)
    chosen = moved(kind.columns_of(asked), request.args)
    context = {
        "kind": kind,
        "chosen_columns": chosen,
        "other_columns": [one for one in kind.columnable if one not in chosen],
        "FIELDS": kind.fields,
        "next": safe_path(request.args.get("next"), list_url(kind)),
    }
    return hypermedia.page("records/columns.html", "records/_columns.html", **context)


@blueprint.post("/records/<of>/columns")
def keep_columns(of: str) -> Response | Redirect:
    """Keep the columns as the member's own; without any, the usual ones. Those of a saved list are kept with it, once it is saved."""
    kind = kind_of(of)
    keys = () if request.form.get("usual") else kind.columns_of(",".join(request.form.getlist("column")))
    following = safe_path(request.form.get("next"), list_url(kind))
    if styled := filtered.with_columns(following, keys or kind.usual):
        return hypermedia.go(styled)
    first_time(lambda: profile.set_columns(me(), keys, kind, key=once_key()))
    return hypermedia.done(following, operation=done())
