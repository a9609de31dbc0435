"""Who follows what: for each table of records that members follow, a table of who does."""

from typing import Any

from peewee import CompositeKey

from crm.models.base import Membership, reference
from crm.models.business import Business
from crm.models.contact import Contact
from crm.models.custom_object import CustomRecord
from crm.models.member import Member


class ContactFollower(Membership):
    """A member follows a contact."""

    follower = reference(Member)
    contact = reference(Contact)

    number = 6
    member_column, record_column = "follower", "contact"

    class Meta:
        primary_key = CompositeKey("follower", "contact")
        indexes = ((("contact", "follower"), False),)


class BusinessFollower(Membership):
    """A member follows a business."""

    follower = reference(Member)
    business = reference(Business)

    number = 47
    member_column, record_column = "follower", "business"

    class Meta:
        primary_key = CompositeKey("follower", "business")
        indexes = ((("business", "follower"), False),)


class RecordFollower(Membership):
    """A member follows a record of an object of the office's own."""

    follower = reference(Member)
    record = reference(CustomRecord)

    number = 48
    member_column, record_column = "follower", "record"

    class Meta:
        primary_key = CompositeKey("follower", "record")
        indexes = ((("record", "follower"), False),)


FOLLOWERS: dict[Any, type[Membership]] = {Contact: ContactFollower, Business: BusinessFollower, CustomRecord: RecordFollower}
"""The table of who follows, by the table of the records."""
