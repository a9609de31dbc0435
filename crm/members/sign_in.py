"""Signing in: sessions kept on the server, failures counted, known browsers let through."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from crm import clock, emails
from crm.db import db
from crm.errors import CrmError
from crm.members import passwords
from crm.models import LIVE, KnownBrowser, Member, Session, SignInFailure

IDLE, ABSOLUTE = timedelta(hours=8), timedelta(days=7)
WINDOW, PER_ACCOUNT, PER_ADDRESS = timedelta(minutes=15), 10, 50
_SEEN_EVERY = timedelta(minutes=1)


class WrongPassword(CrmError):
    """That email address and password don’t belong together."""


class TooMany(CrmError):
    """Too many failed tries. Wait {wait} and try again."""

    status = 429


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who knocks: network address, what browser it says it is, and the token of a browser we know."""

    address: str
    browser: str = ""
    known: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh sign-in: the member, the session's token, and the browser's."""

    member: Member
    token: str
    browser_token: str


def sign_in(email: str, password: str, visitor: Visitor) -> SignedIn:
    """Check a password and begin a session; the answer never tells whether the account exists."""
    key = emails.key(email)
    member = Member.get_or_none((Member.email_key == key) & (Member.state == LIVE))
    known = member is not None and _is_known(member, visitor.known)
    if not known:
        _refuse_flood(key, visitor.address)
    if not passwords.verify(password, member.password_hash if member else None) or member is None:
        SignInFailure.create(account=hash_of(key), address=visitor.address, at=clock.now())
        raise WrongPassword()
    if passwords.is_outdated(member.password_hash):
        Member.update(password_hash=passwords.hashed(password)).where(Member.id == member.id).execute()
    return begin(member, visitor)


def begin(member: Member, visitor: Visitor) -> SignedIn:
    """Begin a session for a member whose identity is proved, under a new token."""
    token, browser, now = secrets.token_urlsafe(32), visitor.known or secrets.token_urlsafe(32), clock.now()
    with db.atomic():
        Session.create(
            token_hash=hash_of(token), member=member, created_at=now, seen_at=now, address=visitor.address, browser=visitor.browser[:200]
        )
        KnownBrowser.insert(token_hash=hash_of(browser), member=member.id, at=now).on_conflict_ignore().execute()
        SignInFailure.delete().where(SignInFailure.at < now - WINDOW).execute()
    return SignedIn(member, token, browser)


def member_of(token: str) -> Member | None:
    """Whose session this is, if it still holds: not idle for 8 hours, not older than 7 days, the member not deactivated."""
    row = Session.select(Session, Member).join(Member).where((Session.token_hash == hash_of(token)) & (Member.state == LIVE)).first()
    now = clock.now()
    if row is None or row.seen_at < now - IDLE or row.created_at < now - ABSOLUTE:
        return None
    if row.seen_at < now - _SEEN_EVERY:
        Session.update(seen_at=now).where(Session.token_hash == row.token_hash).execute()
    return row.member


def sign_out(token: str) -> None:
    """End this session."""
    Session.delete().where(Session.token_hash == hash_of(token)).execute()


def end_all(member: Member, but: str = "") -> None:
    """End a member's sessions, all or all but one."""
    Session.delete().where((Session.member == member.id) & (Session.token_hash != hash_of(but))).execute()


def _is_known(member: Member, token: str) -> bool:
    return (
        bool(token)
        and KnownBrowser.select().where((KnownBrowser.token_hash == hash_of(token)) & (KnownBrowser.member == member.id)).exists()
    )


def _refuse_flood(key: str, address: str) -> None:
    since = clock.now() - WINDOW
    f = SignInFailure
    for query, most in (((f.account == hash_of(key)), PER_ACCOUNT), ((f.address == address), PER_ADDRESS)):
        times = [at for (at,) in f.select(f.at).where(query & (f.at > since)).order_by(f.at.desc()).limit(most).tuples()]
        if len(times) >= most:
            wait = times[-1] + WINDOW - clock.now()
            minutes = max(1, -(-int(wait.total_seconds()) // 60))
            raise TooMany(wait=f"{minutes} {'minute' if minutes == 1 else 'minutes'}")


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
