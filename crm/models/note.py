"""A note somebody wrote about a contact, and whom it mentions."""

from typing import ClassVar

from peewee import SmallIntegerField

from crm.models.base import Journalled, Text, UTCField, reference
from crm.models.contact import Contact
from crm.models.member import Member


class Note(Journalled):
    """Text about one contact, as it was typed, with its author; `html` is what its marks mean, empty where there are none."""

    contact = reference(Contact)
    text = Text()
    text_f = Text()
    html = Text()
    pinned = SmallIntegerField(default=0)
    author = reference(Member, null=True)
    created_at = UTCField()

    number = 10
    columns: ClassVar = {1: "state", 2: "contact", 3: "text", 4: "pinned"}

    class Meta:
        indexes = ((("contact", "created_at"), False),)


class Mention(Journalled):
    """A note names a member; whoever tells members things listens for the operation that bore this row."""

    contact = reference(Contact)
    note = reference(Note)
    member = reference(Member)

    number = 26
    columns: ClassVar = {1: "state", 2: "contact"}

    class Meta:
        indexes = ((("contact",), False), (("note",), False))
