"""Columns that say more of what a field names: numbers beside names, names beside addresses, further businesses beside the first."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from crm.db import among, plain
from crm.exporting.cells import write_names
from crm.fields import Field
from crm.kinds import CONTACTS, Kind
from crm.models import FOLLOWERS, LIVE, Business, Contact, ContactBusiness, Member

_Load = Callable[[Kind, Sequence[int]], dict[int, str]]


def fields_of(kind: Kind) -> dict[str, Field]:
    """These columns of a kind of record, by key."""
    own = _OF_PEOPLE if kind == CONTACTS else {}
    return {key: field for key, field in (_OWNER | own | _FOLLOWERS).items() if _BESIDE[key] in kind.fields}


def cells(kind: Kind, key: str, ids: Sequence[int]) -> dict[int, str]:
    """A column of these records, by record; one query."""
    return _LOADERS[key](kind, ids)


def _business_numbers(kind: Kind, ids: Sequence[int]) -> dict[int, str]:
    found = Contact.select(Contact.id, Contact.business).where(among(Contact.id, ids) & Contact.business.is_null(False))
    return {contact: str(business) for contact, business in plain(found)}


def _owner_names(kind: Kind, ids: Sequence[int]) -> dict[int, str]:
    table = kind.table
    return dict(plain(table.select(table.id, Member.name).join(Member, on=(Member.id == table.owner)).where(among(table.id, ids))))


def followers(kind: Kind, ids: Sequence[int], told: Any = Member.email) -> dict[int, str]:
    """Who follows each of these records, in words: addresses, or another column of members."""
    f, found = FOLLOWERS[kind.table], defaultdict[int, list[str]](list)
    record, member = f.record_field(), f.member_field()
    query = f.select(record, told).join(Member, on=(Member.id == member)).where(among(record, ids) & (f.on == 1))
    for one, words in plain(query.order_by(member)):
        found[one].append(words)
    return {one: write_names(names) for one, names in found.items()}


def _follower_names(kind: Kind, ids: Sequence[int]) -> dict[int, str]:
    return followers(kind, ids, Member.name)


def _further_businesses(kind: Kind, ids: Sequence[int]) -> dict[int, str]:
    """`Fjord #12 (Treasurer); Hill #7`: name, number, and the role there where it is known, in the order they came."""
    at, found = ContactBusiness, defaultdict[int, list[str]](list)
    query = (
        at.select(at.contact, Business.name, Business.id, at.role).join(Business, on=(Business.id == at.business)).join_from(at, Contact)
    )
    here = among(at.contact, ids) & (at.state == LIVE) & (Business.state == LIVE)
    beside = Contact.business.is_null() | (Contact.business != at.business)
    for contact, name, number, role in plain(query.where(here & beside).order_by(at.id)):
        found[contact].append(f"{name} #{number}" + (f" ({role})" if role else ""))
    return {contact: write_names(names) for contact, names in found.items()}


_OWNER = {"owner_name": Field("owner_name", "Owner name", "text")}
_OF_PEOPLE = {
    "business_id": Field("business_id", "Business number", "number"),
    "further_businesses": Field("further_businesses", "Further businesses", "many"),
}
_FOLLOWERS = {"follower_names": Field("follower_names", "Follower names", "many")}
_BESIDE = {"business_id": "business", "further_businesses": "business", "owner_name": "owner", "follower_names": "followers"}
"""The field beside which each column stands."""
_LOADERS: dict[str, _Load] = {
    "business_id": _business_numbers,
    "further_businesses": _further_businesses,
    "owner_name": _owner_names,
    "follower_names": _follower_names,
}
KEYS = frozenset(_LOADERS)
