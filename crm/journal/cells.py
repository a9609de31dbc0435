"""The address of a cell (table number, row, column number) and its value as canonical text."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from peewee import Field, IntegerField

from crm.fields import custom
from crm.fields.custom import PREFIX
from crm.models import Base, Contact, ContactDetail, CustomValue, Journalled, Membership, tables

STATE = 1
_STRICT = frozenset({"state", "contact", "a", "b"})


class Address(NamedTuple):
    """One cell: a row's id and its column number; for a membership the record and what it is a member of, for a custom value
    the record and the field."""

    tbl: int
    row: int
    col: int


@dataclass(frozen=True, slots=True)
class Column:
    """A journalled column: where it is stored and how its values read as text."""

    model: type[Base]
    field: Field
    number: int

    @property
    def name(self) -> str | int:
        """What the cell is called among those of its row: its column, or the id of a custom field."""
        return self.number if self.model is CustomValue else str(self.field.name)

    @property
    def strict(self) -> bool:
        """Whether an undo touches the cell only while its own change is the newest."""
        return self.field.name in _STRICT

    def encode(self, value: Any) -> str | None:
        """The canonical text of a value; nothing is null, and so is empty text, but 0 is a value."""
        stored = self.field.db_value(value)
        return None if stored is None or stored == "" else str(stored)

    def decode(self, text: str | None) -> Any:
        """The database value of a canonical text."""
        if text is None:
            return None if self.field.null else self.field.db_value("") if not _numeric(self.field) else 0
        return int(text) if _numeric(self.field) else text


def _numeric(field: Field) -> bool:
    return isinstance(field.rel_field if hasattr(field, "rel_field") else field, IntegerField)


@cache
def numbered() -> dict[int, type[Base]]:
    """Table number → table, for every table whose cells are journalled."""
    found = {model.number: model for model in tables() if isinstance(getattr(model, "number", None), int)}
    return dict(sorted(found.items()))


def column(model: type[Base], name: str, kind: int | None = None) -> Column:
    """The journalled column `name` of a table; a contact's cold columns stand in its side table, a custom field has a cell of its own.

    `kind` is the number of the kind of record whose custom field it is, where that isn't the table's.
    """
    if name.startswith(PREFIX):
        return _custom(kind or model.number, name)
    return _column(model.number, name)


def _custom(kind: int, name: str) -> Column:
    known = custom.of(kind).get(name)
    if known is None or known.custom is None:
        raise KeyError(f"there is no custom field {name}")
    return Column(CustomValue, CustomValue._meta.fields["text"], known.custom.id)


@cache
def _column(table: int, name: str) -> Column:
    model: Any = numbered()[table]
    for home in (model, ContactDetail) if model is Contact else (model,):
        for number, known in home.columns.items():
            if known == name:
                return Column(home, home._meta.fields[name], number)
    raise KeyError(f"{model.__name__}.{name} is not journalled")


@cache
def column_at(tbl: int, col: int) -> Column:
    """The column behind a cell's address; every membership cell is the column `on`, every custom value a canonical text."""
    model = numbered()[tbl]
    if model is CustomValue:
        return Column(CustomValue, CustomValue._meta.fields["text"], col)
    if issubclass(model, Membership):
        return Column(model, model._meta.fields["on"], col)
    return column(model, model.columns[col])


def subject_kinds() -> dict[int, type[Journalled]]:
    """Kinds of subjects that have a timeline: a table's number is its kind."""
    return {number: model for number, model in numbered().items() if stands_alone(model)}


def is_subject(model: type[Base]) -> bool:
    """Whether every row of the table has a timeline of its own; the others belong to a contact."""
    return issubclass(model, Journalled) and "contact" not in model._meta.fields


def has_state(model: type[Base]) -> bool:
    """Whether rows of the table come into being and go: their column 1 is that state."""
    return issubclass(model, Journalled)


def stands_alone(model: type[Base]) -> bool:
    """Whether a row of the table may have a timeline of its own: always, or while it belongs to no contact."""
    return issubclass(model, Journalled) and (is_subject(model) or model._meta.fields["contact"].null)


def subject_of(row: Journalled) -> tuple[int, int]:
    """Whose timeline a row's changes stand in, as (kind, id): the contact it belongs to, else its own."""
    model = type(row)
    contact = None if is_subject(model) else row.contact_id
    return (Contact.number, contact) if contact else (model.number, row.id)


@cache
def children() -> tuple[type[Journalled], ...]:
    """The tables of rows that belong to a contact and have an identity of their own."""
    return tuple(m for m in numbered().values() if issubclass(m, Journalled) and not is_subject(m))


@cache
def memberships() -> tuple[type[Membership], ...]:
    """The tables of sets a record may be in."""
    return tuple(m for m in numbered().values() if issubclass(m, Membership))


def belonging() -> Iterator[type[Base]]:
    """Every table that belongs to a contact: merge, erase, archive and export read this list."""
    yield ContactDetail
    yield from children()
    yield from (model for model in memberships() if model.record_column == "contact")
