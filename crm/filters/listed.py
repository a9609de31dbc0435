"""Conditions on the smart lists that a record is in: of those the one who asks may use, each as it is now.

A list may ask for others, and these for others again; none may come to ask for itself.
"""

from collections.abc import Callable
from typing import Any

from peewee import ModelSelect

from crm.filters.conditions import Asker, Condition, number, text
from crm.filters.errors import BadFilter
from crm.filters.hanging import inside
from crm.filters.tree import DEEPEST, Leaf, Part, Related, leaves
from crm.fold import fold
from crm.kinds import Kind
from crm.models import LIVE, Member, SmartList

_COLUMNS: dict[str, Callable[[Leaf, Asker], Condition]] = {
    "id": lambda leaf, _: number(SmartList.id, leaf),
    "name": lambda leaf, _: text(SmartList.name_f, leaf),
}
_WHERE = "the lists it asks for"


def memberships(part: Related, asker: Asker, kind: Kind) -> list[ModelSelect]:
    """The living records in each list for which the conditions of `part` hold.

    Raises crm.lists.Broken where one can't be used, and BadFilter where one is named that isn't theirs to use who ask.
    """
    from crm import lists  # which reads filters
    from crm.filters.compiling import compile_tree

    actor: Any = asker.narrow or Member.get_by_id(asker.me)
    wanted, record = {one.id for one in _asked_for(part, kind)}, kind.table
    usable = lists.visible_to(actor, kind)
    _require_named(part, usable)
    trees = [lists.tree_of(one) for one in usable if one.id in wanted]
    found = [record.select(record.id).where(kind.alive() & compile_tree(tree, asker, kind)) for tree in trees]
    return found or [record.select(record.id).where(record.id.is_null())]


def require_an_end(path: tuple[SmartList, ...], tree: Part, kind: Kind, read: Callable[[str, Kind], Part]) -> None:
    """Raises BadFilter where the last list of `path` would come to ask for one on it, or for lists that ask for lists and so on too deep."""
    for part in (part for part, _ in leaves(tree) if isinstance(part, Related) and part.related == "lists"):
        for other in _asked_for(part, kind):
            if any(other.id == one.id for one in path):
                raise BadFilter(what=f"the list “{other.name}” would ask for itself", where=_WHERE)
            if len(path) > DEEPEST:
                raise BadFilter(what=f"lists may ask for lists {DEEPEST} deep", where=_WHERE)
            require_an_end((*path, other), _inner(other, kind, read), kind, read)


def require_usable(tree: Part, asker: Asker, kind: Kind) -> None:
    """Raises BadFilter or crm.lists.Broken where a filter asks for a list that they who ask may not use, or nobody can."""
    for part, _ in leaves(tree):
        if isinstance(part, Related) and part.related == "lists":
            memberships(part, asker, kind)


def _require_named(part: Related, usable: list[SmartList]) -> None:
    """Nobody is in a list that one may not see, and everybody is not: neither is told as if it were the answer."""
    for leaf, _ in leaves(part.where):
        if not isinstance(leaf, Leaf) or leaf.op not in ("eq", "ne", "is", "is_not", "any_of", "none_of"):
            continue
        there = {one.id for one in usable} if leaf.field == "id" else {one.name_f for one in usable}
        values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
        if any((value if leaf.field == "id" else fold(value)) not in there for value in values):
            raise BadFilter(what="it asks for a list that you may not use", where=_WHERE)


def _inner(other: SmartList, kind: Kind, read: Callable[[str, Kind], Part]) -> Part:
    try:
        return read(other.tree, kind)
    except BadFilter as error:
        raise BadFilter(what=f"the list “{other.name}” can’t be used: {error.what}", where=_WHERE) from error


def _asked_for(part: Related, kind: Kind) -> list[SmartList]:
    """The lists that meet the conditions, whosever they are: neither their numbers nor their names depend on who asks."""
    nobody: Any = None
    condition = inside(part.where, _COLUMNS, nobody)
    query = SmartList.select().where((SmartList.state == LIVE) & (SmartList.subject == kind.number))
    return list(query if condition is None else query.where(condition))
