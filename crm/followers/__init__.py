"""Followers: the members who are told what others do to somebody, and who see them though they see only what is theirs."""

from crm import access
from crm.errors import CrmError
from crm.journal import operation
from crm.models import LIVE, Contact, ContactFollower, Member


class NoSuchMember(CrmError):
    """Nobody here has that email address."""


def follow(contact: Contact, member: Member, *, by: Member, key: str | None = None) -> None:
    """Let a member follow a contact, oneself or a colleague."""
    access.require_edit(by)
    who = "" if member.id == by.id else f" for {member.name}"
    with operation("contact.followed", by=by, title=f"Followed {contact.name}{who}", key=key) as op:
        op.join(ContactFollower, contact, member.id)


def unfollow(contact: Contact, member: Member, *, by: Member, key: str | None = None) -> None:
    """Let a member follow a contact no longer."""
    access.require_edit(by)
    who = "" if member.id == by.id else f" for {member.name}"
    with operation("contact.unfollowed", by=by, title=f"Stopped following {contact.name}{who}", key=key) as op:
        op.leave(ContactFollower, contact, member.id)


def of(contact: Contact) -> list[Member]:
    """The active members who follow a contact, by name."""
    f = ContactFollower
    query = Member.select().join(f, on=(f.follower == Member.id))
    return list(query.where((f.contact == contact.id) & (f.on == 1) & (Member.state == LIVE)).order_by(Member.name, Member.id))


def named(address: str) -> Member:
    """The active member with this email address. Raises NoSuchMember."""
    found: Member | None = Member.get_or_none((Member.email_key == address.strip().lower()) & (Member.state == LIVE))
    if found is None:
        raise NoSuchMember()
    return found


def around(contact: Contact) -> dict[str, list[Member]]:
    """Who follows a contact, and which active colleagues do not yet."""
    everybody = list(Member.select().where(Member.state == LIVE).order_by(Member.name, Member.id))
    following = of(contact)
    known = {member.id for member in following}
    return {"followers": following, "colleagues": [member for member in everybody if member.id not in known]}
