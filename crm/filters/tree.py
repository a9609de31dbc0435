"""The tree of a filter, as frozen data: groups of all, any or none, nested up to three deep, over leaves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

DEEPEST, MOST = 3, 100
"""Groups in groups, and conditions in one filter."""
ALL, ANY, NONE = "all", "any", "none"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One condition: a field's key, an operator and its value; a list is a tuple, a relative span a pair (n, unit), nothing is None."""

    field: str
    op: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Related:
    """A condition on what hangs on a person: how many rows of `related` for which `where` holds, compared as count `op` `value`."""

    related: str
    where: "Group"
    op: str = "gte"
    value: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of which all, any or none must hold; all of nothing is everybody."""

    kind: str
    parts: tuple["Group | Leaf | Related", ...] = ()


Tree = Group
Part = Group | Leaf | Related


def leaves(tree: Part, refused: bool = False) -> Iterator[tuple[Leaf | Related, bool]]:
    """Every condition from top to bottom, and whether it must not hold because a `none` group holds it."""
    if not isinstance(tree, Group):
        yield tree, refused
        return
    for part in tree.parts:
        yield from leaves(part, refused != (tree.kind == NONE))
