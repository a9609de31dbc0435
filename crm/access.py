"""Who sees and may edit what: the one place that decides."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from peewee import SQL, Expression, ModelSelect, fn

from crm.db import among, is_sqlite
from crm.errors import CrmError
from crm.models import (
    ARCHIVED,
    FOLLOWERS,
    LIVE,
    Association,
    AssociationLabel,
    Business,
    Choice,
    ColumnSet,
    Contact,
    ContactBusiness,
    ContactFollower,
    CustomField,
    CustomFolder,
    CustomObject,
    CustomOption,
    CustomRecord,
    File,
    Invitation,
    Member,
    Office,
    SmartList,
    Task,
    TaskSeries,
)
from crm.models.custom_object import FIRST_OWN
from crm.models.member import ADMIN, OWNER, VIEWER

Subject = tuple[int, int]
_DESCRIBING = (Choice.number, CustomField.number, CustomOption.number, CustomFolder.number, CustomObject.number)
_OF_ADMINS = frozenset(
    (Member.number, Invitation.number, Office.number, SmartList.number, AssociationLabel.number, ColumnSet.number, *_DESCRIBING)
)
"""Kinds of subjects that only owners and admins change, apart from oneself and one's own lists; crm.journal.rights watches what of oneself."""


class NotAllowed(CrmError):
    """Your role may look at this but not change it. Ask an admin."""

    status = 403


def is_admin(actor: Member) -> bool:
    """Owners and admins: settings, members, everybody's operations."""
    return actor.role in (OWNER, ADMIN)


def may_edit(actor: Member) -> bool:
    """Everybody but viewers does record work on what they see."""
    return actor.role != VIEWER


def is_theirs(actor: Member, by: int | None) -> bool:
    """Whether an operation that a member did is the actor's to look into: their own, or anybody's for admins."""
    return by == actor.id or is_admin(actor)


def require_edit(actor: Member) -> None:
    """Refuse record work to viewers."""
    if not may_edit(actor):
        raise NotAllowed()


def require_admin(actor: Member) -> None:
    """Refuse office-wide work to all but owners and admins."""
    if not is_admin(actor):
        raise NotAllowed()


def visible(query: ModelSelect, actor: Member) -> ModelSelect:
    """Narrow a query over contacts or businesses to those the actor may see, as a predicate: for pages that walk an index."""
    return query.where(predicate(actor, query.model)) if actor.only_assigned else query


def predicate(actor: Member, table: Any = Contact) -> Expression:
    """The record is one the actor sees; only asked of members who see no more than what is theirs."""
    return _SEEN[table](actor)


def _own_people(actor: Member) -> Expression:
    """A contact that the actor owns or follows; PostgreSQL is told whom, as it takes a question beside an “or” for half of everybody."""
    followed = _followed(actor, Contact)
    if is_sqlite():
        return (Contact.owner == actor.id) | Contact.id.in_(followed)
    return (Contact.owner == actor.id) | among(Contact.id, [i for (i,) in followed.tuples()])


def _their_businesses(actor: Member) -> Expression:
    """A business that the actor owns or follows, or to which somebody belongs whom they see."""
    return _kept_businesses(actor) | known_business(actor)


def _kept_businesses(actor: Member) -> Expression:
    return (Business.owner == actor.id) | Business.id.in_(_followed(actor, Business))


def _their_records(actor: Member) -> Expression:
    """A record of the office's own objects that the actor owns or follows, or that is linked to somebody whom they see."""
    link, people = Association, Contact.select(Contact.id).where(_own_people(actor))
    sides = ((link.kind_a, link.a, link.b), (link.kind_b, link.b, link.a))
    first, second = (
        link.select(record).where((link.state == LIVE) & (kind == Contact.number) & person.in_(people)) for kind, person, record in sides
    )
    mine: Expression = (CustomRecord.owner == actor.id) | CustomRecord.id.in_(_followed(actor, CustomRecord))
    return mine | CustomRecord.id.in_(first.where(link.kind_b >= FIRST_OWN)) | CustomRecord.id.in_(second.where(link.kind_a >= FIRST_OWN))


_SEEN: dict[Any, Callable[[Member], Expression]] = {
    Contact: _own_people,
    Business: _their_businesses,
    CustomRecord: _their_records,
}


def visible_ids(actor: Member) -> ModelSelect | None:
    """The ids of live contacts the actor may see, as a union of two sets: for counts. None means everybody."""
    if not actor.only_assigned:
        return None
    owned = Contact.select(Contact.id).where((Contact.owner == actor.id) & (Contact.state == LIVE))
    return owned | _followed(actor, Contact)


def editable(subjects: Sequence[Subject], actor: Member) -> list[Subject]:
    """Those of these subjects, (kind, id), that the actor may edit; contacts by visibility, members and the office by role."""
    allowed = _editable(subjects, actor)
    return [subject for subject in subjects if subject in allowed]


def _editable(subjects: Sequence[Subject], actor: Member) -> set[Subject]:
    if is_admin(actor):
        return set(subjects)
    own: set[Subject] = ({(Member.number, int(actor.id))} & set(subjects)) | _own_lists(subjects, actor)
    if not may_edit(actor):
        return own
    if not actor.only_assigned:
        return own | {subject for subject in subjects if subject[0] not in _OF_ADMINS}
    known = seen([i for kind, i in subjects if kind == Contact.number], actor)
    return (
        own
        | {(Contact.number, i) for i in known}
        | _own_tasks(subjects, actor)
        | _own(Business, _kept_businesses, subjects, actor)
        | _own(Association, linked, subjects, actor)
        | _own(CustomRecord, _their_records, subjects, actor)
    )


def _own_lists(subjects: Sequence[Subject], actor: Member) -> set[Subject]:
    """Those that are smart lists or column sets of their own."""
    own: set[Subject] = set()
    for model in (SmartList, ColumnSet):
        if wanted := [i for kind, i in subjects if kind == model.number]:
            found = model.select(model.id).where(among(model.id, wanted) & (model.owner == actor.id)).tuples()
            own |= {(model.number, i) for (i,) in found}
    return own


def _own(table: Any, rule: Callable[[Member], Expression], subjects: Sequence[Subject], actor: Member) -> set[Subject]:
    """Those that are rows of a table for which a rule holds."""
    wanted = [i for kind, i in subjects if kind == table.number]
    found = table.select(table.id).where(among(table.id, wanted) & rule(actor)).tuples() if wanted else ()
    return {(table.number, i) for (i,) in found}


def _own_tasks(subjects: Sequence[Subject], actor: Member) -> set[Subject]:
    tasks, series = ([i for kind, i in subjects if kind == model.number] for model in (Task, TaskSeries))
    joined = Task.select(Task.id).left_outer_join(Contact, on=(Contact.id == Task.contact))
    found = {(Task.number, i) for (i,) in visible_tasks(joined.where(among(Task.id, tasks)), actor).tuples()} if tasks else set()
    mine = TaskSeries.select(TaskSeries.id).where(among(TaskSeries.id, series) & (TaskSeries.author == actor.id)) if series else None
    return found | {(TaskSeries.number, i) for (i,) in (mine.tuples() if mine else ())}


def linked(actor: Member) -> Expression:
    """A link both of whose records the actor sees; only asked of members who see no more than what is theirs."""
    link = Association
    first, second = (_seen_end(kind, at, actor) for kind, at in ((link.kind_a, link.a), (link.kind_b, link.b)))
    return first & second


def _seen_end(kind: Any, record: Any, actor: Member) -> Expression:
    each = [
        ((kind >= FIRST_OWN) if table is CustomRecord else (kind == table.number)) & record.in_(table.select(table.id).where(rule(actor)))
        for table, rule in _SEEN.items()
    ]
    found: Expression = reduce(or_, each)
    return found


def seen(contacts: Sequence[int], actor: Member) -> set[int]:
    """Those of these contacts that the actor may see."""
    if not actor.only_assigned or not contacts:
        return set(contacts)
    return {i for (i,) in Contact.select(Contact.id).where(among(Contact.id, list(contacts)) & predicate(actor)).tuples()}


def known_business(actor: Member) -> Expression:
    """The business is one of somebody's whom the actor may see; only asked of members who see no more than that."""
    mine = Contact.select(Contact.id).where((Contact.state == LIVE) & predicate(actor))
    first = Contact.select(Contact.business).where((Contact.state == LIVE) & Contact.business.is_null(False) & predicate(actor))
    b = ContactBusiness
    return Business.id.in_(first) | Business.id.in_(b.select(b.business).where((b.state == LIVE) & b.contact.in_(mine)))


def seen_businesses(ids: Sequence[int], actor: Member) -> set[int]:
    """Those of these businesses that the actor may see."""
    if not actor.only_assigned or not ids:
        return set(ids)
    return {i for (i,) in Business.select(Business.id).where(among(Business.id, list(ids)) & predicate(actor, Business)).tuples()}


def visible_tasks(query: ModelSelect, actor: Member) -> ModelSelect:
    """Narrow a query over tasks, with their contacts joined, to those the actor may see.

    Who sees only what is theirs sees the tasks given to them, those about people they may see, and what they noted for themselves.
    """
    if not actor.only_assigned:
        return query
    theirs = (Task.assignee == actor.id) | (Task.contact.is_null() & (Task.author == actor.id))
    return query.where(theirs | (Task.contact.is_null(False) & predicate(actor)))


def task(task_id: int, actor: Member) -> Task | None:
    """The living task, if the actor may see it; it says nothing of a contact whom they may not see."""
    joined = Task.select(Task, Contact).left_outer_join(Contact, on=(Contact.id == Task.contact))
    there = (Task.contact.is_null() | Contact.state.in_((LIVE, ARCHIVED))) & business_stands()
    found: Task | None = visible_tasks(joined.where((Task.id == task_id) & (Task.state == LIVE) & there), actor).first()
    return hide_strangers([found], actor)[0] if found is not None else None


def business_stands() -> Expression:
    """A task is about no business, or about one that is there."""
    b = Business
    return Task.business.is_null() | fn.EXISTS(b.select(SQL("1")).where((b.id == Task.business) & (b.state == SQL("1"))))


def hide_strangers(tasks: Sequence[Task], actor: Member) -> list[Task]:
    """Tasks given to somebody about people or businesses they may not see say nothing of those."""
    if actor.only_assigned:
        known = seen([task.contact_id for task in tasks if task.contact_id], actor)
        firms = seen_businesses([task.business_id for task in tasks if task.business_id], actor)
        for task in tasks:
            task.unseen = task.contact_id not in {None, *known} or task.business_id not in {None, *firms}
    return list(tasks)


def contact(contact_id: int, actor: Member) -> Contact | None:
    """The contact, live or archived, if the actor may see it."""
    query = Contact.select().where((Contact.id == contact_id) & Contact.state.in_((LIVE, ARCHIVED)))
    return visible(query, actor).first()


def file(file_id: int, actor: Member) -> File | None:
    """A living file, if the actor may see the contact it belongs to; one that belongs to none is hidden from who sees only what is theirs."""
    found: File | None = File.get_or_none((File.id == file_id) & (File.state == LIVE))
    if found is None:
        return None
    if found.contact_id:
        return found if contact(found.contact_id, actor) else None
    return found if found.author_id == actor.id or not actor.only_assigned else None


def reads_business_notes(actor: Member) -> bool:
    """Notes of a business may be about any of its people: they are for members who see everybody."""
    return not actor.only_assigned


def seen_by(about: Contact | Business) -> ModelSelect:
    """The members who may read the notes of a record: all but those who see only what is assigned to them, unless it is such a contact."""
    m, f = Member, ContactFollower
    may = m.only_assigned == 0
    if isinstance(about, Contact):
        followers = f.select(f.follower).where((f.contact == about.id) & (f.on == 1))
        may |= (m.id == about.owner_id) | m.id.in_(followers)
    return m.select().where((m.state == LIVE) & may).order_by(m.name)


def _followed(actor: Member, table: Any) -> ModelSelect:
    f = FOLLOWERS[table]
    query: ModelSelect = f.select(f.record_field()).where((f.member_field() == actor.id) & (f.on == 1))
    return query
