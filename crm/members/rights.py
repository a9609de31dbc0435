"""What members may do to each other: admins change members and viewers, owners change everybody."""

from crm import access
from crm.errors import CrmError
from crm.journal.rights import OwnersOnly
from crm.models import Member
from crm.models.member import ADMIN, MEMBER, OWNER, VIEWER

ROLES = (OWNER, ADMIN, MEMBER, VIEWER)
NARROW = (MEMBER, VIEWER)
"""The roles that may be narrowed to what is assigned to them."""


class NoSuchRole(CrmError):
    """“{role}” is not a role. Choose owner, admin, member or viewer."""


class NotNarrow(CrmError):
    """Owners and admins see everything: “only assigned” is for members and viewers."""


def require(role: str, only_assigned: bool, by: Member) -> None:
    """Refuse a role that the actor may not give, or that there isn't."""
    access.require_admin(by)
    if role not in ROLES:
        raise NoSuchRole(role=role)
    if only_assigned and role not in NARROW:
        raise NotNarrow()
    if role == OWNER and by.role != OWNER:
        raise OwnersOnly()


def require_over(member: Member, by: Member) -> None:
    """Refuse to touch an owner's account to all but owners, and any account to all but admins."""
    access.require_admin(by)
    if member.role == OWNER and by.role != OWNER:
        raise OwnersOnly()
