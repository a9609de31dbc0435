"""A member: somebody who uses Kith, with a role and a way to sign in."""

from typing import ClassVar

from peewee import SmallIntegerField

from crm.models.base import Base, IdField, Journalled, Text, UTCField, reference

OWNER, ADMIN, MEMBER, VIEWER = "owner", "admin", "member", "viewer"


class Member(Journalled):
    """A user of this office; state 0 is deactivated. `only_assigned` narrows what they see to what they own or follow.

    `list_columns` are those of the list of people, keys joined by commas; `other_columns` those of other lists, JSON by the kind's number.
    """

    name = Text()
    email = Text()
    email_key = Text()
    role = Text(default=MEMBER)
    only_assigned = SmallIntegerField(default=0)
    password_hash = Text()
    theme = Text(default="system")
    created_at = UTCField()
    timezone = Text()
    locale = Text()
    page_size = SmallIntegerField(default=50)
    shortcuts = SmallIntegerField(default=1)
    list_columns = Text()
    other_columns = Text()
    pinned_lists = Text()
    notices_app = SmallIntegerField(default=1)
    notices_email = Text()

    number = 12
    columns: ClassVar = {
        1: "state",
        2: "name",
        3: "email",
        4: "role",
        5: "only_assigned",
        6: "theme",
        7: "timezone",
        8: "locale",
        9: "page_size",
        10: "shortcuts",
        11: "list_columns",
        12: "pinned_lists",
        13: "notices_app",
        14: "notices_email",
        15: "other_columns",
    }

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        return (("email_key",),)


class Invitation(Journalled):
    """A link that lets somebody in once: a new member, or, with `member`, one who forgot their password."""

    token_hash = Text()
    name = Text()
    email = Text()
    role = Text(default=MEMBER)
    only_assigned = SmallIntegerField(default=0)
    member = reference(Member, null=True)
    author = reference(Member)
    created_at = UTCField()
    expires_at = UTCField()

    number = 14
    columns: ClassVar = {1: "state"}

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        return (("token_hash",),)


class Session(Base):
    """A sign-in that holds: the token's hash, whose it is, and until when."""

    token_hash = Text(primary_key=True)
    member = reference(Member)
    created_at = UTCField()
    seen_at = UTCField()
    address = Text()
    browser = Text()

    class Meta:
        indexes = ((("member",), False),)


class SignInFailure(Base):
    """A failed sign-in, counted for fifteen minutes by account and by address."""

    id = IdField()
    account = Text()
    address = Text()
    at = UTCField()

    class Meta:
        indexes = ((("account", "at"), False), (("address", "at"), False))


class KnownBrowser(Base):
    """A browser a member has signed in from: it isn't locked out with the others."""

    token_hash = Text(primary_key=True)
    member = reference(Member)
    at = UTCField()


class Setting(Base):
    """One thing the program itself keeps, like the setup code; what people set stands in Office."""

    key = Text(primary_key=True)
    value = Text()
