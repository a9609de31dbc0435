"""The one writer: every cell of business data that changes passes here and leaves its old and new value."""

from collections import defaultdict
from typing import Any

from crm import clock
from crm.db import is_sqlite, lock_rows
from crm.fields import custom
from crm.journal import descriptions, effects, rights
from crm.journal import values as values_of
from crm.journal.cells import Column, column, subject_kinds, subject_of
from crm.journal.derived import derive, derive_new, inputs
from crm.journal.kinds import KINDS
from crm.models import (
    GONE,
    LIVE,
    Base,
    Change,
    ColumnSet,
    Contact,
    ContactDetail,
    CustomValue,
    Event,
    Journalled,
    Member,
    Membership,
    Operation,
    SmartList,
)
from crm.models.operation import DONE

Subject = tuple[int, int]
_WORDS: dict[type[Base], str] = {SmartList: "list", ColumnSet: "columns"}
"""How kinds of events call a table, where that isn’t its own name."""


class Writer:
    """Writes rows for one operation. Writing what is there already records nothing."""

    def __init__(self, head: Operation, batch: bool = False) -> None:
        self.head = head
        self.at = clock.now()
        self.events: dict[Subject, int] = {}
        self.touched = effects.Touched()
        self._stored = batch

    @property
    def id(self) -> int:
        """The operation's id; the row is stored when the first change needs it."""
        if not self._stored:
            self.head.save(force_insert=True)
            self._stored = True
        return self.head.id

    @property
    def empty(self) -> bool:
        """Whether nothing was changed yet."""
        return not self.events

    def add(self, model: type[Journalled], **values: Any) -> Any:
        """Bring a row into being; its values are part of its birth and write no changes."""
        detail = {n: values.pop(n) for n in list(values) if n not in model._meta.fields}
        for name in ("created_at", "updated_at"):
            if name in model._meta.fields:
                values.setdefault(name, self.at)
        row = model(born=self.id, state=LIVE, **values)
        stored = dict(row.__data__)
        for name, value in derive_new(model, stored).items():
            setattr(row, name, value)
        row.save(force_insert=True)
        self.event(row, None if self.head.kind in KINDS else f"{_WORDS.get(model, model.__name__.lower())}.created")
        self.touched.note(row, set(stored) - {"state"})
        if detail:
            self.put(row, **detail)
        return row

    def put(self, row: Journalled, **values: Any) -> bool:
        """Set cells of one row; tells whether any of them changed."""
        changed = False
        for model, names in self._by_table(row, values).items():
            if model is CustomValue:
                changed |= self._put_custom(row, {n: values[n] for n in names})
                continue
            key = row.id if model is type(row) else row
            changed |= self._put_cells(model, row, key, {n: values[n] for n in names})
        return changed

    def held(self, *rows: Any) -> list[Any]:
        """Rows as they stand, whose subjects nobody else writes until the transaction ends: for what is decided by what they hold."""
        subjects = {subject_of(row) for row in rows}
        for kind, model in subject_kinds().items():
            lock_rows(model, [record for of, record in subjects if of == kind])
        return [type(row).get_by_id(row.id) for row in rows]

    def remove(self, row: Journalled) -> bool:
        """Take a row away; it stays in the table, hidden, until the window ends."""
        return self.put(row, state=GONE)

    def join(self, model: type[Membership], record: Journalled, member: int) -> bool:
        """Put a record into a set: carry a tag, be followed by a member."""
        return self._flip(model, record, member, 1)

    def leave(self, model: type[Membership], record: Journalled, member: int) -> bool:
        """Take a record out of a set."""
        return self._flip(model, record, member, 0)

    def event(self, row: Journalled, kind: str | None = None) -> int:
        """The event of the row's subject in this operation: one a subject."""
        subject = subject_of(row)
        if subject not in self.events:
            if subject[0] in custom.DESCRIBING:
                custom.writing()
            made = Event.create(
                operation=self.id, kind=KINDS[kind or self.head.kind], subject_kind=subject[0], subject_id=subject[1], at=self.at
            )
            self.events[subject] = made.id
        return self.events[subject]

    def settle(self) -> None:
        """Bring what is derived up to date with what was written."""
        self.touched.settle(self.at, lively=self.head.kind not in ("import", "undo", "bulk"))
        if any(kind == Member.number for kind, _ in self.events):
            rights.settle(self.id, self.head.actor)
        if any(kind in custom.DESCRIBING for kind, _ in self.events):
            descriptions.settle(self.id)

    def finish(self) -> None:
        """Close a short operation: what is derived, the counts, the time; one that was queued goes on in the worker."""
        self.settle()
        if not self._stored:
            return
        if self.head.status == DONE:
            self.head.total = self.head.done = self.head.changed = len(self.events)
            self.head.finished_at = self.at  # type: ignore[assignment]
        self.head.save()

    def _by_table(self, row: Journalled, values: dict[str, Any]) -> dict[type[Base], list[str]]:
        homes: dict[type[Base], list[str]] = defaultdict(list)
        for name in values:
            homes[column(type(row), name, row.kind_number).model].append(name)
        return homes

    def _put_cells(self, model: type[Base], row: Journalled, key: Any, values: dict[str, Any]) -> bool:
        now = self._locked(model, key)
        cells = [(column(type(row), n), v) for n, v in values.items()]
        news = [(c, v) for c, v in cells if c.encode(v) != c.encode(now[c.field.name])]
        if not news:
            return False
        was = {c.field.name: now[c.field.name] for c, _ in news}
        fresh = {c.field.name: v for c, v in news}
        now |= fresh
        fresh |= derive(model, fresh, now)
        model.update(fresh).where(model._meta.primary_key == key).execute()
        self._record(row, [(c, was[c.field.name], v) for c, v in news])
        for name, value in fresh.items():
            if model is type(row):
                setattr(row, name, value)
        self.touched.note(row, set(fresh))
        return True

    def _put_custom(self, row: Journalled, given: dict[str, str | None]) -> bool:
        """Set custom values of a record: each is one cell, whatever its type."""
        lock_rows(type(row), [row.id])
        cells = {column(type(row), name, row.kind_number): value or None for name, value in given.items()}
        now = values_of.of([row.id], [cell.number for cell in cells])[row.id]
        news = [(cell, now.get(cell.number), value) for cell, value in cells.items() if value != now.get(cell.number)]
        if not news:
            return False
        values_of.store({row.id: {cell.number: value for cell, _, value in news}})
        self._record(row, news)
        self.touched.note(row, set())
        return True

    def _locked(self, model: type[Base], key: Any) -> dict[str, Any]:
        query = model.select().where(model._meta.primary_key == key)
        found = (query if is_sqlite() else query.for_update()).dicts().first()
        if found is None and model is ContactDetail:
            ContactDetail.create(contact=key)
            found = model.select().where(model._meta.primary_key == key).dicts().first()
        return dict(found)

    def _record(self, row: Journalled, cells: list[tuple[Column, Any, Any]]) -> None:
        event = self.event(row)
        if row.born == self.id:
            return
        for cell, old, new in cells:
            Change.create(
                event=event,
                operation=self.id,
                tbl=cell.model.number,
                row=row.id,
                col=cell.number,
                old=cell.encode(old),
                new=cell.encode(new),
            )

    def _flip(self, model: type[Membership], record: Journalled, member: int, on: int) -> bool:
        lock_rows(type(record), [record.id])
        member_field, record_field = model.member_field(), model.record_field()
        this = (member_field == member) & (record_field == record.id)
        row = model.select(model.on).where(this).tuples().first()
        was = row[0] if row else 0
        if was == on:
            return False
        event = self.event(record)
        if row:
            model.update(on=on).where(this).execute()
        else:
            model.insert({member_field: member, record_field: record.id, model.born: self.id, model.on: on}).execute()
        if record.born != self.id:
            old, new = ("1", None) if was else (None, "1")
            Change.create(event=event, operation=self.id, tbl=model.number, row=record.id, col=member, old=old, new=new)
        self.touched.note(record, set())
        return True


def lock_contacts(ids: list[int]) -> None:
    """Hold the rows of these contacts until the transaction ends, always in the same order."""
    lock_rows(Contact, ids)


__all__ = ["Writer", "inputs", "lock_contacts"]
