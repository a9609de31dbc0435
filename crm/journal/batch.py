"""Set-based writing for long operations: many events, changes and cells in a handful of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from crm.db import among, take_ids
from crm.fields import custom
from crm.journal import values as custom_values
from crm.journal.change import Writer
from crm.journal.derived import following, inputs
from crm.journal.kinds import KINDS
from crm.models import Base, Change, Contact, ContactDetail, CustomValue, Event, Membership
from crm.rows import update_rows, write_rows

Subject = tuple[int, int]
ChangeRow = tuple[int, int, int, int, str | None, str | None, int | None]

_CHANGE = ("id", "event", "operation", "tbl", "row", "col", "old", "new", "undo_of")


def new_events(writer: Writer, subjects: Sequence[Subject], kind: str) -> dict[Subject, int]:
    """One event for each subject, in the order given."""
    if any(kind in custom.DESCRIBING for kind, _ in subjects):
        custom.writing()
    ids = list(take_ids(Event, len(subjects)))
    operation, code, at = writer.id, KINDS[kind], Event.at.db_value(writer.at)
    rows = [(i, operation, code, k, s, at) for i, (k, s) in zip(ids, subjects, strict=True)]
    write_rows(Event, ("id", "operation", "kind", "subject_kind", "subject_id", "at"), rows)
    made = dict(zip(subjects, ids, strict=True))
    writer.events |= made
    return made


def new_changes(writer: Writer, rows: Sequence[ChangeRow]) -> list[int]:
    """Write changes given as (event, tbl, row, col, old, new, undo_of); gives their ids."""
    ids, operation = list(take_ids(Change, len(rows))), writer.id
    write_rows(Change, _CHANGE, [(i, row[0], operation, *row[1:]) for i, row in zip(ids, rows, strict=True)])
    return ids


def store(model: type[Base], cells: Mapping[int, Mapping[Any, Any]], writer: Writer | None = None) -> None:
    """Write cells of many rows, {row id: {name of the cell: database value}}, with what is derived from them.

    With the `writer` of a long operation, contacts get their new time and version in the same stroke.
    """
    if model is CustomValue:
        custom_values.store(cells)
        return
    groups: dict[tuple[str, ...], dict[int, Mapping[str, Any]]] = defaultdict(dict)
    for row, values in cells.items():
        groups[tuple(sorted(values))][row] = values
    for names, rows in groups.items():
        _store_alike(model, names, rows, writer if model is Contact else None)


def _store_alike(model: type[Base], names: tuple[str, ...], rows: Mapping[int, Mapping[str, Any]], writer: Writer | None) -> None:
    missing = sorted(inputs(model, names) - set(names))
    known = _read(model, missing, rows) if missing else {}
    rules = following(model, names)
    full: list[tuple[Any, ...]] = []
    for row, values in rows.items():
        whole = {**known[row], **values} if missing else values
        derived = [rule(*[whole[n] for n in needs]) for needs, rule in rules.values()]
        full.append((*[values[n] for n in names], *derived, row))
    _update(model, (*names, *rules), full, writer)


def _read(model: type[Base], names: Sequence[str], rows: Iterable[int]) -> dict[int, dict[str, Any]]:
    key = model._meta.primary_key
    fields = [model._meta.fields[n] for n in names]
    query = model.select(key, *fields).where(among(key, list(rows)))
    return {row: dict(zip(names, values, strict=True)) for row, *values in query.tuples()}


def _update(model: type[Base], names: Sequence[str], rows: Sequence[tuple[Any, ...]], writer: Writer | None) -> None:
    if model is ContactDetail:
        ensure_details([row[-1] for row in rows])
    more = ""
    if writer:
        more = f', "version" = "contact"."version" + 1, "updated_at" = {Contact.updated_at.db_value(writer.at)}'
        writer.touched.stamped.update(row[-1] for row in rows)
    update_rows(model, names, (model._meta.primary_key.name,), rows, more)


def ensure_details(contacts: Sequence[int]) -> None:
    """Give these contacts the row of their cold columns, those who have none."""
    have = {i for (i,) in ContactDetail.select(ContactDetail.contact).where(among(ContactDetail.contact, contacts)).tuples()}
    write_rows(ContactDetail, ("contact",), [(i,) for i in contacts if i not in have])


def flip(model: type[Membership], cells: Sequence[tuple[int, int, int]]) -> None:
    """Write memberships given as (record, member, on) whose rows exist."""
    update_rows(model, ("on",), (model.member_column, model.record_column), [(on, what, record) for record, what, on in cells])


def touch(writer: Writer, model: type[Base], contacts: Collection[int], names: set[str]) -> None:
    """Remember that columns of `model` were written for these contacts."""
    writer.touched.see_all(model, contacts, names)


def is_contact(subject: Subject) -> bool:
    """Whether a subject is a contact."""
    return subject[0] == Contact.number
