"""A smart list: a saved filter with its columns and sort."""

from typing import ClassVar

from peewee import BigIntegerField

from crm.models.base import Journalled, Text, UTCField, reference
from crm.models.member import Member

PRIVATE, SEE, EDIT = "private", "see", "edit"


class SmartList(Journalled):
    """Always live: `tree` is the filter as JSON, `shown` its columns, field keys joined by commas, `sort` a key or -key.

    `subject` is the number of the kind of record it finds; `shared` is private, see (everybody may use it) or edit (everybody may change it too).
    """

    name = Text()
    name_f = Text()
    owner = reference(Member)
    shared = Text(default=PRIVATE)
    tree = Text()
    shown = Text()
    sort = Text(default="name")
    created_at = UTCField()
    subject = BigIntegerField(default=1)

    number = 15
    columns: ClassVar = {1: "state", 2: "name", 3: "owner", 4: "shared", 5: "tree", 6: "shown", 7: "sort"}

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        return (("name_f",),)
