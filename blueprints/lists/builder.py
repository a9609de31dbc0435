"""The form of a filter: its inputs become a tree, which may still be wrong in places, and a tree becomes inputs.

A part is named by its path: 1 is the outermost group, 1.2 its second part. A group has `kind.PATH`; a condition `field.PATH`,
`op.PATH` and its value as `value.PATH` (one or many), `high.PATH`, or `n.PATH` and `unit.PATH`. A condition on what hangs on a
record is a group with `relates.PATH`, how many as `op.PATH` and `n.PATH`, and conditions on those rows in it.
"""

from typing import Any

from werkzeug.datastructures import MultiDict

from blueprints.lists import linked
from blueprints.lists.nodes import Inside, Node, find
from blueprints.web.guard import me
from blueprints.web.numbers import maybe
from crm.errors import CrmError
from crm.filters import BadFilter, Group, Leaf, Related, listed, parse
from crm.filters.asking import asker_of
from crm.filters.fields import TYPES, Types, related_of
from crm.filters.operators import COUNTS, OPERATORS, UNITS
from crm.filters.tree import ALL, DEEPEST, Part
from crm.kinds import CONTACTS
from crm.lists import Broken

_FIRST = ("city", "name")
"""The field of a new condition: the first of these that the kind of record has."""


def of_tree(tree: Part | None, path: str = "1", types: Types | Inside = TYPES) -> Node:
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
            group.parts.append(_added(group, what))
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


def _added(group: Node, what: str) -> Node:
    if what == "group" and group.may_nest:
        return Node("", kind=ALL, parts=[_new(group.types)], types=group.types)
    if what == "related" and not group.relates and (there := _related(group.types)):
        return Node("", kind=ALL, key=there[0], op="gte", n="1", relates=True, types=group.types)
    return _new(group.inner)


def _related(types: Types | Inside) -> list[str]:
    """What hangs on the records asked about, tasks first; nothing hangs on what hangs on them."""
    return [] if isinstance(types, Inside) else sorted(related_of(types.kind), key=lambda key: key != "tasks")


def _new(types: Types | Inside) -> Node:
    node = Node("", key=_first(types), types=types)
    node.op = next(iter(node.operators))
    return node


def _first(types: Types | Inside) -> str:
    return next((key for key in _FIRST if key in types), next(iter(types)))


def _number(node: Node, path: str) -> None:
    node.path = path
    for n, part in enumerate(node.parts, 1):
        _number(part, f"{path}.{n}")


def _read(form: MultiDict[str, str], path: str, types: Types | Inside) -> Node:
    kind = form.get(f"kind.{path}")
    if kind is None:
        return _read_condition(form, path, types)
    node = Node(path, kind=kind if kind in ("all", "any", "none") else ALL, types=types)
    if form.get(f"relates.{path}") in _related(types):
        op = form.get(f"op.{path}", "")
        node.key, node.op, node.relates = form[f"relates.{path}"], op if op in COUNTS else "gte", True
        node.n = form.get(f"n.{path}", "1").strip()
    deepest = 2 * DEEPEST if node.relates or node.inside else DEEPEST
    node.parts = [_read(form, child, node.inner) for child in _children(form, path)] if path.count(".") < deepest else []
    return node


def _read_condition(form: MultiDict[str, str], path: str, types: Types | Inside) -> Node:
    node = Node(
        path,
        key=form.get(f"field.{path}", ""),
        values=[value for value in form.getlist(f"value.{path}") if value.strip()],
        high=form.get(f"high.{path}", ""),
        n=form.get(f"n.{path}", ""),
        unit=form.get(f"unit.{path}", "day"),
        types=types,
    )
    op = form.get(f"op.{path}", "")
    if node.gone:
        node.op = op
        return node
    if node.key not in types and not node.is_linked:
        node.key = _first(types)
    node.op = op if op in node.operators else next(iter(node.operators))
    return node


def _children(form: MultiDict[str, str], path: str) -> list[str]:
    start, found = f"{path}.", set()
    for name in form:
        what, _, rest = name.partition(".")
        if what in ("kind", "field") and rest.startswith(start):
            step = rest[len(start) :].partition(".")[0]
            if step.isdigit() and len(step) < 4:
                found.add(int(step))
    return [f"{start}{number}" for number in sorted(found)]


def _of_related(part: Related, path: str, types: Types | Inside) -> Node:
    known = linked.inputs_of(part) if types.kind == CONTACTS else None
    if known is None:
        node = Node(path, kind=part.where.kind, key=part.related, op=part.op, n=str(part.value), relates=True, types=types)
        node.parts = [of_tree(inner, f"{path}.{n}", node.inner) for n, inner in enumerate(part.where.parts, 1)]
        return node
    key, op, value, n, unit = known
    return Node(path, key=key, op=op, values=[value], n=n, unit=unit)


def _of_leaf(leaf: Leaf, path: str, types: Types | Inside) -> Node:
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
    parts = [data for data in map(_data, node.parts) if data is not None]
    if node.kind and not node.relates:
        return {node.kind: parts} if parts or (node.path == "1" and node.kind == ALL) else None
    data = _of_rows(node, parts) if node.relates else _condition(node)
    try:
        _check(data, node.types)
    except (BadFilter, Broken) as error:
        node.unsaid = not (node.relates or node.gone or node.values or (node.n and node.shape == "span"))
        node.problem = "Say what to look for." if node.unsaid else _said(error)
        return None
    return data


def _said(error: CrmError) -> str:
    what = str(error.facts.get("what") or error)
    return f"{what[0].upper()}{what[1:]}".rstrip(".") + "."


def _of_rows(node: Node, parts: list[dict[str, Any]]) -> dict[str, Any]:
    number: Any = node.n if maybe(node.n) is None else maybe(node.n)
    return {"related": node.key, "where": {node.kind: parts} if parts else {ALL: []}, "count": {"op": node.op, "value": number}}


def _check(data: dict[str, Any], types: Types | Inside) -> None:
    """Raises BadFilter or Broken where a condition, on a record or on what hangs on it, makes no sense."""
    tree = parse({"related": types.related, "where": {ALL: [data]}} if isinstance(types, Inside) else data, types.kind)
    if data.get("related") == "lists":
        listed.require_usable(tree, asker_of(me()), types.kind)


def _condition(node: Node) -> dict[str, Any]:
    if node.is_linked:
        return linked.data_of(node.key, node.op, node.values[0] if node.values else "", node.n.strip(), node.unit)
    value = _value(node)
    return {"field": node.gone or node.key, "op": node.op} | ({} if value is None else {"value": value})


def _value(node: Node) -> Any:
    if node.shape == "none":
        return None
    if node.shape == "span":
        return {"n": node.n if maybe(node.n.strip()) is None else maybe(node.n.strip()), "unit": node.unit if node.unit in UNITS else ""}
    if node.shape == "pair":
        return [_plain(node, node.values[0] if node.values else ""), _plain(node, node.high)]
    if node.shape == "list":
        return [_plain(node, part.strip()) for value in node.values for part in value.split(";") if part.strip()]
    return _plain(node, node.values[0] if node.values else "")


def _plain(node: Node, value: str) -> Any:
    if node.type != "number":
        return value
    try:
        return int(value) if maybe(value.strip().lstrip("-")) is not None else float(value)
    except ValueError:
        return value
