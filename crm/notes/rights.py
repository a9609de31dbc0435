"""What a role may do with the notes it sees: write one, change its own words or anybody's, take one away (decision 35)."""

from collections.abc import Mapping

from crm.access import NotAllowed
from crm.models import Member
from crm.models.member import ADMIN, MEMBER, OWNER, VIEWER

ADD, EDIT_OWN, EDIT_ANY, DELETE = "add", "edit own", "edit any", "delete"
RIGHTS = (ADD, EDIT_OWN, EDIT_ANY, DELETE)
HELD: Mapping[str, tuple[str, ...]] = {OWNER: RIGHTS, ADMIN: RIGHTS, MEMBER: (ADD, EDIT_OWN, DELETE), VIEWER: ()}
"""The rights of each role."""


def has(by: Member, right: str) -> bool:
    """Whether a member's role has a right."""
    return right in HELD[by.role]


def require(by: Member, right: str) -> None:
    """Refuse what a member's role has no right to."""
    if not has(by, right):
        raise NotAllowed()
