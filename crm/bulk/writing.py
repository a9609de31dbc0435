"""The set-based writer of bulk acts: a handful of statements a batch, whatever its size."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from crm.db import among
from crm.journal import batch
from crm.journal.cells import Column
from crm.journal.change import Writer
from crm.journal.derived import derive, inputs
from crm.journal.effects import stamp
from crm.models import Contact, ContactDetail, CustomValue, Membership
from crm.planner import unsought
from crm.rows import write_rows


def write_cells(writer: Writer, table: Any, cells: Mapping[int, Sequence[Any]], kind: str) -> None:
    """Write cells of many records of a table, {record: [(column, old, new)]}, with one event a record."""
    if not cells:
        return
    events = batch.new_events(writer, [(table.number, i) for i in cells], kind)
    changes: list[batch.ChangeRow] = []
    columns: dict[tuple[int, int], Column] = {}
    alike: dict[tuple[int, int, str | None], list[int]] = defaultdict(list)
    for record, written in cells.items():
        event = events[table.number, record]
        for column, old, new in written:
            tbl, col = column.model.number, column.number
            changes.append((event, tbl, record, col, old, new, None))
            columns[tbl, col] = column
            alike[tbl, col, new].append(record)
    batch.new_changes(writer, changes)
    for (tbl, col, new), records in alike.items():
        column = columns[tbl, col]
        _fill(writer, column, new, records)
        if table is Contact:
            batch.touch(writer, column.model, records, {str(column.field.name)})


def _fill(writer: Writer, column: Column, new: str | None, records: list[int]) -> None:
    model = column.model
    if issubclass(model, Membership):
        _flip(writer, model, column.number, int(new == "1"), records)
    elif model is CustomValue:
        batch.store(model, {record: {column.name: new} for record in records})
    else:
        _set(writer, column, new, records)


def _set(writer: Writer, column: Column, new: str | None, records: list[int]) -> None:
    """One value for all: one statement, unless what is derived from it hangs on other cells too."""
    model, name, value = column.model, str(column.field.name), column.decode(new)
    if inputs(model, {name: value}) - {name}:
        batch.store(model, {record: {name: value} for record in records}, writer)
        return
    if model is ContactDetail:
        batch.ensure_details(records)
    values: dict[Any, Any] = {name: value, **derive(model, {name: value}, {name: value})}
    if model is Contact:
        values |= stamp(writer.at)
        writer.touched.stamped.update(records)
    model.update(values).where(among(model._meta.primary_key, records)).execute()


def _flip(writer: Writer, model: type[Membership], what: int, on: int, records: list[int]) -> None:
    record = model.record_field()
    here = (unsought(model.member_field()) == what) & among(record, records)
    have = {i for (i,) in model.select(record).where(here).tuples()}
    if have:
        model.update(on=on).where(here).execute()
    rows = [(what, i, writer.id, on) for i in records if i not in have]
    write_rows(model, (model.member_column, model.record_column, "born", "on"), rows)
