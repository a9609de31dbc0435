"""Records go by the root: with their histories, values, links, files and notices, and with the rows that would belong to nobody."""

from collections.abc import Callable, Sequence
from typing import Any

from peewee import Expression, ForeignKeyField, ModelSelect

from crm.db import among
from crm.journal.cells import belonging
from crm.models import (
    FOLLOWERS,
    LIVE,
    Association,
    Base,
    Business,
    Change,
    Contact,
    ContactSearch,
    CustomField,
    CustomRecord,
    CustomValue,
    Dnc,
    File,
    Journalled,
    Membership,
    Note,
    Notice,
    Task,
    TaskSeries,
    tables,
)
from crm.models.custom_object import FIRST_OWN

BATCH = 500
_NOTICED = {Contact: Notice.contact_id, Business: Notice.business_id, CustomRecord: Notice.record_id, Task: Notice.task_id}
Chosen = Callable[[Any], Expression]
"""Whether a column holds the id of one of some records."""


def people(ids: Sequence[int]) -> None:
    """Everything of these people goes; whoever objected stays as a row without a name, for the objection binds their address."""
    objected = {i for (i,) in Dnc.select(Dnc.contact).where(among(Dnc.contact, ids) & (Dnc.state == LIVE)).tuples()}
    _forget(Contact, ids)
    for model in belonging():
        if model is not Dnc:
            _remove_of(model, ids)
    ContactSearch.delete().where(among(ContactSearch.rowid, ids)).execute()
    _let_loose(Contact, ids)
    uproot(Contact, [i for i in ids if i not in objected])
    if objected:
        blank = {name: "" for name, field in Contact._meta.fields.items() if field.field_type == "TEXT" and not field.null}
        rest = dict.fromkeys(("type", "business", "owner", "birth_date", "primary_email", "primary_phone"))
        Contact.update({**blank, **rest, "state": 0}).where(among(Contact.id, sorted(objected))).execute()


def records(model: type[Journalled], ids: Sequence[int]) -> None:
    """Businesses or records of the office's own go, with what is about them alone; what is about a person too keeps its person."""
    if not ids:
        return
    lone = _all(files_of_values(model, lambda column: among(column, ids)))
    if model is Business:
        for part in (Note, Task, TaskSeries):
            uproot(part, _all(alone(part, lambda column: among(column, ids))))
    _remove_of(FOLLOWERS[model], ids)
    _let_loose(model, ids)
    uproot(File, lone)
    uproot(model, ids)


def alone(model: Any, chosen: Chosen) -> ModelSelect:
    """The rows of a table that are about chosen businesses and about nobody; a series that somebody's task came from stays."""
    here = model.contact.is_null() & chosen(model.business)
    if model is TaskSeries:
        here &= model.id.not_in(Task.select(Task.series).where(Task.series.is_null(False) & Task.contact.is_null(False)))
    query: ModelSelect = model.select(model.id).where(here)
    return query


def files_of_values(model: Any, chosen: Chosen) -> ModelSelect:
    """The files that were put into fields of chosen records, and that no other record names."""
    c, v = Change, CustomValue
    put = c.select(c.operation).where((c.tbl == v.number) & chosen(c.row) & c.col.in_(_fields(model)))
    others = v.select(v.num).where(v.num.is_null(False) & v.field.in_(_of_files()) & ~(chosen(v.record) & v.field.in_(_fields(model))))
    mine = File.contact.is_null() & File.note.is_null() & File.born.in_(put)
    query: ModelSelect = File.select(File.id).where(mine & File.id.not_in(others))
    return query


def uproot(model: type[Base], ids: Sequence[int]) -> None:
    """Remove rows with their changes, and whatever points at them: what may stand alone is let go, what may not goes too."""
    if not ids:
        return
    _forget(model, ids)
    if model is Note:
        uproot(File, _all(File.select(File.id).where(among(File.note, ids) & File.contact.is_null())))
    for other in tables():
        for field in other._meta.fields.values():
            if isinstance(field, ForeignKeyField) and field.rel_model is model:
                _let_go(other, field, ids)
    model.delete().where(among(model._meta.primary_key, ids)).execute()


def _let_loose(model: type[Journalled], ids: Sequence[int]) -> None:
    """Links at both ends, values of fields of the office's own, and what the history holds of these."""
    link = Association
    at = ((link.kind_a, link.a), (link.kind_b, link.b))
    uproot(link, sorted({i for kind, end in at for i in _all(link.select(link.id).where(_is(model, kind) & among(end, ids)))}))
    CustomValue.delete().where(among(CustomValue.record, ids) & CustomValue.field.in_(_fields(model))).execute()
    Change.delete().where((Change.tbl == CustomValue.number) & among(Change.row, ids) & Change.col.in_(_fields(model))).execute()


def _is(model: type[Journalled], kind: Any) -> Expression:
    """Whether a column of kinds says that a record stands in this table: the office's own kinds share one."""
    found: Expression = kind >= FIRST_OWN if model is CustomRecord else kind == model.number
    return found


def _fields(model: type[Journalled]) -> ModelSelect:
    query: ModelSelect = CustomField.select(CustomField.id).where(_is(model, CustomField.subject))
    return query


def _of_files() -> ModelSelect:
    return CustomField.select(CustomField.id).where(CustomField.type == "file")


def _all(query: ModelSelect) -> list[int]:
    return [i for (i,) in query.tuples()]


def _remove_of(model: type[Base], ids: Sequence[int]) -> None:
    here: Any = model
    if issubclass(model, Journalled):
        while found := _all(here.select(here.id).where(among(here.contact, ids)).limit(BATCH)):
            uproot(model, found)
        return
    if issubclass(model, Membership) or isinstance(getattr(model, "number", None), int):
        Change.delete().where((Change.tbl == here.number) & among(Change.row, ids)).execute()
    whose = here.record_field() if issubclass(model, Membership) else here.contact
    here.delete().where(among(whose, ids)).execute()


def _let_go(other: type[Base], field: Any, ids: Sequence[int]) -> None:
    if field.null:
        other.update({field: None}).where(among(field, ids)).execute()
    elif issubclass(other, Journalled):
        uproot(other, _all(other.select(other.id).where(among(field, ids))))
    else:
        other.delete().where(among(field, ids)).execute()


def _forget(model: type[Base], ids: Sequence[int]) -> None:
    """The contents of rows' histories, and what members were told of them; the events stay."""
    if model in _NOTICED:
        Notice.delete().where(among(_NOTICED[model], ids)).execute()
    number = getattr(model, "number", None)
    if isinstance(number, int):
        Change.delete().where((Change.tbl == number) & among(Change.row, ids)).execute()
