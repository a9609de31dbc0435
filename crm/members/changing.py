"""What admins decide about members: role, what they see, whether they are let in."""

from crm import access, bulk
from crm.errors import CrmError
from crm.journal import operation
from crm.members import rights, sign_in
from crm.models import GONE, LIVE, Contact, Member, Operation
from crm.selection import Selection


class NotActive(CrmError):
    """{name} is deactivated. Let them back in first."""

    status = 409


class NotYourself(CrmError):
    """You can’t deactivate yourself. Ask another owner or admin."""

    status = 409


def set_role(member: Member, role: str, only_assigned: bool, *, by: Member, key: str | None = None) -> bool:
    """Give a member a role and say what they see; they sign in anew. Tells whether anything changed."""
    rights.require(role, only_assigned, by)
    rights.require_over(member, by)
    if member.state != LIVE:
        raise NotActive(name=member.name)
    sees = ", sees only what is assigned" if only_assigned else ""
    with operation("member.edited", by=by, title=f"{member.name} is {role} now{sees}", key=key) as op:
        return op.put(member, role=role, only_assigned=int(only_assigned))


def deactivate(member: Member, *, by: Member, heir: Member | None = None, key: str | None = None) -> Operation | None:
    """Let a member in no more, from their next request on; their contacts go to the heir, in an operation of its own, which is given."""
    rights.require_over(member, by)
    if member.id == by.id:
        raise NotYourself()
    if heir is not None and heir.state != LIVE:
        raise NotActive(name=heir.name)
    with operation("member.deactivated", by=by, title=f"Deactivated {member.name}", key=key) as op:
        op.put(member, state=GONE)
        sign_in.end_all(member)
    if heir is None or not owned(member):
        return None
    return bulk.set_field(Selection(owner=member.id), "owner", heir.email, by=by)


def activate(member: Member, *, by: Member, key: str | None = None) -> None:
    """Let a member back in, with the role and password they had."""
    rights.require_over(member, by)
    with operation("member.activated", by=by, title=f"Let {member.name} back in", key=key) as op:
        op.put(member, state=LIVE)


def sign_out(member: Member, *, by: Member, key: str | None = None) -> None:
    """End every sign-in of a member."""
    access.require_admin(by)
    rights.require_over(member, by)
    with operation("member.signed_out", by=by, title=f"Signed {member.name} out everywhere", key=key) as op:
        op.event(member)
        sign_in.end_all(member)


def owned(member: Member) -> int:
    """How many live contacts a member owns."""
    return int(Contact.select().where((Contact.owner == member.id) & (Contact.state == LIVE)).count())
