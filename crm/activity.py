"""The activity of the whole office: every operation a member may see, newest first, with what changed."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from peewee import Expression, ModelSelect, fn

from crm import access, selection
from crm.businesses import belonging
from crm.db import among
from crm.exporting.cells import safe
from crm.journal import feed, spans
from crm.models import Business, Contact, Event, Member, Note, Operation, Task
from crm.operations import iso
from crm.selection import Selection

SIZE = 50
_PIECE = 1_000
_FOUND, _FEW, _NAMED = 200, 1_000, 5_000
_BOM = "\ufeff"
HEADINGS = ("operation", "at", "who", "what", "changed", "people", "via", "undone")
_OF_MEMBERS = ("created", "edited", "deactivated", "activated", "invited", "signed_out", "password")
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "people": ("People", ("contact.created", "contact.edited", "contact.archived", "contact.restored", "contact.photo")),
    "notes": ("Notes and talks", ("note.added", "note.edited", "note.removed", "note.pinned", "note.unpinned", "talk.logged")),
    "tags": ("Tags", ("contact.tagged", "contact.untagged", "tag.created", "tag.edited", "tag.merged", "tag.removed")),
    "follows": ("Followers", tuple(f"{one}.{act}" for one in ("contact", "business", "record") for act in ("followed", "unfollowed"))),
    "jobs": ("Imports and bulk", ("import", "bulk")),
    "undos": ("Undone", ("undo",)),
    "settings": (
        "Members and settings",
        (*(f"member.{act}" for act in _OF_MEMBERS), "office.edited", "profile.edited"),
    ),
}
"""What activity may be narrowed to: a word for the address, one for people, and the kinds of operations."""
_PRIVATE = ("member.", "office.", "profile.", "list.")
"""How kinds begin that members see of themselves alone."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which part is wanted: a key of KINDS, a member's id, from a moment on, before a moment, words that find people, a business; empty means all."""

    kind: str = ""
    by: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""
    business: int | None = None


@dataclass(slots=True)
class Done:
    """One operation: who did what when, to whom when it was one person, and the cells it changed."""

    id: int
    at: datetime
    kind: str
    title: str
    actor: str | None
    via: str
    total: int
    status: str
    undone_by: int | None
    contact: int | None = None
    lines: list[feed.Line] = field(default_factory=list)

    @property
    def undone(self) -> bool:
        """Whether it was taken back."""
        return self.undone_by is not None


def of(actor: Member, narrowed: Narrowed | None = None, before: int | None = None, size: int = SIZE) -> list[Done]:
    """The newest operations, or those before one's id, in a constant number of queries."""
    wanted = narrowed or Narrowed()
    kinds = KINDS[wanted.kind][1] if wanted.kind in KINDS else ()
    query = _query(actor, wanted, before)
    rows: list[Any] = [] if kinds else list(query.limit(size).tuples())
    for kind in kinds:
        rows.extend(query.where(Operation.kind == kind).limit(size).tuples())
    rows.sort(key=lambda row: -row[0])
    found = {row[0]: Done(*row) for row in rows[:size]}
    _tell(found, actor)
    return list(found.values())


def stream(actor: Member, narrowed: Narrowed) -> Iterator[bytes]:
    """All of it as CSV, in pieces of up to a thousand operations."""
    yield _csv([HEADINGS], _BOM)
    last: int | None = None
    while page := of(actor, narrowed, last, _PIECE):
        last = page[-1].id
        yield _csv([_cells(one) for one in page])


def _query(actor: Member, wanted: Narrowed, before: int | None) -> ModelSelect:
    o = Operation
    columns = (o.id, o.created_at, o.kind, o.title, Member.name, o.via, o.total, o.status, o.undone_by)
    query = o.select(*columns).left_outer_join(Member, on=(Member.id == o.actor)).where(o.status != "draft").order_by(o.id.desc())
    for condition in (*_visible(actor), *_conditions(actor, wanted)):
        query = query.where(condition)
    return query.where(o.id < before) if before else query


def _conditions(actor: Member, wanted: Narrowed) -> Iterator[Expression]:
    o = Operation
    if wanted.by is not None:
        yield o.actor == wanted.by
    if wanted.since is not None:
        yield spans.since(wanted.since)
    if wanted.until is not None:
        yield spans.until(wanted.until)
    if wanted.business is not None:
        here = access.visible(Contact.select(Contact.id).where(belonging.belongs(wanted.business)), actor)
        yield o.id.in_(_about(here)) | o.id.in_(_about_business(wanted.business))
    if wanted.words:
        yield _of_found([i for (i,) in Selection(search=wanted.words).query(actor).limit(_FOUND).tuples()])


def _visible(actor: Member) -> Iterator[Expression]:
    """Admins see everything, members what isn't about members, settings or others' lists, narrow ones what is about their people alone."""
    if access.is_admin(actor):
        return
    o = Operation
    mine = (o.actor + 0) == actor.id  # not by its index: on the way through all, the newest are met at once
    if not actor.only_assigned:
        public = ~reduce(or_, [o.kind.startswith(private) for private in _PRIVATE])
        yield mine | public
        return
    yield mine | ((o.total == 1) & _touches(actor))


def _touches(actor: Member) -> Expression:
    """The operation is about somebody the actor sees; where they see many, the newest are looked at one by one until there are enough.

    Few are named: PostgreSQL believes that half of everybody may be seen by somebody, and then asks anew for each operation. And where one
    operation has most events, as after a large import, it takes it that each has, and would read all events unless they are asked for in order.
    """
    e, seen = Event, access.visible(Contact.select(Contact.id), actor)
    if selection.count(Selection(), actor) <= _FEW:
        return Operation.id.in_(_about([i for (i,) in seen.tuples()]))
    subjects = e.select(e.subject_id).where((e.operation == Operation.id) & (e.subject_kind == Contact.number))
    here = subjects.order_by(e.subject_id).offset(0).alias("here")
    return fn.EXISTS(seen.join(here, on=(here.c.subject_id == Contact.id)))


def _of_found(people: Sequence[int]) -> Expression:
    """The operations about these people: named where they aren't many, as each kind of operation is asked for by itself."""
    about = _about(people).distinct()
    few = [i for (i,) in about.limit(_NAMED + 1).tuples()]
    return among(Operation.id, few) if len(few) <= _NAMED else Operation.id.in_(about)


def _about(people: ModelSelect | Sequence[int]) -> ModelSelect:
    e = Event
    return e.select(e.operation).where((e.subject_kind == Contact.number) & e.subject_id.in_(people))


def _about_business(business: int) -> ModelSelect:
    """What was done to a business itself, to the notes about it and to its tasks."""
    e, query = Event, Event.select(Event.operation)
    found = query.where((e.subject_kind == Business.number) & (e.subject_id == business))
    for model in (Note, Task):
        rows = model.select(model.id).where((model.business == business) & model.contact.is_null())
        found |= query.where((e.subject_kind == model.number) & e.subject_id.in_(rows))
    return found


def _tell(found: dict[int, Done], actor: Member) -> None:
    """The person and the changed cells of operations about one record."""
    single = [one.id for one in found.values() if one.total == 1]
    e = Event
    rows = e.select(e.operation, e.subject_id).where(among(e.operation, single) & (e.subject_kind == Contact.number))
    about = dict(rows.tuples())
    seen = {i for (i,) in access.visible(Contact.select(Contact.id).where(among(Contact.id, sorted(set(about.values())))), actor).tuples()}
    told = feed.lines_of([operation for operation, contact in about.items() if contact in seen])
    for operation, contact in about.items():
        if contact in seen:
            found[operation].contact, found[operation].lines = contact, told.get(operation, [])


def _cells(one: Done) -> Sequence[str]:
    changed = "; ".join(f"{line.label}: {line.old} → {line.new}" for line in one.lines)
    cells = (str(one.id), iso(one.at) or "", one.actor or "Kith", one.title, changed, str(one.total), one.via, "yes" if one.undone else "")
    return [safe(cell) for cell in cells]


def _csv(rows: Sequence[Sequence[str]], mark: str = "") -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return (mark + out.getvalue()).encode()
