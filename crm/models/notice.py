"""What members are told of, and the emails that wait to be sent to them."""

from peewee import BigIntegerField, SmallIntegerField

from crm.models.base import Base, IdField, Text, UTCField, reference
from crm.models.member import Member

MENTION, OWNER, TASK, REMINDER, FOLLOW = "mention", "owner", "task", "reminder", "follow"


class Notice(Base):
    """One operation told to one member once: about which contact, business, record or task, and why they are told."""

    id = IdField()
    member = reference(Member)
    operation = BigIntegerField()
    contact_id = BigIntegerField(null=True)
    task_id = BigIntegerField(null=True)
    business_id = BigIntegerField(null=True)
    record_id = BigIntegerField(null=True)
    why = Text()
    at = UTCField()
    read_at = UTCField(null=True)
    mailed = SmallIntegerField(default=0)

    class Meta:
        indexes = ((("member", "operation"), True), (("member", "read_at"), False), (("contact_id",), False))


class Mail(Base):
    """An email to a member that waits to be sent; `key` names what it is about, so that nothing is written twice."""

    id = IdField()
    member = reference(Member)
    key = Text()
    subject = Text()
    text = Text()
    created_at = UTCField()
    sent_at = UTCField(null=True)

    class Meta:
        indexes = ((("member", "key"), True),)
