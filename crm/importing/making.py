"""What an import leaves besides people: the smart list of those who came with it, made and undone together with them."""

from crm import lists
from crm.filters import Group, Leaf
from crm.filters.tree import ALL, Related
from crm.journal.lease import Lease
from crm.models import LIVE, Member, Operation, SmartList


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


def _free(name: str, by: Member) -> str:
    """The name, with a number behind it where somebody took it while the import ran."""
    tries = (name, *(f"{name[:95]} {number}" for number in range(2, 100)))
    return next((one for one in tries if lists.is_free(one, by)), tries[-1])
