"""The activity of the whole office: every operation a member may see, newest first, with what changed."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from peewee import SQL, Expression, ModelSelect, fn

from crm import access, kinds, selection
from crm.db import among
from crm.exporting.cells import safe
from crm.journal import feed, spans
from crm.journal.history import Subject
from crm.journal.kinds import acts
from crm.journal.narrowing import FOLLOWS, Narrowed
from crm.models import ARCHIVED, LIVE, Business, Contact, CustomRecord, Event, Member, Operation
from crm.models.custom_object import FIRST_OWN
from crm.operations import iso
from crm.selection import Selection

SIZE = 50
_PIECE = 1_000
_FOUND, _FEW, _NAMED = 200, 1_000, 5_000
_BOM = "\ufeff"
HEADINGS = ("operation", "at", "who", "what", "changed", "people", "via", "undone")
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "people": (
        "People",
        (
            *acts("contact", "created", "edited", "archived", "restored", "photo"),
            *(act for way in ("email", "phone") for act in acts(way, "added", "edited", "removed", "primary")),
            *acts("business", "joined", "left", "preferred", "role", "dismissed"),
        ),
    ),
    "records": (
        "Businesses and records",
        (*acts("business", "created", "edited", "removed"), *acts("record", "created", "edited", "archived", "restored")),
    ),
    "notes": (
        "Notes and talks",
        (
            *acts("note", "added", "edited", "removed", "pinned", "unpinned"),
            *acts("call", "logged", "removed"),
            *acts("meeting", "logged", "removed"),
        ),
    ),
    "tasks": ("Tasks", acts("task", "created", "edited", "done", "reopened", "removed", "snoozed", "reminded")),
    "tags": ("Tags", (*acts("contact", "tagged", "untagged"), *acts("tag", "created", "edited", "merged", "removed"))),
    "links": ("Links and files", (*acts("association", "added", "removed"), *acts("file", "added", "removed"))),
    "follows": ("Followers", FOLLOWS),
    "jobs": ("Imports and bulk", ("import", "bulk")),
    "undos": ("Undone", ("undo",)),
    "settings": (
        "Members and settings",
        (
            *acts("member", "created", "edited", "deactivated", "activated", "invited", "signed_out", "password"),
            *("office.edited", "profile.edited"),
            *(
                act
                for one in ("field", "option", "folder", "choice", "label", "object")
                for act in acts(one, "created", "edited", "removed")
            ),
        ),
    ),
}
"""What activity may be narrowed to: a word for the address, one for people, and the kinds of operations."""
_PRIVATE = ("member.", "office.", "profile.", "list.")
"""How kinds begin that members see of themselves alone."""


@dataclass(slots=True)
class Done:
    """One operation: who did what when, to which record when it was one, by `contact` or `record`, and the cells it changed."""

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
    record: Subject | None = None
    lines: list[feed.Line] = field(default_factory=list)

    @property
    def undone(self) -> bool:
        """Whether it was taken back."""
        return self.undone_by is not None


def of(actor: Member, narrowed: Narrowed | None = None, before: int | None = None, size: int = SIZE) -> list[Done]:
    """The newest operations, or those before one's id, in a constant number of queries."""
    wanted = narrowed or Narrowed()
    only = KINDS[wanted.kind][1] if wanted.kind in KINDS else ()
    query = _query(actor, wanted, before)
    rows: list[Any] = [] if only else list(query.limit(size).tuples())
    for kind in only:
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
    if wanted.words:
        yield _of_found(_called(wanted.words, actor))


def _visible(actor: Member) -> Iterator[Expression]:
    """Admins see everything, members what isn't about members, settings or others' lists, narrow ones what is about one record of theirs."""
    if access.is_admin(actor):
        return
    o = Operation
    mine = (o.actor + 0) == actor.id  # not by its index: on the way through all, the newest are met at once
    if not actor.only_assigned:
        public = ~reduce(or_, [o.kind.startswith(private) for private in _PRIVATE])
        yield mine | public
        return
    yield mine | ((o.total == 1) & (_touches(actor) | _touches_records(actor)))


def _touches(actor: Member) -> Expression:
    """The operation is about somebody the actor sees; where they see many, the newest are looked at one by one until there are enough.

    Few are named: PostgreSQL believes that half of everybody may be seen by somebody, and then asks anew for each operation. And where one
    operation has most events, as after a large import, it takes it that each has, and would read all events unless they are asked for in order.
    """
    e, seen = Event, access.visible(Contact.select(Contact.id), actor)
    if selection.count(Selection(), actor) <= _FEW:
        mine = (Event.subject_kind == Contact.number) & Event.subject_id.in_([i for (i,) in seen.tuples()])
        return Operation.id.in_(Event.select(Event.operation).where(mine))
    subjects = e.select(e.subject_id).where((e.operation == Operation.id) & (e.subject_kind == Contact.number))
    here = subjects.order_by(e.subject_id).offset(0).alias("here")
    return fn.EXISTS(seen.join(here, on=(here.c.subject_id == Contact.id)))


def _called(words: str, actor: Member) -> dict[int, list[int]]:
    """The records that these words find, some of each kind, by table."""
    found = defaultdict[int, list[int]](list)
    for kind in kinds.every():
        found[kind.table.number] += [i for (i,) in Selection(search=words, kind=kind).query(actor).limit(_FOUND).tuples()]
    return found


def _of_found(records: Mapping[int, Sequence[int]]) -> Expression:
    """The operations about these records, by table: named where they aren't many, as each kind of operation is asked for by itself."""
    about = _about(records).distinct()
    few = [i for (i,) in about.limit(_NAMED + 1).tuples()]
    return among(Operation.id, few) if len(few) <= _NAMED else Operation.id.in_(about)


def _touches_records(actor: Member) -> Expression:
    """The operation is about a business, or a record of the office's own, that the actor sees; these are named, for they are few."""
    seen = {table.number: [i for (i,) in access.visible(table.select(table.id), actor).tuples()] for table in (Business, CustomRecord)}
    found = [Operation.id.in_(_about({table: ids})) for table, ids in seen.items() if ids]
    return reduce(or_, found) if found else SQL("0 = 1")


def _about(records: Mapping[int, Sequence[int]]) -> ModelSelect:
    """The operations that have events of these records, given by table."""
    e = Event
    return e.select(e.operation).where(
        reduce(or_, [(e.subject_kind == table) & among(e.subject_id, ids) for table, ids in records.items()])
    )


def _tell(found: dict[int, Done], actor: Member) -> None:
    """The record and the changed cells of operations about one that is there and that the actor sees."""
    e, tables = Event, (Contact.number, Business.number, CustomRecord.number)
    here = among(e.operation, [one.id for one in found.values() if one.total == 1]) & e.subject_kind.in_(tables)
    about = {operation: (kind, i) for operation, kind, i in e.select(e.operation, e.subject_kind, e.subject_id).where(here).tuples()}
    seen = _seen({kind: {i for of, i in about.values() if of == kind} for kind in tables}, actor)
    told = feed.lines_of([operation for operation, subject in about.items() if subject in seen])
    for operation, subject in about.items():
        if subject not in seen:
            continue
        one = found[operation]
        one.lines = told.get(operation, [])
        one.contact, one.record = (subject[1], None) if subject[0] == Contact.number else (None, seen[subject])


def _seen(wanted: dict[int, set[int]], actor: Member) -> dict[Subject, Subject]:
    """Those of these rows, by table, that are records the actor sees, each as it is known to its kind; a query a table."""
    people = access.visible(Contact.select(Contact.id).where(among(Contact.id, sorted(wanted[Contact.number]))), actor)
    found = {(Contact.number, i): (int(Contact.number), i) for (i,) in people.tuples()}
    b, r = Business, CustomRecord
    firms = access.visible(b.select(b.id).where(among(b.id, sorted(wanted[b.number])) & (b.state == LIVE)), actor)
    found |= {(b.number, i): (int(b.number), i) for (i,) in firms.tuples()}
    objects = [kind.number - FIRST_OWN for kind in kinds.own()]
    mine = among(r.id, sorted(wanted[r.number])) & among(r.object, objects) & r.state.in_((LIVE, ARCHIVED))
    return found | {(r.number, i): (FIRST_OWN + of, i) for i, of in access.visible(r.select(r.id, r.object), actor).where(mine).tuples()}


def _cells(one: Done) -> Sequence[str]:
    changed = "; ".join(f"{line.label}: {line.old} → {line.new}" for line in one.lines)
    cells = (str(one.id), iso(one.at) or "", one.actor or "Kith", one.title, changed, str(one.total), one.via, "yes" if one.undone else "")
    return [safe(cell) for cell in cells]


def _csv(rows: Sequence[Sequence[str]], mark: str = "") -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return (mark + out.getvalue()).encode()
