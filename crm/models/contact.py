"""A contact: every person the office ever dealt with, and the rows that belong to them."""

from collections.abc import Callable
from typing import Any, ClassVar

from peewee import SQL, BigIntegerField, CompositeKey, IntegerField, ModelSelect, SmallIntegerField

from crm.db import among
from crm.models.base import Base, Journalled, Membership, Text, UTCField, reference
from crm.models.business import Business
from crm.models.choice import Choice
from crm.models.member import Member
from crm.models.tag import Tag


class Contact(Journalled):
    """The hot columns of a person; the rest stands in ContactDetail and in rows of their own."""

    first_name = Text()
    last_name = Text()
    first_name_f = Text()
    last_name_f = Text()
    name_f = Text()
    sort_f = Text()
    type = reference(Choice, null=True)
    source = Text()
    source_f = Text()
    business = reference(Business, null=True)
    city = Text()
    city_f = Text()
    owner = reference(Member, null=True)
    birth_date = Text(null=True)
    score = IntegerField(default=0)
    dnc = IntegerField(default=0)
    photo = Text()
    primary_email = BigIntegerField(null=True)
    primary_phone = BigIntegerField(null=True)
    created_at = UTCField()
    updated_at = UTCField()
    last_activity_at = UTCField(null=True)
    version = IntegerField(default=1)

    number = 1
    beside: ClassVar = {"sort_f": "name_f"}
    sparse: ClassVar = {"birth_date": "IS NOT NULL", "score": "<> 0"}
    columns: ClassVar = {
        1: "state",
        2: "first_name",
        3: "last_name",
        4: "type",
        5: "source",
        6: "business",
        7: "city",
        8: "owner",
        9: "birth_date",
        10: "photo",
        11: "primary_email",
        12: "primary_phone",
    }

    class Meta:
        indexes = ((("state",), False),)

    @property
    def name(self) -> str:
        """First and last name, or what stands for a person without one."""
        return " ".join(w for w in (self.first_name, self.last_name) if w) or f"Contact {self.id}"

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        # The state stands in front, for SQLite reads an index alone only where it holds every column that is asked for.
        single = "sort_f name_f first_name_f last_name_f created_at updated_at last_activity_at score city_f source_f birth_date business"
        return (*(("state", name) for name in single.split()), ("state", "owner", "type"))


class ContactDetail(Base):
    """The cold columns of a person, one row a contact that has any; its cells belong to the contact."""

    contact = reference(Contact, primary_key=True)
    job_title = Text()
    job_title_f = Text()
    street = Text()
    street_f = Text()
    region = Text()
    region_f = Text()
    postal_code = Text()
    postal_code_f = Text()
    country = Text()
    website = Text()
    website_f = Text()
    timezone = Text()
    language = Text()
    language_f = Text()

    number = 2
    columns: ClassVar = {
        2: "job_title",
        3: "street",
        4: "region",
        5: "postal_code",
        6: "country",
        7: "website",
        8: "timezone",
        9: "language",
    }

    class Meta:
        indexes = ((("job_title_f",), False),)


class ContactEmail(Journalled):
    """One of a person's addresses; `email_key` is what it is matched by, `valid` false once it bounced or was marked.

    `email_f` is what it is found by, and null where that is the key: where nothing has to be folded.
    """

    contact = reference(Contact)
    label = Text()
    position = SmallIntegerField(default=0)
    address = Text()
    email_key = Text()
    domain_f = Text()
    valid = SmallIntegerField(default=1)
    email_f = Text(null=True)

    number = 3
    columns: ClassVar = {1: "state", 2: "contact", 3: "label", 4: "address", 5: "valid", 6: "position"}

    class Meta:
        indexes = ((("contact",), False),)

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        return (("state", "email_key", "contact"),)

    @classmethod
    def holders(cls, holds: Callable[[Any], Any]) -> ModelSelect:
        """The contacts who have an address whose folded text meets a condition, given for its column.

        That text is the key of nearly all; the few others are looked up first, in an index that holds no more than these.
        """
        rows = cls.select(cls.contact).where(cls.state == SQL("1"))
        few = [i for (i,) in rows.where(cls.email_f.is_null(False) & holds(cls.email_f)).tuples()]
        return rows.where(holds(cls.email_key) | among(cls.contact, few) if few else holds(cls.email_key))


ContactEmail.add_index(
    ContactEmail.index(
        ContactEmail.email_f, ContactEmail.contact, where=SQL("state = 1 AND email_f IS NOT NULL"), name="contact_email_folded"
    )
)


class ContactPhone(Journalled):
    """One of a person's numbers: as typed, as E.164 where it is one, and the last nine national digits it is matched by."""

    contact = reference(Contact)
    label = Text()
    position = SmallIntegerField(default=0)
    typed = Text()
    e164 = Text(null=True)
    phone_key = Text()

    number = 4
    columns: ClassVar = {1: "state", 2: "contact", 3: "label", 4: "typed", 5: "position", 6: "e164"}

    class Meta:
        indexes = ((("contact",), False),)

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        return (("state", "phone_key", "e164", "typed", "contact"),)


class ContactTag(Membership):
    """A contact carries a tag."""

    tag = reference(Tag)
    contact = reference(Contact)

    number = 5
    member_column, record_column = "tag", "contact"

    class Meta:
        primary_key = CompositeKey("tag", "contact")
        indexes = ((("contact", "tag"), False),)
