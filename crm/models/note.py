"""A note somebody wrote about a contact or a business, and whom it mentions."""

from typing import ClassVar

from peewee import SQL, SmallIntegerField

from crm.models.base import Journalled, Text, UTCField, reference
from crm.models.business import Business
from crm.models.contact import Contact
from crm.models.member import Member


class Note(Journalled):
    """Text about one contact or one business, as it was typed, with its author; `html` is what its marks mean, empty where there are none."""

    contact = reference(Contact, null=True)
    business = reference(Business, null=True)
    text = Text()
    text_f = Text()
    html = Text()
    pinned = SmallIntegerField(default=0)
    author = reference(Member, null=True)
    created_at = UTCField()

    number = 10
    columns: ClassVar = {1: "state", 2: "contact", 3: "text", 4: "pinned", 5: "business"}

    class Meta:
        indexes = ((("contact", "created_at"), False),)

    @property
    def about(self) -> Contact | Business:
        """What it is about."""
        found: Contact | Business = self.contact or self.business
        return found


Note.add_index(Note.index(Note.business, Note.created_at, where=SQL("business_id IS NOT NULL"), name="note_business"))


class Mention(Journalled):
    """A note names a member; whoever tells members things listens for the operation that bore this row.

    One in a note about a business has no contact.
    """

    contact = reference(Contact, null=True)
    note = reference(Note)
    member = reference(Member)

    number = 26
    columns: ClassVar = {1: "state", 2: "contact"}

    class Meta:
        indexes = ((("contact",), False), (("note",), False))
