"""Why a task was not written."""

from crm.errors import CrmError


class NoTitle(CrmError):
    """A task needs a title: what is to be done?"""


class TooLong(CrmError):
    """{what} may hold {most} characters. Nothing was saved; what you typed is still here."""


class BadDue(CrmError):
    """“{typed}” is not a day or moment. Write a date like 2026-11-25, or a date and time like 2026-11-25T14:30."""


class BadPriority(CrmError):
    """A task’s priority is low, normal or high."""


class BadAssignee(CrmError):
    """“{typed}” is not a member of this office who can do record work."""


class BadReminder(CrmError):
    """A reminder comes so many minutes before the task is due, at most 40,320 (four weeks); up to ten, and only where there is something due."""


class NeedsDue(CrmError):
    """A task that comes back needs a first day. Say when it is due."""


class TaskChanged(CrmError):
    """{label} was changed by somebody else meanwhile. It reads “{theirs}” now; you wrote “{yours}”."""

    status = 409


class ItemChanged(CrmError):
    """Somebody else changed this check-list meanwhile. Nothing was ticked: look at it again, then tick."""

    status = 409


class NothingChosen(CrmError):
    """Choose at least one task, and what to do with it."""
