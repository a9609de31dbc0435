"""The builder, the page of lists, and why somebody is not in one: GET only."""

import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Response, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Redirect

from blueprints.lists import stored
from blueprints.lists.blueprint import blueprint
from blueprints.lists.builder import of_form, of_tree, to_tree
from blueprints.lists.choices import choices
from blueprints.lists.nodes import Node, show_steps, walk, wrong
from blueprints.web import filtered, hypermedia, load, records
from blueprints.web.chips import args_of, replaced
from blueprints.web.guard import me
from blueprints.web.numbers import maybe
from blueprints.web.view import list_url
from crm import asof, kinds, list_marks, list_tabs, lists, selection
from crm.contacts import listing
from crm.contacts.listing import Sort
from crm.fields import FIELDS
from crm.filters import BadFilter, Group, describe, listed
from crm.filters.asking import asker_of
from crm.filters.explaining import explain
from crm.filters.fields import Types, types_of
from crm.filters.narrowing import narrow
from crm.filters.times import Calendar
from crm.kinds import CONTACTS, Kind
from crm.models import LIVE, SmartList
from crm.records import keeping
from crm.records.listing import rows as record_rows
from crm.selection import Selection

_FEW, _MOST = 6, 100
_PATIENCE, _REST = 0.3, 15.0
"""Seconds given to counting what each condition leaves: with the page, and with the answer after it."""


def _words(kind: Kind) -> dict[str, Any]:
    """How templates say a part of a filter."""
    return {"words_of": lambda part: describe(part if isinstance(part, Group) else Group("all", (part,)), kind)}


@blueprint.get("/filter")
def build() -> Response:
    """The form of a filter, with what it finds so far and what each condition leaves."""
    found = filtered.asked(mending=True)
    types = types_of(found.kind)
    root = _root(found, types)
    if not root.parts and "kind.1" not in request.args:
        root = of_form(_first_form(), types)
    tree = to_tree(root)
    context = {
        "root": root,
        "found": found,
        "tree": tree,
        "wrong": wrong(root),
        "found_query": lambda part: _query(part, found),
        **_words(found.kind),
        **_told(root, tree, found.kind),
        **choices(found.kind),
    }
    here = url_for("lists.build", **_query(tree, found))
    return hypermedia.standing_at(hypermedia.page("lists/builder.html", "lists/_builder.html", **context), here)


def _root(found: filtered.Filtered, types: Types) -> Node:
    """What the form holds, else what the list holds, with what is broken in it."""
    if "kind.1" in request.args:
        return of_form(request.args, types)
    if found.tree is None and found.saved is not None:
        return of_form(stored.inputs_of(found.saved.tree, types), types)
    return of_tree(found.tree, types=types)


@blueprint.get("/filter/condition")
def condition() -> Response | Redirect:
    """One condition of a filter, to be changed where its chip stands; `at` is its place, beyond the last is a new one. Groups have the builder."""
    found, at = filtered.asked(), request.args.get("at", 0, int)
    tree, types = found.tree or Group("all"), types_of(found.kind)
    node = _one(tree, at, types)
    if node.parts[0].kind and not node.parts[0].relates:
        return hypermedia.go(url_for("lists.build", **_query(tree, found)))
    made = replaced(tree, at, *to_tree(node).parts)
    applied = "apply" in request.args
    if applied and not wrong(node):
        return hypermedia.go(list_url(found.kind, **args_of(found, made)))
    context = {
        "node": node.parts[0],
        "found": found,
        "keeps": found.args | found.opened | filtered.carried(),
        "at": at,
        "applied": applied,
        "total": _total(made, found.kind),
        **_words(found.kind),
        **choices(found.kind),
    }
    if not applied and "kind.1" not in request.args:
        node.parts[0].problem = ""
    return hypermedia.page("lists/condition.html", "lists/_condition.html", 422 if applied else 200, **context)


def _one(tree: Group, at: int, types: Types) -> Node:
    """The condition in its inputs: as the form has it, as it stands in the filter, or a new one."""
    opened = Group("all", tree.parts[at : at + 1]) if at >= 0 else None
    node = of_form(request.args, types) if "kind.1" in request.args else of_tree(opened, types=types)
    return node if node.parts else of_form(_first_form(), types)


@blueprint.get("/lists")
def index() -> str:
    """Every list of a kind of record one may use, and which of them are one's tabs."""
    kind = filtered.kind_asked()
    mine, ready, kept = lists.visible_to(me(), kind), lists.ready_of(kind), list_tabs.of(me(), kind)
    others = [one for one in (*mine, *ready) if one not in kept]
    context = {
        "kind": kind,
        "every_kind": kinds.every(),
        "of": filtered.of_kind(kind),
        "mine": mine,
        "ready": ready,
        "kept": kept,
        "others": others,
        "LIVE": LIVE,
        "can_edit": lambda one: lists.may_change(one, me()),
        "marks": list_marks.marks(mine),
    }
    return hypermedia.page("lists/index.html", **context).get_data(as_text=True)


@blueprint.get("/why")
def why() -> Response:
    """Why somebody, or a record of another kind, is or is not among those a list or filter finds."""
    found, sought = filtered.asked(), request.args.get("who", "").strip()[:100]
    kind, asked_for = found.kind, request.args.get("contact") or request.args.get("record")
    number = maybe(asked_for or "")
    record = keeping.load(kind, number, me(), archived=True) if number else None
    told = explain(found.tree or Group("all"), record, asker_of(me()), kind) if record else None
    hits = _few(Selection(search=sought, kind=kind), 8) if sought and not record else []
    context = {"found": found, "kind": kind, "sought": sought, "hits": hits, "record": record, "told": told, "asked_for": asked_for}
    return hypermedia.page("lists/why.html", status=200 if record or not asked_for else 404, **context)


@blueprint.get("/as-of")
def as_of() -> Response:
    """What was in a list at the end of a day in the past, what joined since and what left."""
    found, typed = filtered.asked(), request.args.get("on", "").strip()
    now = asker_of(me())
    problem, told, day = "", None, _day(typed)
    if typed and (day is None or day >= now.calendar.today):
        problem = "Choose a day before today, like 2026-10-01."
    elif day is not None:
        then = replace(now, calendar=Calendar(day, now.calendar.zone, now.calendar.first_weekday))
        end = then.calendar.start_of(day + timedelta(days=1)) - timedelta(milliseconds=1)
        told = asof.compare(found.tree or Group("all"), end, then=then, now=now, actor=me(), kind=found.kind)
    context = {"found": found, "kind": found.kind, "on": typed, "problem": problem, "told": told, "FIELDS": FIELDS, "most": _MOST}
    rows = {word: _named(found.kind, getattr(told, word)) for word in ("joined", "left")} if told else {}
    return hypermedia.page("lists/as_of.html", status=422 if problem else 200, **context, **rows)


def _named(kind: Kind, ids: frozenset[int]) -> Any:
    """The first of these records, by their numbers, with their names."""
    some = sorted(ids)[:_MOST]
    return listing.rows(some) if kind == CONTACTS else record_rows(kind, some, (), me())


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


@blueprint.get("/contacts/<int:contact_id>/lists")
def of_contact(contact_id: int) -> Response:
    """The lists a person is in."""
    return _lists_of(load.contact(contact_id), CONTACTS)


@blueprint.get("/records/<of>/<int:record_id>/lists")
def of_record(of: str, record_id: int) -> Response:
    """The lists a record of another kind is in."""
    kind = kinds.named(of)
    return _lists_of(records.load(kind, record_id), kind)


def _lists_of(record: Any, kind: Kind) -> Response:
    found = [
        one
        for one in (*lists.visible_to(me(), kind), *lists.ready_of(kind))
        if (tree := _tree(one, kind)) and selection.count(Selection(ids=(record.id,), tree=tree, kind=kind), me())
    ]
    context = {"kind": kind, "record": record, "lists_of": found, "of": filtered.of_kind(kind)}
    return hypermedia.page("lists/of_record.html", "lists/_of_record.html", **context)


@blueprint.get("/lists/counts")
def counts() -> Response:
    """The tabs with how many each holds, for a page that came without."""
    kind = filtered.kind_asked()
    tabs = [{"tab": one, "count": _count(one, kind)} for one in list_tabs.of(me(), kind)]
    return hypermedia.page(
        "lists/tabs_page.html",
        "lists/_tabs.html",
        kind=kind,
        of=filtered.of_kind(kind),
        tabs=tabs,
        here_key=request.args.get("list", ""),
        everybody=selection.count(Selection(kind=kind), me()),
    )


def _query(tree: Group, found: filtered.Filtered) -> dict[str, str]:
    """What an address needs to open this tree, under the list it came from, in its order and with its columns."""
    return found.to_build | {"filter": filtered.text_of(tree)}


def _count(one: SmartList | lists.Ready, kind: Kind) -> int | None:
    tree = _tree(one, kind)
    return None if tree is None else selection.count(Selection(tree=tree, kind=kind), me())


def _tree(one: SmartList | lists.Ready, kind: Kind) -> Group | None:
    """The filter of a list; None where it no longer makes sense, or asks for lists that one may not use."""
    try:
        tree = one.tree if isinstance(one, lists.Ready) else lists.tree_of(one)
        listed.require_usable(tree, asker_of(me()), kind)
        return tree
    except (lists.Broken, BadFilter):
        return None


def _total(tree: Group, kind: Kind) -> int | None:
    """How many a tree finds; a total that would keep somebody waiting comes with the next answer, which asks for the `rest`."""
    chosen = Selection(tree=tree, kind=kind)
    return selection.count(chosen, me()) if "rest" in request.args else selection.quick(chosen, me())


def _told(root: Node, tree: Group, kind: Kind) -> dict[str, Any]:
    """The total, a few records, and how each condition narrows it; what there was no time to count comes with the next answer."""
    until, chosen = time.monotonic() + (_REST if "rest" in request.args else _PATIENCE), Selection(tree=tree, kind=kind)

    def count(part: Group) -> int | None:
        return selection.count(Selection(tree=part, kind=kind), me()) if time.monotonic() < until else None

    total, everybody = _total(tree, kind), selection.count(Selection(kind=kind), me())
    show_steps(root, narrow(tree, count))
    few = _few(chosen, _FEW)
    uncounted = total is None or any(one.step and one.step.left is None for one in walk(root))
    return {"total": total, "everybody": everybody, "few": few, "sentence": describe(tree, kind), "uncounted": uncounted}


def _first_form() -> MultiDict[str, str]:
    """A filter with one condition to begin with."""
    return MultiDict([("kind.1", "all"), ("add", "1:condition")])


def _few(chosen: Selection, most: int) -> Any:
    """The first records of a selection by name, as they stand in its list."""
    ids = listing.page_ids(chosen, Sort(), 0, most, me())
    return listing.rows(ids) if chosen.kind == CONTACTS else record_rows(chosen.kind, ids, (), me())
