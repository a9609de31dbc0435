"""What a list is sorted by: a column of the records, or what they hold in a field of the office's own."""

from dataclasses import dataclass
from typing import Any

from peewee import JOIN, SQL, Case, Expression, Join, ModelSelect

from crm.db import among, not_member
from crm.fields import Field
from crm.fields.types import type_of
from crm.kinds import CONTACTS, Kind
from crm.models import CustomValue, Journalled, Member

SORTS = CONTACTS.sorts
"""The standard fields that a list of people may be sorted by, each with its column."""


def sortable() -> frozenset[str]:
    """The keys of every field that a list of people may be sorted by now."""
    return CONTACTS.sortable


@dataclass(frozen=True, slots=True)
class Sort:
    """A sortable field's key and the direction."""

    key: str = "name"
    descending: bool = False

    @classmethod
    def parse(cls, text: str, kind: Kind = CONTACTS) -> "Sort":
        """`key` or `-key`; anything else sorts by name."""
        key = text.removeprefix("-")
        return cls(key, text.startswith("-")) if key in kind.sortable else cls()

    def __str__(self) -> str:
        return f"-{self.key}" if self.descending else self.key


class Order:
    """How the records of a kind stand in a list: those whose value is filled by `column`, then the empty ones, the id deciding between equals."""

    def __init__(self, sort: Sort, actor: Member, kind: Kind = CONTACTS, dense: bool = True) -> None:
        """`dense` says that most records pass, so that the index of the values is walked; else records are found first."""
        self.kind = kind
        self.known: Field | None = kind.fields.custom.get(sort.key)
        self.counted = sort.key in kind.counted
        self.dense = dense
        self.column: Any = _rank(self.known) if self.known else _column(sort, kind, actor)

    @property
    def has_empty(self) -> bool:
        """Whether a value may be empty at all."""
        return self.known is not None or (not self.counted and (self.column.null or self.column.field_type == "TEXT"))

    def filled(self, query: ModelSelect) -> ModelSelect:
        """Those of a query over the kind whose value is filled."""
        if self.known is None:
            return query.where(~self._is_empty()) if self.has_empty else query
        table = self.kind.table
        pair = (CustomValue, table) if self.dense else (table, CustomValue)
        joined = query.clone().from_(Join(*pair, JOIN.CROSS))
        return joined.where((CustomValue.record == table.id) & _held(self.known))

    def empty(self, query: ModelSelect) -> ModelSelect:
        """Those whose value is empty."""
        if self.known is None:
            return query.where(self._is_empty())
        return query.where(not_member(self.kind.table.id, CustomValue.select(CustomValue.record).where(_held(self.known))))

    def value_of(self, record: Journalled) -> Any:
        """What one record stands by; None or '' where it is empty."""
        if self.counted:
            table = self.kind.table
            return table.select(self.column).where(table.id == record.id).scalar()
        if self.known is None:
            return record.__data__[self.column.name]
        v = CustomValue
        return v.select(self.column).where(_held(self.known) & (v.record == record.id)).limit(1).scalar()

    def _is_empty(self) -> Expression:
        return self.column.is_null() if self.column.null else self.column == ""


def _column(sort: Sort, kind: Kind, actor: Member) -> Any:
    if sort.key in kind.counted:
        return kind.counted[sort.key](actor)
    return kind.table._meta.fields[kind.sorts.get(sort.key) or kind.sorts["name"]]


def _held(known: Field) -> Expression:
    """The values of a field that show: the condition that makes the index partial, written out."""
    v = CustomValue
    held = (v.field == known.own.id) & v._meta.fields[type_of(known).by].is_null(False)
    return held & among(v.num, [one.id for one in known.own.options]) if known.type == "choice" else held


def _rank(known: Field) -> Any:
    """What values are put in order by: options as people ordered them, everything else as it is found."""
    ids = [one.id for one in known.own.options]
    if known.type == "choice" and ids != sorted(ids):
        return Case(CustomValue.num, [(i, SQL(str(at))) for at, i in enumerate(ids)])
    return CustomValue._meta.fields[type_of(known).by]
