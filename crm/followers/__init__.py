"""Followers: the members who are told what others do to a record, and who see it though they see only what is theirs."""

from typing import Any

from crm import access
from crm.db import among
from crm.errors import CrmError
from crm.journal import operation
from crm.models import FOLLOWERS, LIVE, Business, Contact, CustomRecord, Journalled, Member

_WORDS: dict[Any, str] = {Contact: "contact", Business: "business", CustomRecord: "record"}
"""How the kinds of operations call the tables of what is followed."""


class NoSuchMember(CrmError):
    """Nobody here has that email address."""


def follow(record: Any, member: Member, *, by: Member, key: str | None = None) -> None:
    """Let a member follow a record, oneself or a colleague."""
    _require(record, by)
    who = "" if member.id == by.id else f" for {member.name}"
    with operation(event_of(type(record), True), by=by, title=f"Followed {record.name}{who}", key=key) as op:
        op.join(FOLLOWERS[type(record)], record, member.id)


def unfollow(record: Any, member: Member, *, by: Member, key: str | None = None) -> None:
    """Let a member follow a record no longer."""
    _require(record, by)
    who = "" if member.id == by.id else f" for {member.name}"
    with operation(event_of(type(record), False), by=by, title=f"Stopped following {record.name}{who}", key=key) as op:
        op.leave(FOLLOWERS[type(record)], record, member.id)


def event_of(table: Any, on: bool) -> str:
    """What happens to a record of a table when somebody follows it, or no longer does."""
    return f"{_WORDS[table]}.{'followed' if on else 'unfollowed'}"


def of(record: Journalled) -> list[Member]:
    """The active members who follow a record, by name."""
    f: Any = FOLLOWERS[type(record)]
    query = Member.select().join(f, on=(f.follower == Member.id))
    here = (f.record_field() == record.id) & (f.on == 1) & (Member.state == LIVE)
    return list(query.where(here).order_by(Member.name, Member.id))


def names_of(table: Any, records: list[int]) -> dict[int, list[str]]:
    """The names of the active members who follow these records of a table, by record; one query."""
    f: Any = FOLLOWERS[table]
    found: dict[int, list[str]] = {}
    query = f.select(f.record_field(), Member.name).join(Member, on=(Member.id == f.follower))
    here = among(f.record_field(), records) & (f.on == 1) & (Member.state == LIVE)
    for record, name in query.where(here).order_by(Member.name, Member.id).tuples():
        found.setdefault(record, []).append(name)
    return found


def ids_of(table: Any, records: list[int]) -> dict[int, set[int]]:
    """The members who follow these records of a table, active ones or not, by record; one query."""
    f: Any = FOLLOWERS[table]
    found: dict[int, set[int]] = {}
    here = among(f.record_field(), records) & (f.on == 1)
    for record, member in f.select(f.record_field(), f.follower).where(here).tuples():
        found.setdefault(record, set()).add(member)
    return found


def named(address: str) -> Member:
    """The active member with this email address. Raises NoSuchMember."""
    found: Member | None = Member.get_or_none((Member.email_key == address.strip().lower()) & (Member.state == LIVE))
    if found is None:
        raise NoSuchMember()
    return found


def around(record: Journalled) -> dict[str, list[Member]]:
    """Who follows a record, and which active colleagues do not yet."""
    everybody = list(Member.select().where(Member.state == LIVE).order_by(Member.name, Member.id))
    following = of(record)
    known = {member.id for member in following}
    return {"followers": following, "colleagues": [member for member in everybody if member.id not in known]}


def _require(record: Journalled, by: Member) -> None:
    """Following lets one see a record and work on it, so only who may do both gives it, to themselves too."""
    if not access.editable([(type(record).number, record.id)], by):
        raise access.NotAllowed()
