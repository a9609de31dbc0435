"""Operations as people and programs look at them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from peewee import JOIN, Expression, ModelSelect, fn

from crm import access
from crm.db import among
from crm.fold import fold
from crm.journal import feed, plans, spans
from crm.journal.history import Subject, by_kind
from crm.models import Business, Change, Contact, CustomRecord, Event, Member, Operation, OperationItem
from crm.models.operation import CANCELLED, CHANGED, DRAFT, FAILED, MERGED, PAUSED, PENDING, REFUSED, SKIPPED, UNCHANGED

OUTCOMES = {"changed": (CHANGED,), "same": (UNCHANGED, MERGED), "refused": (REFUSED, SKIPPED), "waiting": (PENDING,)}
"""What items are narrowed to: a word for the address and the statuses it means."""
KINDS = {
    "bulk": ("Bulk acts", ("bulk",)),
    "import": ("Imports", ("import",)),
    "merge": ("Merges", ("merge", "unmerge")),
    "undo": ("Undos", ("undo",)),
    "edits": ("Everything else", ()),
}
"""The kinds that operations are narrowed to: a word for the address, one for people, and the stored kinds."""
NAMED: tuple[Any, ...] = (Contact, Business, CustomRecord)
"""The tables of records that items are named by."""
_LONGEST = 19
"""So many digits no id has."""
_LONG = tuple(kind for _, kinds in KINDS.values() for kind in kinds)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which operations are wanted: a state, a kind of KINDS, a member's id, a moment, and words of the title or a number; empty means all."""

    state: str = ""
    kind: str = ""
    by: int | None = None
    since: datetime | None = None
    words: str = ""

    def where(self) -> list[Expression]:
        """The conditions, over operations."""
        o, found = Operation, list[Expression]()
        if self.state in STATES:
            found.append(STATES[self.state][1])
        if self.kind in KINDS:
            kinds = KINDS[self.kind][1]
            found.append(o.kind.in_(kinds) if kinds else o.kind.not_in(_LONG))
        if self.by is not None:
            found.append(o.actor == self.by)
        if self.since is not None:
            found.append(spans.since(self.since))
        if self.words:
            number = self.words.removeprefix("#").replace(",", "")
            found.append(
                (o.id == int(number))
                if number.isascii() and number.isdigit() and len(number) < 18
                else o.title.contains(self.words) | Member.name.contains(self.words)
            )
        return found


STATES: dict[str, tuple[str, Expression]] = {
    "running": ("Running", Operation.status.in_(("queued", "planning", "running"))),
    "paused": ("Need you", Operation.status.in_((PAUSED, FAILED))),
    "done": ("Done", (Operation.status == "done") & Operation.undone_by.is_null()),
    "cancelled": ("Cancelled", (Operation.status == CANCELLED) & Operation.undone_by.is_null()),
    "undone": ("Undone", Operation.undone_by.is_null(False)),
}
"""The states that operations are narrowed to: a word for people, and the condition."""


def of(actor: Member, narrowed: Narrowed | None = None) -> ModelSelect:
    """The operations an actor may see, newest first: their own, or everybody's for admins; choices nobody started are none."""
    query = Operation.select(Operation, Member.name.alias("actor_name")).left_outer_join(Member, on=(Member.id == Operation.actor))
    query = query.where(Operation.status != DRAFT)
    if not access.is_admin(actor):
        query = query.where(Operation.actor == actor.id)
    for condition in narrowed.where() if narrowed else ():
        query = query.where(condition)
    return query.order_by(Operation.id.desc()).objects()


def items_of(head: Operation, actor: Member, outcome: str = "", words: str = "") -> ModelSelect:
    """What became of which, in order, with names where the actor may see the record.

    Each has seq, subject_kind, subject_id, status, reason, known (the id of one that is seen), first_name and last_name of a person,
    the name of any record, which object of the office's own it is of, and its state.
    """
    i, (c, b, r) = OperationItem, NAMED
    named = fn.COALESCE(fn.TRIM(c.first_name.concat(" ").concat(c.last_name)), b.name, r.name)
    known, state = (fn.COALESCE(*(getattr(table, name) for table in NAMED)) for name in ("id", "state"))
    about = (known.alias("known"), c.first_name, c.last_name, named.alias("name"), r.object, state.alias("state"))
    query = i.select(i.seq, i.subject_kind, i.subject_id, i.status, i.reason, *about)
    for table in NAMED:
        query = query.join_from(i, table, JOIN.LEFT_OUTER, on=_seen(table, actor))
    query = query.where(i.operation == head.id)
    if outcome in OUTCOMES:
        query = query.where(i.status.in_(OUTCOMES[outcome]))
    if words:
        called = reduce(or_, [table.name_f.contains(fold(words)) for table in NAMED])
        query = query.where(called | i.reason.contains(words))
    return query.order_by(i.seq)


def _seen(table: Any, actor: Member) -> Expression:
    """An item is a record of this table, and one that the actor may see."""
    here: Expression = (table.id == OperationItem.subject_id) & (OperationItem.subject_kind == table.number)
    return here & access.predicate(actor, table) if actor.only_assigned else here


def changes_of(head: Operation, subjects: Iterable[Subject]) -> dict[Subject, list[feed.Line]]:
    """What an operation changed of these records, given by table and id, in words."""
    c, e, found = Change, Event, defaultdict[Subject, list[feed.Line]](list)
    if not (each := [(e.subject_kind == kind) & among(e.subject_id, ids) for kind, ids in by_kind(subjects).items()]):
        return found
    query = c.select(e.subject_kind, e.subject_id, c.tbl, c.row, c.col, c.old, c.new).join(e, on=(e.id == c.event))
    rows = list(query.where((e.operation == head.id) & reduce(or_, each) & (c.id > 0)).order_by(c.id).tuples())
    for (kind, record, *_), line in zip(rows, feed.worded([row[2:] for row in rows]), strict=True):
        found[kind, record].append(line)
    return found


def things_of(items: Iterable[Mapping[str, Any]]) -> dict[Subject, str]:
    """What items of a page that are no records are, in words, by table and id."""
    return plans.called(things(items))


def things(items: Iterable[Mapping[str, Any]]) -> list[Subject]:
    """The items of a page that are no records, such as a tag that was made for some."""
    records = {table.number for table in NAMED}
    return [(i["subject_kind"], i["subject_id"]) for i in items if i["subject_id"] and i["subject_kind"] not in records]


def subject_of(text: str) -> Subject | None:
    """`12` is somebody, `7.12` a business; what is neither is nobody."""
    kind, _, record = text.rpartition(".")
    numbers = [int(part) for part in (kind or str(Contact.number), record) if part.isascii() and part.isdigit() and len(part) < _LONGEST]
    return (numbers[0], numbers[1]) if len(numbers) == 2 and numbers[0] in {table.number for table in NAMED} else None


def tally(head: Operation) -> dict[str, int]:
    """How many items came out in which way, by a key of OUTCOMES; they sum to the operation's total."""
    rows = OperationItem.select(OperationItem.status, fn.COUNT(OperationItem.seq)).where(OperationItem.operation == head.id)
    counts = dict(rows.group_by(OperationItem.status).tuples())
    return {word: sum(counts.get(status, 0) for status in statuses) for word, statuses in OUTCOMES.items()}


def about_people(head: Operation) -> bool:
    """Whether an operation is about people alone, as all are whose items say nothing else."""
    i = OperationItem
    return not i.select(i.seq).where((i.operation == head.id) & i.subject_id.is_null(False) & (i.subject_kind != Contact.number)).exists()


def as_json(head: Operation) -> dict[str, Any]:
    """An operation as other programs read it; times ISO 8601 in UTC."""
    actor = Member.get_or_none(Member.id == head.actor) if head.actor else None
    counts = {name: getattr(head, name) for name in ("done", "total", "changed", "unchanged", "refused", "failed")}
    times = {name: iso(getattr(head, name)) for name in ("created_at", "started_at", "finished_at")}
    return {
        "id": head.id,
        "kind": head.kind,
        "title": head.title,
        "status": head.status,
        **counts,
        "undone_by": head.undone_by,
        "actor": actor.email if actor else None,
        "via": head.via,
        **times,
    }


def iso(moment: datetime | None) -> str | None:
    """A moment as our files and JSON write it: 2026-11-23T02:29:11Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
