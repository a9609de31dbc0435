"""A task, and the series of a task that comes back."""

from typing import ClassVar

from peewee import SQL, SmallIntegerField

from crm.models.base import Journalled, Text, UTCField, reference
from crm.models.business import Business
from crm.models.contact import Contact
from crm.models.member import Member

LOW, NORMAL, HIGH = 1, 2, 3


class TaskSeries(Journalled):
    """What comes back: the rule (RRULE), the first day or moment as the clock on the wall in `zone` shows it, and what each task is like."""

    contact = reference(Contact, null=True)
    business = reference(Business, null=True)
    title = Text()
    description = Text()
    assignee = reference(Member, null=True)
    priority = SmallIntegerField(default=NORMAL)
    remind = Text()
    rule = Text()
    starts = Text()
    zone = Text()
    author = reference(Member, null=True)
    created_at = UTCField()

    number = 29
    columns: ClassVar = {
        1: "state",
        2: "contact",
        3: "title",
        4: "description",
        5: "assignee",
        6: "priority",
        7: "remind",
        8: "rule",
        9: "starts",
        10: "zone",
        11: "business",
    }

    class Meta:
        indexes = ((("contact",), False),)


class Task(Journalled):
    """Something to do, about a contact, about a business or about nobody.

    It is due on a day (`due_on`, whoever looks) or at a moment (`due_at`), or whenever; `due` sorts both. `remind` are minutes before,
    parted by commas: `remind_at` is the next of these times, or the last, and `reminded_for` the one that was given last. Of a series,
    `nominal` is the day or moment the rule gave it, though it may have been moved since.
    """

    contact = reference(Contact, null=True)
    business = reference(Business, null=True)
    title = Text()
    title_f = Text()
    description = Text()
    html = Text()
    assignee = reference(Member, null=True)
    priority = SmallIntegerField(default=NORMAL)
    due_on = Text()
    due_at = UTCField(null=True)
    due = UTCField(null=True)
    zone = Text()
    remind = Text()
    remind_at = UTCField(null=True)
    reminded_for = UTCField(null=True)
    done_at = UTCField(null=True)
    done_by = reference(Member, null=True)
    series = reference(TaskSeries, null=True)
    nominal = Text()
    author = reference(Member, null=True)
    created_at = UTCField()

    number = 28
    unseen = False
    """Whether it is about somebody, or a business, whom the member it is shown to may not see."""
    columns: ClassVar = {
        1: "state",
        2: "contact",
        3: "title",
        4: "description",
        5: "assignee",
        6: "priority",
        7: "due_on",
        8: "due_at",
        9: "zone",
        10: "remind",
        11: "done_at",
        12: "done_by",
        13: "series",
        14: "nominal",
        15: "business",
    }

    class Meta:
        indexes = ((("contact",), False), (("series",), False))

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        return (("due",), ("assignee", "due"), ("remind_at",), ("done_at",))


Task.add_index(Task.index(Task.business, where=SQL("business_id IS NOT NULL"), name="task_business"))
