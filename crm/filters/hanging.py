"""Conditions on what hangs on a record, asked of the rows it stands in."""

from collections.abc import Callable

from crm.filters.conditions import Asker, Condition, either, every
from crm.filters.errors import BadFilter
from crm.filters.operators import NEGATIVE
from crm.filters.tree import ALL, ANY, Group, Leaf, Part, Related


def inside(tree: Part, columns: dict[str, Callable[[Leaf, Asker], Condition]], asker: Asker) -> Condition | None:
    """The conditions on one thing that hangs on a record, by what may be asked of it; None where nothing is asked."""
    if isinstance(tree, Group):
        parts = [part for part in (inside(p, columns, asker) for p in tree.parts) if part is not None]
        if not parts:
            return None
        joined = (every if tree.kind == ALL else either)(parts)
        return joined if tree.kind in (ALL, ANY) else ~joined
    if isinstance(tree, Related):
        raise BadFilter(what="what hangs on a record is asked for directly only", where=tree.related)
    if positive := NEGATIVE.get(tree.op):
        return ~columns[tree.field](Leaf(tree.field, positive, tree.value), asker)
    return columns[tree.field](tree, asker)
