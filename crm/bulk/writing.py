"""The set-based writer of bulk acts: a handful of statements a batch, whatever its size."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from crm.db import among, unsought, write_rows
from crm.journal import batch
from crm.journal.cells import Column
from crm.journal.change import Writer
from crm.journal.derived import derive, inputs
from crm.journal.effects import stamp
from crm.models import Contact, ContactDetail, CustomValue, Membership


def write_cells(writer: Writer, cells: Mapping[int, Sequence[Any]], kind: str) -> None:
    """Write cells of many contacts, {contact: [(column, old, new)]}, with one event a contact."""
    if not cells:
        return
    events = batch.new_events(writer, [(Contact.number, i) for i in cells], kind)
    changes: list[batch.ChangeRow] = []
    alike: dict[tuple[Column, str | None], list[int]] = defaultdict(list)
    for contact, written in cells.items():
        event = events[Contact.number, contact]
        for column, old, new in written:
            changes.append((event, column.model.number, contact, column.number, old, new, None))
            alike[column, new].append(contact)
    batch.new_changes(writer, changes)
    for (column, new), contacts in alike.items():
        _fill(writer, column, new, contacts)


def _fill(writer: Writer, column: Column, new: str | None, contacts: list[int]) -> None:
    model = column.model
    if issubclass(model, Membership):
        _flip(writer, model, column.number, int(new == "1"), contacts)
    elif model is CustomValue:
        batch.store(model, {contact: {column.name: new} for contact in contacts})
    else:
        _set(writer, column, new, contacts)
    batch.touch(writer, model, contacts, {str(column.field.name)})


def _set(writer: Writer, column: Column, new: str | None, contacts: list[int]) -> None:
    """One value for all: one statement, unless what is derived from it hangs on other cells too."""
    model, name, value = column.model, str(column.field.name), column.decode(new)
    if inputs(model, {name: value}) - {name}:
        batch.store(model, {contact: {name: value} for contact in contacts}, writer)
        return
    if model is ContactDetail:
        batch.ensure_details(contacts)
    values: dict[Any, Any] = {name: value, **derive(model, {name: value}, {name: value})}
    if model is Contact:
        values |= stamp(writer.at)
        writer.touched.stamped.update(contacts)
    model.update(values).where(among(model._meta.primary_key, contacts)).execute()


def _flip(writer: Writer, model: type[Membership], what: int, on: int, contacts: list[int]) -> None:
    member = model._meta.fields[model.member_column]
    here = (unsought(member) == what) & among(model.contact, contacts)
    have = {contact for (contact,) in model.select(model.contact).where(here).tuples()}
    if have:
        model.update(on=on).where(here).execute()
    rows = [(what, contact, writer.id, on) for contact in contacts if contact not in have]
    write_rows(model, (model.member_column, "contact", "born", "on"), rows)
