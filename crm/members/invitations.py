"""Links that let somebody in once: a colleague who is new, or a member who forgot their password."""

import hashlib
import secrets
from datetime import timedelta

from crm import access, clock, emails, text
from crm.db import lock_words
from crm.errors import CrmError
from crm.journal import operation
from crm.members import NotAnAddress, names, passwords, rights, sign_in
from crm.models import LIVE, Invitation, Member

LASTS = timedelta(minutes=60)


class Spent(CrmError):
    """This link has been used, was taken back, or is older than an hour. Ask for a new one."""

    status = 404


class AlreadyHere(CrmError):
    """{email} is a member already: {name}."""

    status = 409


def invite(name: str, email: str, role: str, *, only_assigned: bool = False, by: Member, key: str | None = None) -> tuple[Invitation, str]:
    """Invite a colleague: the invitation and the token of its link, which is shown once and kept as a hash only."""
    rights.require(role, only_assigned, by)
    bare, address = names.clean(name), text.single_line(email)
    if not emails.is_address(address):
        raise NotAnAddress(value=address)
    _refuse_known(address)
    with operation("member.invited", by=by, title=f"Invited {bare}", key=key) as op:
        for older in pending():
            if emails.key(older.email) == emails.key(address):
                op.remove(older)
        return _add(op, by, name=bare, email=address, role=role, only_assigned=int(only_assigned))


def renew_password(member: Member, *, by: Member, key: str | None = None) -> tuple[Invitation, str]:
    """A link by which a member who forgot their password sets a new one; an earlier link dies."""
    rights.require_over(member, by)
    with operation("member.invited", by=by, title=f"Made a password link for {member.name}", key=key) as op:
        for older in Invitation.select().where((Invitation.member == member.id) & (Invitation.state == LIVE)):
            op.remove(older)
        return _add(op, by, name=member.name, email=member.email, role=member.role, only_assigned=member.only_assigned, member=member)


def pending() -> list[Invitation]:
    """Invitations of new people that still hold, the newest first."""
    i = Invitation
    return list(i.select().where((i.state == LIVE) & i.member.is_null() & (i.expires_at > clock.now())).order_by(i.id.desc()))


def withdraw(invitation: Invitation, *, by: Member, key: str | None = None) -> None:
    """Take an invitation back: its link opens nothing any more."""
    access.require_admin(by)
    with operation("member.invited", by=by, title=f"Took back the invitation of {invitation.name}", key=key) as op:
        op.remove(invitation)


def of_token(token: str) -> Invitation:
    """The invitation a link stands for; looking at it uses nothing up. Raises Spent."""
    i = Invitation
    found = i.get_or_none((i.token_hash == _hash(token)) & (i.state == LIVE))
    if found is None or found.expires_at <= clock.now() or (found.member and found.member.state != LIVE):
        raise Spent()
    kept: Invitation = found
    return kept


def accept(token: str, name: str, password: str) -> Member:
    """Use a link: a new member with this name and password, or a new password for the one it was made for."""
    found = of_token(token)
    bare = names.clean(name) if text.single_line(name) else found.name
    hashed = passwords.hashed(passwords.accept(password, bare, found.email))
    with operation("member.created", by=found.author, title=f"{bare} joined" if not found.member else f"{bare} set a new password") as op:
        lock_words(f"invitation {found.id}")
        found = of_token(token)
        op.remove(found)
        if found.member:
            Member.update(password_hash=hashed).where(Member.id == found.member.id).execute()
            op.event(found.member, "member.password")
            sign_in.end_all(found.member)
            return found.member
        _refuse_known(found.email)
        made: Member = op.add(
            Member, name=bare, email=found.email, role=found.role, only_assigned=found.only_assigned, password_hash=hashed
        )
    return made


def _add(op: object, by: Member, **values: object) -> tuple[Invitation, str]:
    token = secrets.token_urlsafe(24)
    row = op.add(Invitation, token_hash=_hash(token), author=by, expires_at=clock.now() + LASTS, **values)  # type: ignore[attr-defined]
    return row, token


def _refuse_known(address: str) -> None:
    known = Member.get_or_none((Member.email_key == emails.key(address)) & (Member.state == LIVE))
    if known:
        raise AlreadyHere(email=address, name=known.name)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
