"""What an operation did to others for the sake of a record: undone for that record alone, it takes them along."""

from collections import defaultdict
from collections.abc import Sequence

from crm.db import among
from crm.journal import room
from crm.journal.cells import column
from crm.journal.history import Subject
from crm.models import GONE, LIVE, Association, Business, Change, Contact, ContactBusiness, Event, Task


def with_theirs(operation: int, subjects: Sequence[Subject]) -> list[Subject]:
    """These subjects of an operation, with what it did for the sake of the businesses among them: tasks that it made about them, and
    what it took from their people and unlinked when it deleted them.

    Somebody who lost another business too that doesn't come back stays as they are.
    """
    firms = [record for kind, record in subjects if kind == Business.number]
    if not firms:
        return room.first(subjects)
    theirs = (*_people(operation, firms), *subjects, *_tasks(operation, firms), *_links(operation, firms))
    return room.first(list(dict.fromkeys(theirs)))


def _people(operation: int, firms: Sequence[int]) -> list[Subject]:
    e, c, b = Event, Change, ContactBusiness
    query = e.select(e.subject_id).join(c, on=(c.event == e.id)).where((e.operation == operation) & (e.subject_kind == Contact.number))
    pointer = (c.tbl == Contact.number) & (c.col == column(Contact, "business").number)
    first = query.select_extend(c.old.cast("bigint")).where(pointer & c.new.is_null() & c.old.is_null(False))
    state = (c.tbl == b.number) & (c.col == column(b, "state").number) & (c.new == str(GONE))
    further = query.select_extend(b.business).join(b, on=(b.id == c.row)).where(state)
    lost: dict[int, set[int]] = defaultdict(set)
    for person, business in (*first.tuples(), *further.tuples()):
        lost[person].add(business)
    return [(Contact.number, person) for person, of in sorted(lost.items()) if _stand(of - set(firms))]


def _links(operation: int, firms: Sequence[int]) -> list[Subject]:
    """The links that it took away, but for those with a business that doesn't come back."""
    e, link = Event, Association
    query = link.select().join(e, on=((e.subject_id == link.id) & (e.subject_kind == link.number) & (e.operation == operation)))
    back, here = set(firms), query.where(link.state == GONE).order_by(link.id)
    return [(link.number, one.id) for one in here if (ends := _businesses(one)) & back and _stand(ends - back)]


def _businesses(link: Association) -> set[int]:
    return {record for kind, record in link.ends if kind == Business.number}


def _stand(businesses: set[int]) -> bool:
    return not businesses or Business.select().where(Business.id.in_(businesses) & (Business.state == LIVE)).count() == len(businesses)


def _tasks(operation: int, firms: Sequence[int]) -> list[Subject]:
    query = Task.select(Task.id).where(among(Task.business, firms) & Task.business.is_null(False) & (Task.born == operation))
    return [(Task.number, task) for (task,) in query.where(Task.contact.is_null()).order_by(Task.id).tuples()]
