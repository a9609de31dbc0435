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
from crm.kinds import Kind
from crm.models import LIVE, Member, SmartList

_COLUMNS: dict[str, Callable[[Leaf, Asker], Condition]] = {
    "id": lambda leaf, _: number(SmartList.id, leaf),
    "name": lambda leaf, _: text(SmartList.name_f, leaf),
}
_WHERE = "the lists it asks for"


def memberships(part: Related, asker: Asker, kind: Kind) -> list[ModelSelect]:
    """The living records in each list for which the conditions of `part` hold. Raises crm.lists.Broken where one can't be used."""
    from crm import lists  # which reads filters
    from crm.filters.compiling import compile_tree

    actor: Any = asker.narrow or Member.get_by_id(asker.me)
    wanted, record = {one.id for one in _asked_for(part, kind)}, kind.table
    trees = [lists.tree_of(one) for one in lists.visible_to(actor, kind) if one.id in wanted]
    found = [record.select(record.id).where(kind.alive() & compile_tree(tree, asker, kind)) for tree in trees]
    return found or [record.select(record.id).where(record.id.is_null())]


def require_known(part: Related) -> None:
    """Raises BadFilter where a list is asked for by a number that none has: the opposite of that would be everybody."""
    asked = {leaf.value for leaf, _ in leaves(part.where) if isinstance(leaf, Leaf) and (leaf.field, leaf.op) == ("id", "eq")}
    if unknown := asked and asked - {i for (i,) in SmartList.select(SmartList.id).where(SmartList.state == LIVE).tuples()}:
        raise BadFilter(what=f"there is no list number {min(unknown)}", where=_WHERE)


def require_an_end(path: tuple[SmartList, ...], tree: Part, kind: Kind, read: Callable[[str, Kind], Part]) -> None:
    """Raises BadFilter where the last list of `path` would come to ask for one on it, or for lists that ask for lists and so on too deep."""
    for part in (part for part, _ in leaves(tree) if isinstance(part, Related) and part.related == "lists"):
        for other in _asked_for(part, kind):
            if any(other.id == one.id for one in path):
                raise BadFilter(what=f"the list “{other.name}” would ask for itself", where=_WHERE)
            if len(path) > DEEPEST:
                raise BadFilter(what=f"lists may ask for lists {DEEPEST} deep", where=_WHERE)
            require_an_end((*path, other), read(other.tree, kind), kind, read)


def _asked_for(part: Related, kind: Kind) -> list[SmartList]:
    """The lists that meet the conditions, whosever they are: neither their numbers nor their names depend on who asks."""
    nobody: Any = None
    condition = inside(part.where, _COLUMNS, nobody)
    query = SmartList.select().where((SmartList.state == LIVE) & (SmartList.subject == kind.number))
    return list(query if condition is None else query.where(condition))
