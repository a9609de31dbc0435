"""The form of a filter: its inputs become a tree, which may still be wrong in places, and a tree becomes inputs.

A part is named by its path: 1 is the outermost group, 1.2 its second part. A group has `kind.PATH`; a condition `field.PATH`,
`op.PATH` and its value as `value.PATH` (one or many), `high.PATH`, or `n.PATH` and `unit.PATH`. A condition on what hangs on a
person that the builder has no inputs for is carried whole, as JSON, in `related.PATH`.
"""

import json
from typing import Any

from werkzeug.datastructures import MultiDict

from blueprints.lists import linked
from blueprints.lists.nodes import Node, find
from crm.filters import BadFilter, Group, Leaf, Related, as_json, parse
from crm.filters.fields import TYPES, Types
from crm.filters.operators import OPERATORS, UNITS
from crm.filters.tree import ALL, DEEPEST, Part
from crm.kinds import CONTACTS

_FIRST = ("city", "name")
"""The field of a new condition: the first of these that the kind of record has."""


def of_tree(tree: Part | None, path: str = "1", types: Types = TYPES) -> Node:
    """A tree as nodes; none is an empty group of all."""
    if tree is None:
        return Node(path, kind=ALL, types=types)
    if isinstance(tree, Group):
        parts = [of_tree(part, f"{path}.{n}", types) for n, part in enumerate(tree.parts, 1)]
        return Node(path, kind=tree.kind, parts=parts, types=types)
    return _of_related(tree, path, types) if isinstance(tree, Related) else _of_leaf(tree, path, types)


def of_form(form: MultiDict[str, str], types: Types = TYPES) -> Node:
    """The nodes that a form's inputs describe, after what its pressed button asks: add, remove."""
    root = _read(form, "1", types) if "kind.1" in form else Node("1", kind=ALL, types=types)
    for wish in form.getlist("add"):
        path, _, what = wish.partition(":")
        if (group := find(root, path)) is not None and group.kind:
            nested = what == "group" and group.may_nest
            added = Node("", kind=ALL, parts=[_new(types)], types=types) if nested else _new(types)
            group.parts.append(added)
    for path in form.getlist("remove"):
        parent = find(root, path.rpartition(".")[0])
        if parent is not None:
            parent.parts = [part for part in parent.parts if part.path != path]
    _number(root, "1")
    return root


def to_tree(node: Node) -> Group:
    """The tree the nodes mean; each wrong condition is marked with its problem and left out, so that the others still count."""
    data = _data(node)
    return parse(data, node.types.kind) if data and any(data.values()) else Group(ALL)


def _new(types: Types) -> Node:
    return Node("", key=_first(types), op="is", types=types)


def _first(types: Types) -> str:
    return next(key for key in _FIRST if key in types)


def _number(node: Node, path: str) -> None:
    node.path = path
    for n, part in enumerate(node.parts, 1):
        _number(part, f"{path}.{n}")


def _read(form: MultiDict[str, str], path: str, types: Types) -> Node:
    kind = form.get(f"kind.{path}")
    if kind is not None:
        parts = [_read(form, child, types) for child in _children(form, path)] if path.count(".") < DEEPEST else []
        return Node(path, kind=kind if kind in ("all", "any", "none") else ALL, parts=parts, types=types)
    if f"related.{path}" in form:
        return Node(path, related=_json(form[f"related.{path}"]), types=types)
    return _read_condition(form, path, types)


def _read_condition(form: MultiDict[str, str], path: str, types: Types) -> Node:
    key = form.get(f"field.{path}", "")
    node = Node(
        path,
        key=key if key in types or (key in linked.LINKED and types.kind == CONTACTS) else _first(types),
        values=[value for value in form.getlist(f"value.{path}") if value.strip()],
        high=form.get(f"high.{path}", ""),
        n=form.get(f"n.{path}", ""),
        unit=form.get(f"unit.{path}", "day"),
        types=types,
    )
    op = form.get(f"op.{path}", "")
    node.op = op if op in node.operators else next(iter(node.operators))
    return node


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {}


def _children(form: MultiDict[str, str], path: str) -> list[str]:
    start, found = f"{path}.", set()
    for name in form:
        what, _, rest = name.partition(".")
        if what in ("kind", "field", "related") and rest.startswith(start):
            step = rest[len(start) :].partition(".")[0]
            if step.isdigit() and len(step) < 4:
                found.add(int(step))
    return [f"{start}{number}" for number in sorted(found)]


def _of_related(part: Related, path: str, types: Types) -> Node:
    if types.kind != CONTACTS or (known := linked.inputs_of(part)) is None:
        return Node(path, related=as_json(part), types=types)
    key, op, value, n, unit = known
    return Node(path, key=key, op=op, values=[value], n=n, unit=unit)


def _of_leaf(leaf: Leaf, path: str, types: Types) -> Node:
    node = Node(path, key=leaf.field, op=leaf.op, types=types)
    shape = OPERATORS[types[leaf.field]][leaf.op].shape
    if shape == "span":
        node.n, node.unit = str(leaf.value[0]), leaf.value[1]
    elif shape == "pair":
        node.values, node.high = [str(leaf.value[0])], str(leaf.value[1])
    elif shape != "none":
        node.values = [str(value) for value in (leaf.value if isinstance(leaf.value, tuple) else (leaf.value,))]
    return node


def _data(node: Node) -> dict[str, Any] | None:
    if node.kind:
        parts = [data for data in map(_data, node.parts) if data is not None]
        return {node.kind: parts} if parts or (node.path == "1" and node.kind == ALL) else None
    data = node.related if node.related is not None else _condition(node)
    try:
        parse(data, node.types.kind)
    except BadFilter as error:
        asked = node.values or (node.n and node.shape == "span") or node.related is not None
        node.problem = f"{error.what[0].upper()}{error.what[1:]}." if asked else "Say what to look for."
        return None
    return data


def _condition(node: Node) -> dict[str, Any]:
    if node.key in linked.LINKED:
        return linked.data_of(node.key, node.op, node.values[0] if node.values else "", node.n.strip(), node.unit)
    value = _value(node)
    return {"field": node.key, "op": node.op} | ({} if value is None else {"value": value})


def _value(node: Node) -> Any:
    if node.shape == "none":
        return None
    if node.shape == "span":
        return {"n": int(node.n) if node.n.strip().isdigit() else node.n, "unit": node.unit if node.unit in UNITS else ""}
    if node.shape == "pair":
        return [_plain(node, node.values[0] if node.values else ""), _plain(node, node.high)]
    if node.shape == "list":
        return [_plain(node, part.strip()) for value in node.values for part in value.split(";") if part.strip()]
    return _plain(node, node.values[0] if node.values else "")


def _plain(node: Node, value: str) -> Any:
    if node.type != "number":
        return value
    try:
        return int(value) if value.strip().lstrip("-").isdigit() else float(value)
    except ValueError:
        return value
