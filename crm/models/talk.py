"""A call or a meeting that took place."""

from typing import ClassVar

from peewee import IntegerField

from crm.models.base import Journalled, Text, UTCField, reference
from crm.models.contact import Contact
from crm.models.member import Member

CALL, MEETING = "call", "meeting"


class Talk(Journalled):
    """A call or meeting with one contact: which way it went, what came of it, how many minutes it took, and what was said."""

    contact = reference(Contact)
    kind = Text()
    direction = Text()
    outcome = Text()
    minutes = IntegerField(null=True)
    at = UTCField()
    text = Text()
    text_f = Text()
    html = Text()
    author = reference(Member, null=True)
    created_at = UTCField()

    number = 27
    columns: ClassVar = {1: "state", 2: "contact", 3: "direction", 4: "outcome", 5: "minutes", 6: "at", 7: "text"}

    class Meta:
        indexes = ((("contact", "at"), False),)
