"""A note somebody wrote about a contact."""

from typing import ClassVar

from peewee import SmallIntegerField

from crm.models.base import Journalled, Text, UTCField, reference
from crm.models.contact import Contact
from crm.models.member import Member


class Note(Journalled):
    """Plain text about one contact, with its author."""

    contact = reference(Contact)
    text = Text()
    text_f = Text()
    pinned = SmallIntegerField(default=0)
    author = reference(Member, null=True)
    created_at = UTCField()

    number = 10
    columns: ClassVar = {1: "state", 2: "contact", 3: "text", 4: "pinned"}

    class Meta:
        indexes = ((("contact", "created_at"), False),)
