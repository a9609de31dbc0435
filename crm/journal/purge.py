"""The purge: people who were put away, and rows that were taken away, go for good once nothing can bring them back.

Their events stay as lines without contents, opt-outs stay by the hash of their address, and their ids never come back.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from peewee import ForeignKeyField, ModelSelect, fn

from crm.db import among, db
from crm.journal import window
from crm.journal.cells import STATE, belonging, children
from crm.models import (
    LIVE,
    Association,
    Base,
    Change,
    Contact,
    ContactSearch,
    CustomField,
    CustomValue,
    Dnc,
    Event,
    Journalled,
    Membership,
    Operation,
    OperationItem,
    tables,
)
from crm.models.operation import ENDED

_BATCH = 500
_ITEMS = 5_000


def plan() -> Counter[str]:
    """What a purge would remove now, by name of what; nothing is removed."""
    counts = Counter({"people": due(Contact).count()})
    for model in _parts():
        counts[f"rows of {model._meta.table_name}"] = due(model).count()
    counts["outcomes of old operations"] = _old_items().count()
    return +counts


def purge() -> Counter[str]:
    """Remove it, some hundred at a time; gives what was removed."""
    counts: Counter[str] = Counter()
    while ids := _ids(due(Contact)):
        with db.atomic():
            _remove_people(ids)
        counts["people"] += len(ids)
    for model in _parts():
        while ids := _ids(due(model)):
            with db.atomic():
                _uproot(model, ids)
            counts[f"rows of {model._meta.table_name}"] += len(ids)
    while gone := _remove_items():
        counts["outcomes of old operations"] += gone
    return +counts


def _parts() -> list[type[Journalled]]:
    """The rows of people that go by themselves; evidence of an opt-out never does."""
    return [*(model for model in children() if model is not Dnc), Association]


def due(model: type[Journalled]) -> ModelSelect:
    """Rows that are not live and whose state nobody changed within the window; purged people have no changes left."""
    c, table = Change, model
    state = (c.tbl == table.number) & (c.col == STATE)
    newest = (
        c.select(c.row)
        .join(Event, on=(Event.id == c.event))
        .where(state)
        .group_by(c.row)
        .having(fn.MAX(Event.at) < Event.at.db_value(window.begins()))
    )
    return table.select(table.id).where((table.state != LIVE) & table.id.in_(newest))


def _ids(query: ModelSelect) -> list[int]:
    return [i for (i,) in query.limit(_BATCH).tuples()]


def _remove_people(ids: Sequence[int]) -> None:
    """Everything of these people goes; whoever objected stays as a row without a name, for the objection binds their address."""
    objected = {i for (i,) in Dnc.select(Dnc.contact).where(among(Dnc.contact, ids) & (Dnc.state == LIVE)).tuples()}
    _forget(Contact, ids)
    for model in belonging():
        if model is not Dnc:
            _remove_of(model, ids)
    _uproot(Association, _links_of(ids))
    ContactSearch.delete().where(among(ContactSearch.rowid, ids)).execute()
    CustomValue.delete().where(among(CustomValue.record, ids) & CustomValue.field.in_(_own_fields())).execute()
    Change.delete().where((Change.tbl == CustomValue.number) & among(Change.row, ids) & Change.col.in_(_own_fields())).execute()
    _uproot(Contact, [i for i in ids if i not in objected])
    if objected:
        blank = {name: "" for name, field in Contact._meta.fields.items() if field.field_type == "TEXT" and not field.null}
        rest = dict.fromkeys(("type", "business", "owner", "birth_date", "primary_email", "primary_phone"))
        Contact.update({**blank, **rest, "state": 0}).where(among(Contact.id, sorted(objected))).execute()


def _links_of(people: Sequence[int]) -> list[int]:
    link = Association
    at = ((link.kind_a, link.a), (link.kind_b, link.b))
    found = [link.select(link.id).where((kind == Contact.number) & among(end, people)).tuples() for kind, end in at]
    return sorted({i for rows in found for (i,) in rows})


def _own_fields() -> ModelSelect:
    return CustomField.select(CustomField.id).where(CustomField.subject == Contact.number)


def _remove_of(model: type[Base], people: Sequence[int]) -> None:
    here: Any = model
    if issubclass(model, Journalled):
        while ids := _ids(here.select(here.id).where(among(here.contact, people))):
            _uproot(model, ids)
        return
    if issubclass(model, Membership) or isinstance(getattr(model, "number", None), int):
        Change.delete().where((Change.tbl == here.number) & among(Change.row, people)).execute()
    here.delete().where(among(here.contact, people)).execute()


def _uproot(model: type[Base], ids: Sequence[int]) -> None:
    """Remove rows with their changes, and whatever points at them: what may stand alone is let go, what may not goes too."""
    if not ids:
        return
    _forget(model, ids)
    for other in tables():
        for field in other._meta.fields.values():
            if isinstance(field, ForeignKeyField) and field.rel_model is model:
                _let_go(other, field, ids)
    model.delete().where(among(model._meta.primary_key, ids)).execute()


def _let_go(other: type[Base], field: Any, ids: Sequence[int]) -> None:
    if field.null:
        other.update({field: None}).where(among(field, ids)).execute()
    elif issubclass(other, Journalled):
        _uproot(other, [i for (i,) in other.select(other.id).where(among(field, ids)).tuples()])
    else:
        other.delete().where(among(field, ids)).execute()


def _forget(model: type[Base], ids: Sequence[int]) -> None:
    """The contents of rows' histories; the events stay."""
    number = getattr(model, "number", None)
    if isinstance(number, int):
        Change.delete().where((Change.tbl == number) & among(Change.row, ids)).execute()


def _old_items() -> ModelSelect:
    ended = Operation.select(Operation.id).where(Operation.status.in_(ENDED) & (Operation.finished_at < window.begins()))
    return OperationItem.select(OperationItem.operation, OperationItem.seq).where(OperationItem.operation.in_(ended))


def _remove_items() -> int:
    i, found = OperationItem, list(_old_items().limit(_ITEMS).tuples())
    with db.atomic():
        for operation in {operation for operation, _ in found}:
            seqs = [seq for of, seq in found if of == operation]
            i.delete().where((i.operation == operation) & among(i.seq, seqs)).execute()
    return len(found)
