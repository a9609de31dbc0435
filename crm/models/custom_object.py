"""Objects of the office's own trade: kinds of records that it made itself, and their records."""

from typing import ClassVar

from peewee import SQL

from crm.models.base import Journalled, Text, UTCField, reference
from crm.models.member import Member

FIRST_OWN = 1_000
"""The numbers of the office's own kinds of records begin here."""


class CustomObject(Journalled):
    """A kind of record the office made: what one and many are called; the key, for addresses, is fixed."""

    key = Text()
    one = Text()
    many = Text()

    number = 37
    columns: ClassVar = {1: "state", 2: "one", 3: "many"}


class CustomRecord(Journalled):
    """A record of such a kind: it has a name and an owner; everything else stands in custom fields of its kind."""

    object = reference(CustomObject)
    name = Text()
    name_f = Text()
    owner = reference(Member, null=True)
    created_at = UTCField()

    number = 38
    columns: ClassVar = {1: "state", 2: "name", 3: "owner"}

    @property
    def kind_number(self) -> int:
        """The number of its kind, whose custom fields it has."""
        return FIRST_OWN + int(self.object_id)

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        return (("object", "name_f"),)


CustomObject.add_index(CustomObject.index(CustomObject.key, unique=True, where=SQL("state = 1"), name="custom_object_key_live"))
