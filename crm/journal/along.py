"""What an operation did to others for the sake of a record: undone for that record alone, it takes them along."""

from collections.abc import Sequence

from crm.db import among
from crm.journal.history import Subject
from crm.models import Business, Task


def with_theirs(operation: int, subjects: Sequence[Subject]) -> list[Subject]:
    """These subjects of an operation, with the tasks that it made about the businesses among them."""
    firms = [record for kind, record in subjects if kind == Business.number]
    return list(dict.fromkeys([*subjects, *_tasks(operation, firms)])) if firms else list(subjects)


def _tasks(operation: int, firms: Sequence[int]) -> list[Subject]:
    query = Task.select(Task.id).where(among(Task.business, firms) & Task.business.is_null(False) & (Task.born == operation))
    return [(Task.number, task) for (task,) in query.where(Task.contact.is_null()).order_by(Task.id).tuples()]
