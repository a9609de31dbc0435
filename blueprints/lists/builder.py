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
from crm.filters.fields import TYPES
from crm.filters.operators import OPERATORS, UNITS
from crm.filters.tree import ALL, DEEPEST, Part

FIRST = {"field": "city", "op": "is", "value": ""}


def of_tree(tree: Part | None, path: str = "1") -> Node:
    """A tree as nodes; none is an empty group of all."""
    if tree is None:
        return Node(path, kind=ALL)
    if isinstance(tree, Group):
        return Node(path, kind=tree.kind, parts=[of_tree(part, f"{path}.{n}") for n, part in enumerate(tree.parts, 1)])
    return _of_related(tree, path) if isinstance(tree, Related) else _of_leaf(tree, path)


def of_form(form: MultiDict[str, str]) -> Node:
    """The nodes that a form's inputs describe, after what its pressed button asks: add, remove."""
    root = _read(form, "1") if "kind.1" in form else Node("1", kind=ALL)
    for wish in form.getlist("add"):
        path, _, what = wish.partition(":")
        if (group := find(root, path)) is not None and group.kind:
            added = Node("", kind=ALL, parts=[_new("")]) if what == "group" and group.may_nest else _new("")
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
    return parse(data) if data and any(data.values()) else Group(ALL)


def _new(path: str) -> Node:
    return Node(path, key=FIRST["field"], op=FIRST["op"])


def _number(node: Node, path: str) -> None:
    node.path = path
    for n, part in enumerate(node.parts, 1):
        _number(part, f"{path}.{n}")


def _read(form: MultiDict[str, str], path: str) -> Node:
    kind = form.get(f"kind.{path}")
    if kind is not None:
        parts = [_read(form, child) for child in _children(form, path)] if path.count(".") < DEEPEST else []
        return Node(path, kind=kind if kind in ("all", "any", "none") else ALL, parts=parts)
    if f"related.{path}" in form:
        return Node(path, related=_json(form[f"related.{path}"]))
    return _read_condition(form, path)


def _read_condition(form: MultiDict[str, str], path: str) -> Node:
    key = form.get(f"field.{path}", "")
    node = Node(
        path,
        key=key if key in TYPES or key in linked.LINKED else FIRST["field"],
        values=[value for value in form.getlist(f"value.{path}") if value.strip()],
        high=form.get(f"high.{path}", ""),
        n=form.get(f"n.{path}", ""),
        unit=form.get(f"unit.{path}", "day"),
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


def _of_related(part: Related, path: str) -> Node:
    if (known := linked.inputs_of(part)) is None:
        return Node(path, related=as_json(part))
    key, op, value, n, unit = known
    return Node(path, key=key, op=op, values=[value], n=n, unit=unit)


def _of_leaf(leaf: Leaf, path: str) -> Node:
    node = Node(path, key=leaf.field, op=leaf.op)
    shape = OPERATORS[TYPES[leaf.field]][leaf.op].shape
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
        parse(data)
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
