"""Do not contact: evidence that a person asked, or the office decided, not to use a channel."""

from typing import ClassVar

from peewee import BigIntegerField, SmallIntegerField

from crm.models.base import Journalled, Text, reference
from crm.models.contact import Contact

CHANNELS = {"email": 1, "text": 2, "call": 4, "post": 8}
ALL = 15
STAFF, PERSON = 1, 2


class Dnc(Journalled):
    """One piece of evidence: channels as a sum of CHANNELS, rank staff or the person's own act, and how it came."""

    contact = reference(Contact)
    channels = SmallIntegerField(default=ALL)
    scope = Text(default="everything")
    rank = SmallIntegerField(default=STAFF)
    reason = Text()
    wording = Text()
    address_hash = Text()
    copy_of = BigIntegerField(null=True)

    number = 11
    columns: ClassVar = {1: "state", 2: "contact"}

    class Meta:
        indexes = ((("contact",), False),)

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        return (("address_hash",),)
