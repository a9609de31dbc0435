"""A form that is sent twice is done once, and answered the second time as the first."""

from collections.abc import Callable
from typing import Any, TypeVar

from blueprints.web.guard import me, once_key
from crm.errors import CrmError
from crm.journal import done_with
from crm.models import Operation

T = TypeVar("T")


def first_time(verb: Callable[[], T]) -> T | None:
    """Do what a form asks; gives None when this very form did it before, or at the same moment.

    What the second try finds wrong is the work of the first, so it is no error.
    """
    if done() is not None:
        return None
    try:
        return verb()
    except CrmError:
        if done() is None:
            raise
        return None


class UsedBefore(CrmError):
    """This form did something else before, so nothing was done now. Open the page again, and send it once more."""

    status = 409


def born(model: type[T]) -> T:
    """The record that this form made before. Raises UsedBefore where it did something else."""
    table: Any = model
    found: T | None = table.get_or_none(table.born == done())
    if found is None:
        raise UsedBefore()
    return found


def done() -> Operation | None:
    """The operation this form did; none when it changed nothing."""
    key = once_key()
    return done_with(me(), key) if key else None
