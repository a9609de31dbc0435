"""Keeping businesses in order: finding, renaming and deleting them; their people stay whatever happens."""

from collections.abc import Sequence
from typing import NamedTuple

from peewee import JOIN, SQL, Expression, ModelSelect, fn

from crm import access, text
from crm.businesses import NEW, belonging
from crm.db import among, lock_words
from crm.errors import CrmError
from crm.fold import fold
from crm.journal import batch, operation
from crm.journal.cells import column
from crm.journal.change import Writer, lock_contacts
from crm.models import ARCHIVED, GONE, LIVE, Business, Contact, ContactBusiness, Member

SORTS = ("name", "people")
_LONGEST = 200


class BadName(CrmError):
    """A business needs a name of 1 to 200 characters."""


class NameTaken(CrmError):
    """There is a business called {name} already. Nothing was changed."""

    status = 409


class NameChanged(CrmError):
    """Somebody else renamed this business meanwhile. It is called “{theirs}” now; you wrote “{yours}”."""

    status = 409


class BusinessGone(CrmError):
    """{name} was deleted meanwhile. Nothing was changed."""

    status = 409


class Row(NamedTuple):
    """One line of the list: a business and how many living people one sees there."""

    id: int
    name: str
    people: int


def found(actor: Member, search: str = "") -> ModelSelect:
    """The living businesses whose name holds what is searched for; who sees only what is theirs sees those of their people."""
    query = Business.select(Business.id).where((Business.state == LIVE) & Business.name_f.contains(fold(search)))
    return query.where(access.known_business(actor)) if actor.only_assigned else query


def page(actor: Member, search: str, sort: str, offset: int, size: int) -> list[Row]:
    """One page of the list, by name or by the number of people, -key for the other way round."""
    b, c = Business, Contact
    beside = ContactBusiness.select(ContactBusiness.contact).where((ContactBusiness.business == b.id) & (ContactBusiness.state == SQL("1")))
    here = ((c.business == b.id) | c.id.in_(beside)) & (c.state == SQL("1"))
    joined = here & access.predicate(actor) if actor.only_assigned else here
    count = fn.COUNT(c.id)
    query = (
        b.select(b.id, b.name, count)
        .join(c, JOIN.LEFT_OUTER, on=joined)
        .where(b.id.in_(found(actor, search)))
        .group_by(b.id, b.name, b.name_f)
    )
    by = count if sort.removeprefix("-") == "people" else b.name_f
    order = [by.desc() if sort.startswith("-") else by, b.name_f, b.id]
    return [Row(*row) for row in query.order_by(*order).offset(offset).limit(size).tuples()]


def load(business_id: int, actor: Member, gone: bool = False) -> Business | None:
    """A living business the actor may see; `gone` also gives one that was deleted."""
    query = Business.select().where((Business.id == business_id) & ((Business.state == LIVE) | gone))
    if actor.only_assigned:
        query = query.where(access.known_business(actor))
    found_: Business | None = query.first()
    return found_


def people(business: Business, actor: Member) -> list[int]:
    """The living people of a business whom the actor may see, by name; at most two hundred."""
    query = _visible(actor, Contact.id).where(belonging.belongs(business.id))
    return [i for (i,) in query.order_by(Contact.sort_f, Contact.id).limit(200).tuples()]


def count(business: Business) -> int:
    """How many people belong to a business, those in the archive too."""
    return int(Contact.select().where(_belongs(business)).count())


def rename(business: Business, name: str, *, by: Member, shown: str | None = None, key: str | None = None) -> bool:
    """Give a business another name, for all its people; tells whether it changed.

    `shown` is the name the form showed: one that somebody else has changed since raises NameChanged.
    """
    require_all(by)
    bare = text.single_line(name)
    if not 1 <= len(bare) <= _LONGEST or text.has_control(bare):
        raise BadName()
    with operation("business.edited", by=by, title=f"Renamed {business.name} to {bare}", key=key) as op:
        lock_words(NEW)
        now = _still(business)
        if shown is not None and now.name not in (shown, bare):
            raise NameChanged(theirs=now.name, yours=bare)
        twin = Business.select().where((Business.name_f == fold(bare)) & (Business.state == LIVE) & (Business.id != business.id))
        if twin.exists():
            raise NameTaken(name=bare)
        return op.put(now, name=bare)


def remove(business: Business, *, by: Member, key: str | None = None) -> None:
    """Delete a business; its people stay, and undo gives it back to them."""
    require_all(by)
    with operation("business.removed", by=by, title=f"Deleted the business {business.name}", key=key) as op:
        lock_words(NEW)
        now = _still(business)
        _let_go(op, now, [i for (i,) in Contact.select(Contact.id).where(_belongs(now)).order_by(Contact.id).tuples()])
        op.remove(now)


def require_all(by: Member) -> None:
    """A business is everybody's: who sees only some of its people leaves it as it is."""
    access.require_edit(by)
    if by.only_assigned:
        raise access.NotAllowed()


def _let_go(op: Writer, business: Business, contacts: Sequence[int]) -> None:
    """Take a business from its people, in a handful of statements: the pointer of those whose primary one it was, the row of others."""
    if not contacts:
        return
    lock_contacts(list(contacts))
    first = {i for (i,) in Contact.select(Contact.id).where(among(Contact.id, contacts) & (Contact.business == business.id)).tuples()}
    b = ContactBusiness
    rows = dict(b.select(b.id, b.contact).where((b.business == business.id) & (b.state == LIVE) & among(b.contact, contacts)).tuples())
    events = batch.new_events(op, [(Contact.number, i) for i in contacts], "business.removed")
    pointer, state = column(Contact, "business").number, column(b, "state").number
    gone: list[batch.ChangeRow] = [
        (events[Contact.number, i], Contact.number, i, pointer, str(business.id), None, None) for i in sorted(first)
    ]
    gone += [(events[Contact.number, i], b.number, row, state, str(LIVE), str(GONE), None) for row, i in rows.items()]
    batch.new_changes(op, gone)
    batch.store(Contact, {i: {"business": None} for i in first})
    batch.store(b, {row: {"state": GONE} for row in rows})
    batch.touch(op, Contact, contacts, {"business"})


def _belongs(business: Business) -> Expression:
    return belonging.belongs(business.id) & Contact.state.in_((LIVE, ARCHIVED))


def _visible(actor: Member, *columns: object) -> ModelSelect:
    return access.visible(Contact.select(*columns).where(Contact.state == SQL("1")), actor)


def _still(business: Business) -> Business:
    now: Business | None = Business.get_or_none((Business.id == business.id) & (Business.state == LIVE))
    if now is None:
        raise BusinessGone(name=business.name)
    return now
