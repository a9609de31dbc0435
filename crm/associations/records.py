"""Records that may be linked, whatever their kind: what they are called, who sees them, and how they are found by name."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crm import access
from crm.db import among
from crm.fold import fold
from crm.kinds import Kind, every
from crm.models import ARCHIVED, LIVE, Member
from crm.selection import Selection

Subject = tuple[int, int]
OFFERED = 8


class Record(NamedTuple):
    """A record at an end of a link: the number of its kind, its id and name, and whether it is in the archive."""

    kind: int
    id: int
    name: str
    archived: bool = False

    @property
    def subject(self) -> Subject:
        """The record as (kind, id)."""
        return self.kind, self.id


def kinds() -> dict[int, Kind]:
    """The kinds of records that may be linked, by number."""
    return {kind.number: kind for kind in every()}


def seen(subjects: Iterable[Subject], actor: Member) -> dict[Subject, Record]:
    """Those of these records that are there, in the archive too, and that the actor may see; one query a kind."""
    by_kind: dict[int, set[int]] = {}
    for number, record in subjects:
        by_kind.setdefault(number, set()).add(record)
    known = kinds()
    each = (_seen(known[number], sorted(ids), actor) for number, ids in sorted(by_kind.items()) if number in known)
    return {one.subject: one for some in each for one in some}


def found(kind: Kind, typed: str, actor: Member) -> list[Record]:
    """The living records of a kind that the actor sees and whose name is what was typed, else those a search finds; a few of them."""
    if not (words := typed.strip()):
        return []
    query = Selection(search=words, kind=kind).query(actor).order_by(kind.table.name_f, kind.table.id).limit(200)
    some = _seen(kind, [i for (i,) in query.tuples()], actor)
    exact = [one for one in some if fold(one.name) == fold(words)]
    return sorted(exact or some, key=lambda one: (fold(one.name), one.id))[:OFFERED]


def _seen(kind: Kind, ids: Sequence[int], actor: Member) -> list[Record]:
    table = kind.table
    query = table.select().where(among(table.id, list(ids)) & table.state.in_((LIVE, ARCHIVED)))
    if kind.within is not None:
        query = query.where(kind.within)
    return [Record(kind.number, one.id, one.name, one.state == ARCHIVED) for one in access.visible(query, actor)]
