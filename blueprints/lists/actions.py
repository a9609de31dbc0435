"""Acts on lists: saving, changing, deleting, keeping as tabs."""

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.lists.blueprint import blueprint
from blueprints.web import filtered, hypermedia
from blueprints.web.guard import me, once_key
from blueprints.web.moving import moved
from blueprints.web.numbers import maybe
from blueprints.web.redirects import safe_path
from blueprints.web.repeats import done, first_time
from blueprints.web.view import list_url
from crm import kinds, list_marks, list_tabs, lists
from crm.contacts.sorting import Sort
from crm.errors import CrmError
from crm.filters import Group, describe, read
from crm.kinds import CONTACTS, Kind
from crm.list_marks import ListMoved
from crm.models import SmartList


@blueprint.post("/lists")
def create() -> Response | Redirect:
    """Save a filter as a new list."""
    found, form = filtered.asked(), request.form
    more = {"shared": form.get("shared", "private"), "columns": "", "sort": "name", **_style(found.kind)}
    try:
        made = first_time(
            lambda: lists.save(form.get("name", ""), found.tree or Group("all"), by=me(), kind=found.kind, key=once_key(), **more)
        )
    except CrmError as error:
        page = render_template(
            "lists/save.html", found=found, problem=str(error), name=form.get("name", ""), shared=more["shared"], sort=more["sort"]
        )
        return make_response(page, error.status)
    return hypermedia.done(list_url(found.kind, list=made.id) if made else url_for("lists.index"), operation=done())


@blueprint.post("/lists/<int:list_id>")
def update(list_id: int) -> Response | Redirect:
    """Change a list: its filter, name, sharing or sort, whichever the form holds; what another changed meanwhile is shown first."""
    try:
        one, form = lists.load(list_id, me()), request.form
    except lists.ListGone as error:
        return _gone(list_id, error)
    kind = kinds.of(one.subject)
    values = {key: form[key] for key in ("name", "shared") if key in form} | _style(kind)
    if "filter" in form:
        values["tree"] = filtered.asked(kind).tree
    opened = maybe(form.get("opened", ""))
    try:
        first_time(lambda: lists.change(one, by=me(), key=once_key(), opened=opened, **values))
    except (ListMoved, lists.NotYourList) as error:
        return _moved(one, error, values)
    return hypermedia.done(safe_path(form.get("next"), list_url(kind, list=one.id)), operation=done())


@blueprint.post("/lists/<int:list_id>/removal")
def remove(list_id: int) -> Response | Redirect:
    """Delete a list; nobody in it is touched."""
    first_time(lambda: lists.remove(lists.load(list_id, me()), by=me(), key=once_key()))
    return hypermedia.done(safe_path(request.form.get("next"), url_for("lists.index")), operation=done())


@blueprint.post("/lists/tabs")
def keep_tabs() -> Response | Redirect:
    """Keep tabs, in this order; a button moves one up or down."""
    keys = moved(request.form.getlist("tab"), request.form)
    kind = filtered.kind_asked()
    first_time(lambda: list_tabs.keep(me(), keys, kind, key=once_key()))
    return hypermedia.done(url_for("lists.index", **filtered.of_kind(kind)), operation=done())


def _moved(one: SmartList, error: CrmError, values: dict[str, Any]) -> Response:
    """What the list says by now beside what the form wanted, and the ways on: nothing of it is lost."""
    kind, now, mine = kinds.of(one.subject), lists.said(one), lists.said(one, **values)
    form = {key: value for key, value in request.form.items() if key not in ("once", "opened", "seen")}
    of = {"list": str(one.id), "of": kind.key, "sort": one.sort, "columns": one.shown}
    of |= {"filter": request.form["seen"]} if "seen" in request.form else {}
    context = {
        "one": one,
        "kind": kind,
        "problem": str(error),
        "at": error.facts.get("at"),
        "differ": [(what, now[what], mine[what]) for what in now if now[what] != mine[what]],
        "form": form,
        "as_new": {key: value for key, value in (of | form).items() if key != "name"},
        "may_save": lists.may_change(one, me()),
        "mark": list_marks.of(one),
    }
    return make_response(render_template("lists/moved.html", **context), error.status)


def _gone(list_id: int, error: lists.ListGone) -> Response:
    """What the form wanted of a list that was deleted meanwhile, or is another's alone now: its filter can be kept as a new one."""
    form, known = request.form, SmartList.get_or_none(SmartList.id == list_id)
    kind = kinds.of(known.subject) if known else CONTACTS
    text = form.get("filter") or form.get("seen", "")
    tree = read(text, kind) if text else None
    keeps = filtered.of_kind(kind) | {"filter": text} | {key: form[key] for key in ("sort", "columns", "shared") if form.get(key)}
    context = {"problem": str(error), "kind": kind, "tree": tree, "name": form.get("name", ""), "keeps": keeps}
    context["sentence"] = describe(tree, kind) if tree else ""
    return make_response(render_template("lists/gone.html", **context), error.status)


def _style(kind: Kind) -> dict[str, str]:
    """The sort and the columns that the form holds, as far as the kind of record has them."""
    form, style = request.form, dict[str, str]()
    if form.get("sort"):
        style["sort"] = str(Sort.parse(form["sort"], kind))
    if form.get("columns"):
        style["columns"] = ",".join(kind.columns_of(form["columns"]))
    return style
