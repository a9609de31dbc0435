"""Which operations stood at a moment in the past, and which were undone then."""

from collections.abc import Iterable
from datetime import datetime

from crm.db import among
from crm.models import Operation
from crm.models.operation import DONE


def undone_then(at: datetime) -> dict[int, int | None]:
    """What had undone each operation at a moment, None where it stood: those that an undo since is about, or the undo of one."""
    o = Operation
    late = {i for (i,) in o.select(o.undoes).where(o.undoes.is_null(False) & (o.created_at > at)).tuples()}
    bases = {undoes or i for i, undoes in o.select(o.id, o.undoes).where(among(o.id, sorted(late))).tuples()}
    taken = _whole(bases, at)
    given = _whole([undo for undo, _ in taken], at)
    base_of, found = dict(taken), dict[int, int | None].fromkeys(bases)
    for number, undoes in sorted(taken + given):
        if undoes in bases:
            found[undoes] = number
        else:
            found[base_of[undoes]] = None
    return found


def _whole(of: Iterable[int], at: datetime) -> list[tuple[int, int]]:
    """The undos of these operations that were asked for by then and took them back whole, as (undo, undone)."""
    o = Operation
    query = o.select(o.id, o.undoes, o.params).where(among(o.undoes, sorted(of)) & (o.status == DONE) & (o.created_at <= at))
    return [(i, undoes) for i, undoes, params in query.tuples() if not params.get("part")]
