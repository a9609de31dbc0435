"""A file that was put beside a person or into a note; its content stands on disk under the hash of its bytes."""

from typing import ClassVar

from peewee import BigIntegerField

from crm.models.base import Journalled, Text, UTCField, reference
from crm.models.contact import Contact
from crm.models.member import Member
from crm.models.note import Note


class File(Journalled):
    """One file: `name` as it was called, `type` by its content, `sha256` the name of what is stored.

    A file of a custom field of a record that is no contact has no contact.
    """

    contact = reference(Contact, null=True)
    note = reference(Note, null=True)
    name = Text()
    type = Text()
    size = BigIntegerField()
    sha256 = Text()
    author = reference(Member, null=True)
    created_at = UTCField()

    number = 25
    columns: ClassVar = {1: "state", 2: "contact", 3: "note", 4: "name"}

    class Meta:
        indexes = ((("contact",), False), (("note",), False), (("author",), False), (("sha256",), False))

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown small."""
        return self.type.startswith("image/")
