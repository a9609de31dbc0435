"""A column set: which columns an export holds and in which order, under a name."""

from typing import ClassVar

from peewee import SmallIntegerField

from crm.models.base import Journalled, Text, UTCField, reference
from crm.models.member import Member
from crm.models.smart_list import PRIVATE


class ColumnSet(Journalled):
    """`shown` are field keys joined by commas of the kind of record `subject`; `shared` is private or see: everybody may use it."""

    name = Text()
    name_f = Text()
    owner = reference(Member)
    subject = SmallIntegerField()
    shared = Text(default=PRIVATE)
    shown = Text()
    created_at = UTCField()

    number = 18
    columns: ClassVar = {1: "state", 2: "name", 3: "shared", 4: "shown"}

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        return (("name_f",),)
