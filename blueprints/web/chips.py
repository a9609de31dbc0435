"""The chips above a list: the conditions of a filter without groups in it, each with the addresses that change, remove or join it."""

from dataclasses import dataclass

from blueprints.web.filtered import Filtered, carried, text_of
from crm.filters import Group
from crm.filters.describing import words_of
from crm.filters.tree import ALL, ANY, Part

Args = dict[str, str]
"""The query of an address."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition: its field, operator and value in words, its place, and the list without it."""

    at: int
    words: tuple[str, str, str]
    without: Args


@dataclass(frozen=True, slots=True)
class Chips:
    """Conditions side by side, joined by “and” or “or”; the list with the other word, and as it is."""

    parts: tuple[Chip, ...]
    joined: str
    other: Args
    here: Args


def chips_of(found: Filtered) -> Chips | None:
    """The chips of what was asked for; None where groups stand in it, which only the builder shows."""
    tree = found.tree or Group(ALL)
    if tree.kind not in (ALL, ANY) or any(isinstance(part, Group) for part in tree.parts):
        return None
    parts = [Chip(at, words_of(part, found.kind), args_of(found, replaced(tree, at))) for at, part in enumerate(tree.parts)]
    other = Group(ANY if tree.kind == ALL else ALL, tree.parts)
    return Chips(tuple(parts), "and" if tree.kind == ALL else "or", args_of(found, other), found.args | found.opened | carried())


def replaced(tree: Group, at: int, *parts: Part) -> Group:
    """The tree with other parts, or none, where one stood; beyond the last they are added."""
    kept = (*tree.parts[:at], *parts, *tree.parts[at + 1 :])
    return Group(tree.kind if kept else ALL, kept)


def args_of(found: Filtered, tree: Group) -> Args:
    """What an address needs for another tree under the same list, search, sort and columns."""
    args = carried() | found.of | ({"list": found.key} if found.key else {}) | found.opened
    return args | ({"filter": text_of(tree)} if found.key or tree.parts else {})
