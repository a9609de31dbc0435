"""What a member decides about themselves: name, password, time zone, dates, theme, rows a page, keys, sign-ins."""

import json
from collections.abc import Callable
from typing import Any

from crm import text, zones
from crm.errors import CrmError
from crm.journal import operation
from crm.kinds import CONTACTS, Kind
from crm.members import names, passwords, sign_in
from crm.models import Member, Session

THEMES = ("system", "light", "dark")
SIZES = (25, 50, 100)
LOCALES = {
    "": "As your browser asks",
    "en_GB": "31 May 2026, 14:05",
    "en_US": "May 31, 2026, 2:05 PM",
    "en_AU": "31 May 2026, 2:05 pm",
    "en_ZA": "31 May 2026, 14:05 (1 234)",
    "de_DE": "31. Mai 2026, 14:05",
    "fr_FR": "31 mai 2026, 14:05",
    "es_ES": "31 may 2026, 14:05",
    "nb_NO": "31. mai 2026, 14:05",
    "sv_SE": "31 maj 2026 14:05",
}
"""How dates and numbers are written: a locale and an example."""


EMAILS = {"": "Never", "now": "At once, one for each thing", "daily": "Once a day, at eight in the morning"}
"""How often a member is told by email."""


class BadChoice(CrmError):
    """{what}: “{value}” is not {expected}."""


class WrongNow(CrmError):
    """That isn’t your present password. Nothing was changed."""


def change(member: Member, values: dict[str, str], *, key: str | None = None) -> bool:
    """Set any of name, timezone, locale, theme, page_size, shortcuts, notices_app (1 or empty) and notices_email from text; tells whether anything changed."""
    clean = {name: _CLEAN[name](text.single_line(value)) for name, value in values.items()}
    with operation("profile.edited", by=member, title="Changed your profile", key=key) as op:
        return op.put(member, **clean)


def set_columns(member: Member, keys: tuple[str, ...], kind: Kind = CONTACTS, *, key: str | None = None) -> bool:
    """Keep which columns the member's list of a kind of record shows, in this order; none means the usual ones."""
    with operation("profile.edited", by=member, title="Changed your columns", key=key) as op:
        if kind == CONTACTS:
            return op.put(member, list_columns=",".join(keys))
        kept = _other_columns(member) | {str(kind.number): ",".join(keys)}
        return op.put(member, other_columns=json.dumps({name: some for name, some in kept.items() if some}))


def columns_of(member: Member, kind: Kind) -> str:
    """The columns a member keeps for the list of a kind, keys joined by commas; empty means the usual ones."""
    return str(member.list_columns) if kind == CONTACTS else _other_columns(member).get(str(kind.number), "")


def _other_columns(member: Member) -> dict[str, str]:
    return json.loads(member.other_columns) if member.other_columns else {}


def set_password(member: Member, now: str, new: str, *, token: str, key: str | None = None) -> None:
    """Change one's own password, given the present one; every other sign-in of theirs ends. `token` is this session's."""
    if not passwords.verify(now, member.password_hash):
        raise WrongNow()
    hashed = passwords.hashed(passwords.accept(new, member.name, member.email))
    with operation("member.password", by=member, title="Changed your password", key=key) as op:
        Member.update(password_hash=hashed).where(Member.id == member.id).execute()
        op.event(member)
        sign_in.end_all(member, but=token)


def sign_ins(member: Member) -> list[Session]:
    """Where a member is signed in, the latest used first."""
    return list(Session.select().where(Session.member == member.id).order_by(Session.seen_at.desc()))


def end_sign_in(member: Member, token_hash: str, *, by: Member, key: str | None = None) -> bool:
    """End one sign-in of a member; tells whether there was one."""
    found = Session.get_or_none((Session.token_hash == token_hash) & (Session.member == member.id))
    if found is None:
        return False
    with operation("member.signed_out", by=by, title=f"Signed {member.name} out of one browser", key=key) as op:
        op.event(member)
        found.delete_instance()
    return True


def _zone(value: str) -> str:
    if not value:
        return ""
    if (zone := zones.find(value)) is None:
        raise BadChoice(what="Time zone", value=value[:40], expected=zones.expected(value))
    return zone


def _locale(value: str) -> str:
    if value not in LOCALES:
        raise BadChoice(what="Dates and numbers", value=value, expected="one of the choices")
    return value


def _theme(value: str) -> str:
    if value not in THEMES:
        raise BadChoice(what="Theme", value=value, expected="light, dark or system")
    return value


def _size(value: str) -> int:
    if value not in map(str, SIZES):
        raise BadChoice(what="Rows a page", value=value, expected="25, 50 or 100")
    return int(value)


def _email(value: str) -> str:
    if value not in EMAILS:
        raise BadChoice(what="Email", value=value, expected="at once, once a day or never")
    return value


def _yes(value: str) -> int:
    return int(value == "1")


_CLEAN: dict[str, Callable[[str], Any]] = {
    "name": names.clean,
    "timezone": _zone,
    "locale": _locale,
    "theme": _theme,
    "page_size": _size,
    "shortcuts": _yes,
    "notices_app": _yes,
    "notices_email": _email,
}
