"""The items of a long operation: its subjects, frozen in one statement before it starts, and what became of each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from peewee import SQL, ModelSelect, Value, fn

from crm.db import among, db, plain
from crm.journal import room
from crm.journal.history import Subject
from crm.models import Event, Operation, OperationItem
from crm.models.operation import PENDING
from crm.rows import write_rows

_FIELDS = ("operation", "seq", "subject_kind", "subject_id", "status", "reason")
on_queued: list[Callable[[int], None]] = []


def announce(head: Operation) -> None:
    """Tell whoever runs long work, once this is committed, that an operation waits."""
    db.after_commit(lambda: [tell(head.id) for tell in on_queued])


def subjects_of(operation: int) -> ModelSelect:
    """The subjects of an operation's events, each once, in the order in which they are judged."""
    subject = (Event.subject_kind, Event.subject_id)
    rank = fn.ROW_NUMBER().over(order_by=room.in_order())
    return Event.select(rank.alias("seq"), *subject).where(Event.operation == operation).group_by(*subject)


def given(subjects: Sequence[Subject]) -> list[tuple[int, int, int]]:
    """Chosen subjects as rows to freeze: (seq, kind, id)."""
    return [(seq, kind, subject) for seq, (kind, subject) in enumerate(subjects, 1)]


def freeze(operation: int, what: ModelSelect | list[tuple[int, int, int]]) -> int:
    """Fix the subjects of an operation; gives their number."""
    if isinstance(what, list):
        write_rows(OperationItem, _FIELDS[:4], [(operation, *row) for row in what])
        return len(what)
    inner = what.alias("chosen")
    rows = inner.select_from(Value(operation).cast("bigint"), SQL("seq"), SQL("subject_kind"), SQL("subject_id"), Value("").cast("text"))
    fields = [getattr(OperationItem, n) for n in (*_FIELDS[:4], "reason")]
    extra = [OperationItem.verdict, OperationItem.status]
    rows = rows.select_extend(Value(0).cast("smallint"), Value(PENDING).cast("smallint"))
    OperationItem.insert_from(rows, [*fields, *extra]).returning().execute()
    return OperationItem.select().where(OperationItem.operation == operation).count()


def after(operation: int, cursor: int, size: int) -> list[tuple[int, int, int]]:
    """The next items of an operation: (seq, kind, id)."""
    i = OperationItem
    rows = i.select(i.seq, i.subject_kind, i.subject_id).where((i.operation == operation) & (i.seq > cursor)).order_by(i.seq).limit(size)
    return plain(rows)


def settle(operation: int, seqs: Sequence[int], outcomes: Iterable[tuple[int, str]]) -> None:
    """Write what became of the items of a span, each one's outcome as (status, reason)."""
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for seq, outcome in zip(seqs, outcomes, strict=True):
        groups[outcome].append(seq)
    settle_alike(operation, (seqs[0], seqs[-1]), groups)


def settle_alike(operation: int, span: tuple[int, int], groups: Mapping[tuple[int, str], Sequence[int]]) -> None:
    """Write what became of all items of a span, {(status, reason): seqs}: the largest group in one stroke, the others over it."""
    i = OperationItem
    first, *others = sorted(groups, key=lambda outcome: -len(groups[outcome]))
    here = (i.operation == operation) & i.seq.between(*span)
    i.update(status=first[0], reason=first[1]).where(here).execute()
    for status, reason in others:
        i.update(status=status, reason=reason).where((i.operation == operation) & among(i.seq, groups[status, reason])).execute()


def record(operation: int, rows: Sequence[tuple[Subject, int, str]]) -> None:
    """Write finished items of a short operation, given as (subject, status, reason)."""
    write_rows(OperationItem, _FIELDS, [(operation, seq, *s, status, why) for seq, (s, status, why) in enumerate(rows, 1)])
