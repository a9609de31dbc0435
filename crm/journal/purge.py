"""The purge: what was put away or deleted, and rows that were taken away, go for good once nothing can bring them back.

Their events stay as lines without contents, opt-outs stay by the hash of their address, and their ids never come back.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from peewee import Expression, ModelSelect, fn

from crm.db import among, db, lock_rows
from crm.journal import uprooting, window
from crm.journal.cells import STATE, children
from crm.journal.pace import next_size
from crm.models import (
    GONE,
    LIVE,
    Association,
    Business,
    Change,
    Contact,
    ContactBusiness,
    CustomObject,
    CustomRecord,
    Dnc,
    Event,
    File,
    Journalled,
    Note,
    Operation,
    OperationItem,
)
from crm.models.operation import ENDED

_ITEMS = 5_000
_AHEAD = 5_000
"""How many rows are looked for at once; each is looked at again before it goes."""
_HELD, _FEWEST = 0.060, 10
"""Seconds that one transaction should take, and the rows it takes at least."""
_Act = Callable[[Sequence[int]], None]


def plan() -> Counter[str]:
    """What a purge would remove now, by name of what: records by kind, and rows and outcomes that are due by themselves. Nothing is removed."""
    counts = Counter({what: query.count() for what, query, _ in _steps()})
    counts["outcomes of old operations"] = _old_items().count()
    return +counts


def purge() -> Counter[str]:
    """Remove it, a moment's worth at a time; gives what was to go, by the same names: a row that goes with its record is one of them too."""
    counts = plan()
    for _, query, remove in _steps():
        pace = _Pace()
        while ids := [i for (i,) in query.limit(_AHEAD).tuples()]:
            while ids:
                some, ids = ids[: pace.size], ids[pace.size :]
                with pace.batch():
                    lock_rows(query.model, some)
                    remove([i for (i,) in query.where(among(query.model.id, some)).tuples()])
    pace = _Pace(_ITEMS)
    while _remove_items(pace):
        pass
    return counts


class _Pace:
    """How many rows go in one transaction: as many as keep nobody waiting for long."""

    def __init__(self, most: int = uprooting.BATCH) -> None:
        self.size, self._most = most // 10, most

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One transaction; the next is longer or shorter by how long this one took."""
        with db.atomic():
            began = time.monotonic()
            yield
        self.size = next_size(self.size, time.monotonic() - began, _HELD, _FEWEST, self._most)


def due(model: type[Journalled]) -> ModelSelect:
    """Rows that are not live and whose state nobody changed within the window; what was purged has no changes left.

    A business that somebody here still names stays; the records of an object of the office's own go with the object.
    """
    c, table = Change, model
    mine = c.select(c.id).where((c.tbl == table.number) & (c.col == STATE) & (c.row == table.id))
    since = mine.join(Event, on=(Event.id == c.event)).where(Event.at >= window.begins())
    gone: Expression = (table.state != LIVE) & fn.EXISTS(mine) & ~fn.EXISTS(since)
    if model is Business:
        gone &= Business.id.not_in(_named()) & Business.id.not_in(_belonged_to())
    if model is CustomRecord:
        gone |= CustomRecord.object.in_(due(CustomObject))
    query: ModelSelect = table.select(table.id).where(gone)
    return query


def due_files() -> Iterator[ModelSelect]:
    """The files that the purge takes: those taken away, and those of people, notes and fields that go."""
    yield due(File)
    yield File.select(File.id).where(File.contact.in_(due(Contact)))
    yield File.select(File.id).where(File.contact.is_null() & File.note.in_(uprooting.alone(Note, lambda about: about.in_(due(Business)))))
    yield from (uprooting.files_of_values(model, partial(_due_in, model)) for model in (Business, CustomRecord))


def _due_in(model: type[Journalled], column: Expression) -> Expression:
    return column.in_(due(model))


def _steps() -> Iterator[tuple[str, ModelSelect, _Act]]:
    """What goes, in its order: what it is called, which rows, and how they are removed."""
    yield "people", due(Contact), uprooting.people
    yield "businesses", due(Business), partial(uprooting.records, Business)
    for made in CustomObject.select().order_by(CustomObject.id):
        yield f"records of {made.many}", due(CustomRecord).where(CustomRecord.object == made.id), partial(uprooting.records, CustomRecord)
    for model in _parts():
        yield f"rows of {model._meta.table_name}", due(model), partial(uprooting.uproot, model)


def _parts() -> list[type[Journalled]]:
    """The rows that go by themselves; evidence of an opt-out never does."""
    return [*(model for model in children() if model is not Dnc), Association]


def _named() -> ModelSelect:
    return Contact.select(Contact.business).where(Contact.business.is_null(False) & (Contact.state != GONE))


def _belonged_to() -> ModelSelect:
    b = ContactBusiness
    return b.select(b.business).join(Contact).where((b.state == LIVE) & (Contact.state != GONE))


def _old_items() -> ModelSelect:
    ended = Operation.select(Operation.id).where(Operation.status.in_(ENDED) & (Operation.finished_at < window.begins()))
    return OperationItem.select(OperationItem.operation, OperationItem.seq).where(OperationItem.operation.in_(ended))


def _remove_items(pace: _Pace) -> int:
    i, found = OperationItem, list(_old_items().limit(pace.size).tuples())
    with pace.batch():
        for operation in {operation for operation, _ in found}:
            seqs = [seq for of, seq in found if of == operation]
            i.delete().where((i.operation == operation) & among(i.seq, seqs)).execute()
    return len(found)
