"""Keeping businesses in order: making, finding, changing and deleting them; their people stay whatever happens."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from peewee import SQL, Expression, ModelSelect

from crm import access, records, text
from crm.businesses import NEW, BusinessGone, belonging
from crm.db import among, lock_words
from crm.errors import CrmError
from crm.fold import fold
from crm.journal import batch, ends, operation, room
from crm.journal.cells import column
from crm.journal.change import Writer, lock_contacts
from crm.kinds import BUSINESSES
from crm.models import ARCHIVED, GONE, LIVE, Business, Contact, ContactBusiness, Event, Member, Operation

_LONGEST = 200
OF_PEOPLE = ("phone", "email", "job_title")
"""What is shown of the people of a business, by field key."""


class BadName(CrmError):
    """A business needs a name of 1 to 200 characters."""


class NameTaken(CrmError):
    """There is a business called {name} already. Nothing was changed."""

    status = 409


class Removal(NamedTuple):
    """The act that deleted a business: its operation, by whom (their id and name), and when."""

    operation: int
    actor: int | None
    by: str
    at: datetime


def create(values: Mapping[str, str], *, by: Member, key: str | None = None) -> Business:
    """Make a business from typed values; a member who sees only what is assigned to them becomes its owner."""
    access.require_edit(by)
    name = _clean_name(values.get("name", ""))
    mine = {"owner": by.id} if by.only_assigned else {}
    with operation("business.created", by=by, title=f"Made the business {name}", key=key) as op:
        lock_words(NEW)
        _require_free(name)
        made: Business = records.born(op, BUSINESSES, {**values, "name": name}, by, **mine)
    return made


def edit(
    record: Business, values: Mapping[str, str], *, by: Member, shown: Mapping[str, str] | None = None, key: str | None = None
) -> bool:
    """Set fields of a business from typed text; tells whether anything changed. `shown` are the values the person saw."""
    require_mine(record, by)
    with operation("business.edited", by=by, title=_title(record, values), key=key) as op:
        if "name" in values:
            lock_words(NEW)
            _require_free(_clean_name(values["name"]), record.id)
        return records.put(op, record, values, by, shown)


def load(business_id: int, actor: Member, gone: bool = False) -> Business | None:
    """A living business the actor may see; `gone` also gives one that was deleted."""
    query = Business.select().where((Business.id == business_id) & ((Business.state == LIVE) | gone))
    found: Business | None = access.visible(query, actor).first()
    return found


def people(business: Business, actor: Member) -> list[int]:
    """The living people of a business whom the actor may see, by name; at most two hundred."""
    query = _visible(actor, Contact.id).where(belonging.belongs(business.id))
    return [i for (i,) in query.order_by(Contact.sort_f, Contact.id).limit(200).tuples()]


def count(business: Business) -> int:
    """How many people belong to a business, those in the archive too."""
    return int(Contact.select().where(_belongs(business)).count())


def count_of(businesses: ModelSelect) -> int:
    """How many people belong to any of the businesses of these ids, those in the archive too."""
    b = ContactBusiness
    rows = b.select(b.contact).where(b.business.in_(businesses) & (b.state == LIVE))
    here = Contact.business.in_(businesses) | Contact.id.in_(rows)
    return int(Contact.select().where(here & Contact.state.in_((LIVE, ARCHIVED))).count())


def remove(business: Business, *, by: Member, key: str | None = None) -> None:
    """Delete a business; its people stay, and undo gives it back to them."""
    require_all(by)
    with operation("business.removed", by=by, title=f"Deleted the business {business.name}", key=key) as op:
        lock_words(room.BUSINESSES)
        lock_words(NEW)
        now = _still(business)
        let_go(op, [now.id])
        op.remove(now)


def removal_of(business: Business) -> Removal | None:
    """What deleted a business; None where nobody knows any more."""
    e, o = Event, Operation
    query = e.select(o.id, o.actor, Member.name, e.at).join(o, on=(o.id == e.operation)).left_outer_join(Member, on=(Member.id == o.actor))
    mine = (e.subject_kind == Business.number) & (e.subject_id == business.id)
    row = query.where(mine).order_by(e.id.desc()).tuples().first()
    return Removal(row[0], row[1], row[2] or "Kith", row[3]) if row else None


def let_go(op: Writer, businesses: Sequence[int]) -> None:
    """Within the operation that deletes businesses, take them from their people and from what they are linked with."""
    b, here = ContactBusiness, among(Contact.business, businesses)
    further = dict(b.select(b.id, b.contact).where(among(b.business, businesses) & (b.state == LIVE)).tuples())
    anywhere = Contact.state.in_((LIVE, ARCHIVED))
    contacts = Contact.select(Contact.id).where(anywhere & (here | among(Contact.id, list(further.values())))).order_by(Contact.id)
    _take_from(op, businesses, [i for (i,) in contacts.tuples()])
    ends.let_go(op, Business.number, businesses)


def require_all(by: Member) -> None:
    """A business is everybody's: who sees only some of its people leaves it as it is."""
    if not may_keep(by):
        raise access.NotAllowed()


def may_keep(by: Member) -> bool:
    """Whether a member may do what touches everybody in a business."""
    return access.may_edit(by) and not by.only_assigned


def require_mine(business: Business, by: Member) -> None:
    """Who sees only what is theirs changes only the businesses they own or follow."""
    if not may_change(business, by):
        raise access.NotAllowed()


def may_change(record: Business, by: Member) -> bool:
    """Whether a member may set fields of a business."""
    return bool(access.editable([(Business.number, record.id)], by)) if by.only_assigned else access.may_edit(by)


def may_remove(record: Business, by: Member) -> bool:
    """Whether a member may delete a business."""
    return record.state == LIVE and may_keep(by)


def _title(business: Business, values: Mapping[str, str]) -> str:
    if set(values) == {"name"}:
        return f"Renamed {business.name} to {text.single_line(values['name'])}"
    return f"Edited {business.name}: {', '.join(BUSINESSES.fields.named(key).label.lower() for key in values)}"


def _clean_name(name: str) -> str:
    bare = text.single_line(name)
    if not 1 <= len(bare) <= _LONGEST or text.has_control(bare):
        raise BadName()
    return bare


def _require_free(name: str, beside: int = 0) -> None:
    twin = Business.select().where((Business.name_f == fold(name)) & (Business.state == LIVE) & (Business.id != beside))
    if twin.exists():
        raise NameTaken(name=name)


def _take_from(op: Writer, businesses: Sequence[int], contacts: Sequence[int]) -> None:
    """Take businesses from their people, in a handful of statements: the pointer of those whose primary one it was, the row of others."""
    if not contacts:
        return
    lock_contacts(list(contacts))
    here = among(Contact.id, contacts) & among(Contact.business, businesses)
    first = dict(Contact.select(Contact.id, Contact.business).where(here).order_by(Contact.id).tuples())
    b = ContactBusiness
    rows = dict(b.select(b.id, b.contact).where(among(b.business, businesses) & (b.state == LIVE) & among(b.contact, contacts)).tuples())
    events = _events(op, contacts)
    pointer, state = column(Contact, "business").number, column(b, "state").number
    gone: list[batch.ChangeRow] = [(events[i], Contact.number, i, pointer, str(business), None, None) for i, business in first.items()]
    gone += [(events[i], b.number, row, state, str(LIVE), str(GONE), None) for row, i in rows.items()]
    batch.new_changes(op, gone)
    batch.store(Contact, {i: {"business": None} for i in first})
    batch.store(b, {row: {"state": GONE} for row in rows})
    batch.touch(op, Contact, contacts, {"business"})


def _events(op: Writer, contacts: Sequence[int]) -> dict[int, int]:
    """The event of each of these people in an operation, whose earlier batches may have told of some of them."""
    e = Event
    mine = (e.operation == op.id) & (e.subject_kind == Contact.number) & among(e.subject_id, contacts)
    known = dict(e.select(e.subject_id, e.id).where(mine).tuples())
    made = batch.new_events(op, [(Contact.number, i) for i in contacts if i not in known], "business.removed")
    return known | {i: event for (_, i), event in made.items()}


def _belongs(business: Business) -> Expression:
    return belonging.belongs(business.id) & Contact.state.in_((LIVE, ARCHIVED))


def _visible(actor: Member, *columns: object) -> ModelSelect:
    return access.visible(Contact.select(*columns).where(Contact.state == SQL("1")), actor)


def _still(business: Business) -> Business:
    now: Business | None = Business.get_or_none((Business.id == business.id) & (Business.state == LIVE))
    if now is None:
        raise BusinessGone(name=business.name)
    return now
