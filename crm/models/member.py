"""A member: somebody who uses Kith, with a role and a way to sign in."""

from typing import ClassVar

from peewee import SmallIntegerField

from crm.models.base import Journalled, Text, UTCField

OWNER, ADMIN, MEMBER, VIEWER = "owner", "admin", "member", "viewer"


class Member(Journalled):
    """A user of this office; state 0 is deactivated. `only_assigned` narrows what they see to what they own or follow."""

    name = Text()
    email = Text()
    email_key = Text()
    role = Text(default=MEMBER)
    only_assigned = SmallIntegerField(default=0)
    password_hash = Text()
    theme = Text(default="system")
    created_at = UTCField()

    number = 12
    columns: ClassVar = {1: "state", 2: "name", 3: "email", 4: "role", 5: "only_assigned", 6: "theme"}

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        return (("email_key",),)
