"""What an import leaves besides people: tags, businesses and the smart list of those who came with it, made and undone together with them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import fn

from crm import access, lists
from crm.filters import Group, Leaf
from crm.filters.tree import ALL, Related
from crm.journal.lease import Lease
from crm.models import LIVE, Business, Event, Member, Operation, SmartList, Tag

_NAMED = 12
"""So many are named; of more the number is told."""


@dataclass(frozen=True, slots=True)
class Made:
    """Tags or businesses that came with an import and are there: how many, and the first of them by name."""

    count: int
    first: list[Any]

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.first)


def came_with(operation: int) -> Group:
    """The filter of everybody an import made or changed."""
    return Group(ALL, (Related("imports", Group(ALL, (Leaf("id", "eq", operation),))),))


def list_of(lease: Lease) -> bool:
    """After the last row, make the list that was asked for, once; nothing is left to do then."""
    name = lease.head.params["session"]["options"].get("list_name", "")
    if name and made_by(lease.head) is None:
        by = Member.get_by_id(lease.head.actor)
        with lease.batch(lease.head.cursor):
            lists.save(_free(name, by), came_with(lease.head.id), by=by)
    return False


def made_by(head: Operation) -> SmartList | None:
    """The list this import made."""
    found: SmartList | None = SmartList.get_or_none(SmartList.born == head.id)
    return found


def made_by_all(operations: list[int]) -> dict[int, SmartList]:
    """The living lists these imports made, by import."""
    return {one.born: one for one in SmartList.select().where(SmartList.born.in_(operations) & (SmartList.state == LIVE))}


def tags_of(head: Operation) -> Made:
    """The tags an import made."""
    return _made(Tag, head, Tag.select())


def businesses_of(head: Operation, by: Member) -> Made:
    """The businesses an import of people made, as far as a member sees them."""
    return _made(Business, head, access.visible(Business.select(), by))


def counts_of(heads: Sequence[Operation], by: Member) -> dict[int, list[str]]:
    """In words how many tags and businesses each of these imports of people made that are there, as far as a member sees them."""
    people, found = [head.id for head in heads if "kind" not in head.params], defaultdict[int, list[str]](list)
    for model, one, many in ((Tag, "new tag", "new tags"), (Business, "new business", "new businesses")):
        query = model.select(model.born, fn.COUNT(model.id)).where(model.born.in_(people) & (model.state == LIVE)).group_by(model.born)
        for operation, count in (query if model is Tag else access.visible(query, by)).tuples():
            found[operation].append(f"{count:,} {one if count == 1 else many}")
    return found


def _made(model: Any, head: Operation, query: Any) -> Made:
    here = Event.select(Event.subject_id).where((Event.operation == head.id) & (Event.subject_kind == model.number))
    born = query.where(model.id.in_(here) & (model.born == head.id) & (model.state == LIVE))
    return Made(int(born.count()), list(born.order_by(model.name_f, model.id).limit(_NAMED)))


def _free(name: str, by: Member) -> str:
    """The name, with a number behind it where somebody took it while the import ran."""
    tries = (name, *(f"{name[:95]} {number}" for number in range(2, 100)))
    return next((one for one in tries if lists.is_free(one, by)), tries[-1])
