"""The form of a filter: its inputs become a tree, which may still be wrong in places, and a tree becomes inputs.

A part is named by its path: 1 is the outermost group, 1.2 its second part. A group has `kind.PATH`; a condition `field.PATH`,
`op.PATH` and its value as `value.PATH` (one or many), `high.PATH`, or `n.PATH` and `unit.PATH`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from crm.filters import BadFilter, Group, Leaf, Related, as_json, parse
from crm.filters.fields import TYPES
from crm.filters.operators import OPERATORS, UNITS
from crm.filters.tree import ALL, DEEPEST, Part

FIRST = {"field": "city", "op": "is", "value": ""}


@dataclass
class Node:
    """One group or condition as the form shows it; `problem` says what is wrong with it."""

    path: str
    kind: str = ""
    key: str = ""
    op: str = ""
    values: list[str] = field(default_factory=list)
    high: str = ""
    n: str = ""
    unit: str = "day"
    parts: list["Node"] = field(default_factory=list)
    related: dict[str, Any] | None = None
    problem: str = ""

    @property
    def depth(self) -> int:
        """How deep it stands; the outermost group is 1."""
        return self.path.count(".") + 1

    @property
    def type(self) -> str:
        """The type of a condition's field."""
        return TYPES[self.key]

    @property
    def shape(self) -> str:
        """The shape of a condition's value."""
        return OPERATORS[self.type][self.op].shape

    @property
    def may_nest(self) -> bool:
        """Whether a group may hold another one."""
        return self.depth < DEEPEST


def of_tree(tree: Part | None, path: str = "1") -> Node:
    """A tree as nodes; none is an empty group of all."""
    if tree is None:
        return Node(path, kind=ALL)
    if isinstance(tree, Group):
        return Node(path, kind=tree.kind, parts=[of_tree(part, f"{path}.{n}") for n, part in enumerate(tree.parts, 1)])
    if isinstance(tree, Related):
        return Node(path, related=as_json(tree))
    return _of_leaf(tree, path)


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


def wrong(node: Node) -> list[Node]:
    """The conditions that are marked."""
    return [one for one in _walk(node) if one.problem]


def find(node: Node, path: str) -> Node | None:
    """The node of a path."""
    return next((one for one in _walk(node) if one.path == path), None)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _walk(part)


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
    key = form.get(f"field.{path}", "")
    key = key if key in TYPES else FIRST["field"]
    op = form.get(f"op.{path}", "")
    op = op if op in OPERATORS[TYPES[key]] else next(iter(OPERATORS[TYPES[key]]))
    values = [value for value in form.getlist(f"value.{path}") if value.strip()]
    return Node(
        path,
        key=key,
        op=op,
        values=values,
        high=form.get(f"high.{path}", ""),
        n=form.get(f"n.{path}", ""),
        unit=form.get(f"unit.{path}", "day"),
    )


def _children(form: MultiDict[str, str], path: str) -> list[str]:
    start, found = f"{path}.", set()
    for name in form:
        what, _, rest = name.partition(".")
        if what in ("kind", "field") and rest.startswith(start):
            step = rest[len(start) :].partition(".")[0]
            if step.isdigit() and len(step) < 4:
                found.add(int(step))
    return [f"{start}{number}" for number in sorted(found)]


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
    if node.related is not None:
        return node.related
    if node.kind:
        parts = [data for data in map(_data, node.parts) if data is not None]
        return {node.kind: parts} if parts or (node.path == "1" and node.kind == ALL) else None
    data: dict[str, Any] = {"field": node.key, "op": node.op}
    if (value := _value(node)) is not None:
        data["value"] = value
    try:
        parse(data)
    except BadFilter as error:
        node.problem = "Say what to look for." if not node.values and not node.n else f"{error.what[0].upper()}{error.what[1:]}."
        return None
    return data


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
