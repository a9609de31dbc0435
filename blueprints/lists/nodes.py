"""A filter as the builder's form shows it: nodes that may still be wrong in places."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from blueprints.lists import linked
from crm.filters.fields import TYPES, Types
from crm.filters.narrowing import Step
from crm.filters.operators import OPERATORS
from crm.filters.tree import DEEPEST


@dataclass
class Node:
    """One group or condition as the form shows it: `problem` says what is wrong with it, `step` how many it leaves,
    `types` which fields its kind of record has."""

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
    step: Step | None = None
    types: Types = field(default=TYPES)

    @property
    def depth(self) -> int:
        """How deep it stands; the outermost group is 1."""
        return self.path.count(".") + 1

    @property
    def type(self) -> str:
        """The type of a condition's field."""
        return self.types[self.key]

    @property
    def operators(self) -> dict[str, str]:
        """The operators a condition may have, and how its chooser calls them."""
        if self.key in linked.LINKED:
            return linked.OPS
        return {op: known.short or known.words for op, known in OPERATORS[self.type].items()}

    @property
    def shape(self) -> str:
        """The shape of a condition's value."""
        return "linked" if self.key in linked.LINKED else OPERATORS[self.type][self.op].shape

    @property
    def timed(self) -> bool:
        """Whether a condition on what hangs on a person may say when."""
        return bool(linked.LINKED[self.key].at)

    @property
    def related_text(self) -> str:
        """A condition the builder has no inputs for, as the form carries it."""
        return json.dumps(self.related, ensure_ascii=False)

    @property
    def may_nest(self) -> bool:
        """Whether a group may hold another one."""
        return self.depth < DEEPEST


def wrong(node: Node) -> list[Node]:
    """The conditions that are marked."""
    return [one for one in walk(node) if one.problem]


def find(node: Node, path: str) -> Node | None:
    """The node of a path."""
    return next((one for one in walk(node) if one.path == path), None)


def show_steps(root: Node, steps: list[Step]) -> None:
    """Put what each condition and group leaves beside it; both are in the order of `narrow`, without what is wrong."""
    for node, step in zip(_counted(root), steps, strict=True):
        node.step = step


def _counted(group: Node) -> Iterator[Node]:
    for part in group.parts:
        if part.kind:
            inner = list(_counted(part))
            yield from inner
            if not inner:
                continue
        if not part.problem:
            yield part


def walk(node: Node) -> Iterator[Node]:
    """A node and everything in it, from top to bottom."""
    yield node
    for part in node.parts:
        yield from walk(part)
