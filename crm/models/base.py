"""What every table shares: identity, time, and the columns of a journalled row."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from peewee import (
    SCOPE_VALUES,
    SQL,
    BigAutoField,
    BigIntegerField,
    Context,
    Field,
    FieldAlias,
    ForeignKeyField,
    Model,
    ModelSelect,
    Node,
    NodeList,
    SmallIntegerField,
    TextField,
)

from crm.db import db, is_sqlite

GONE, LIVE, ARCHIVED = 0, 1, 2
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class IdField(BigAutoField):
    """A key that is never given twice, also after a purge."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"primary_key": True, **options})

    def ddl(self, ctx: Context) -> Node:
        column = super().ddl(ctx)
        return NodeList((column, SQL("AUTOINCREMENT"))) if is_sqlite() else column


class UTCField(BigIntegerField):
    """A moment: an aware datetime in Python, milliseconds since 1970 UTC in the database."""

    casts_rows = True

    def db_value(self, value: datetime | int | None) -> int | None:
        return (value - _EPOCH) // _MILLISECOND if isinstance(value, datetime) else value

    def python_value(self, value: int | None) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(milliseconds=value)


class Text(TextField):
    """Text that is compared by bytes on both databases; empty is ''."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**({} if options.get("null") else {"default": ""}) | options)

    def ddl(self, ctx: Context) -> Node:
        column = super().ddl(ctx)
        return column if is_sqlite() else NodeList((column, SQL('COLLATE "C"')))


class StateField(SmallIntegerField):
    """Whether a row lives; asked for literally, never bound, for else a prepared plan passes by the indexes over living rows."""

    def __eq__(self, other: Any) -> Any:
        return super().__eq__(_literal(other))

    __hash__ = SmallIntegerField.__hash__

    def in_(self, states: Any) -> Any:
        return super().in_([_literal(one) for one in states] if isinstance(states, (tuple, list)) else states)


def _literal(value: Any) -> Any:
    return SQL(str(value)) if type(value) is int else value


def reference(to: Any, **options: Any) -> ForeignKeyField:
    """A foreign key without an index of its own: the tables name their indexes."""
    return ForeignKeyField(to, index=False, **options)


class Select(ModelSelect):
    """A question that writes the columns it asks for in one go: as parts of a tree, each by itself, they took a fifth of a page."""

    def __sql_selection__(self, ctx: Context, is_subquery: bool = False) -> Context:
        if is_subquery or ctx.scope == SCOPE_VALUES or not all(isinstance(one, Field) for one in self._returning):
            return super().__sql_selection__(ctx, is_subquery)
        names = ctx.alias_manager
        return ctx.literal(", ".join(f'"{_table(one, names)}"."{one.column_name}"' for one in self._returning))


def _table(column: Field, names: Mapping[Any, str]) -> str:
    """What a question calls the table of a column; one that stands beside itself has two names."""
    if isinstance(column, FieldAlias):
        return column.source.alias or names[column.source]
    return names[column.model._meta.table]


class Base(Model):
    """A table of Kith."""

    compact: ClassVar[bool] = False
    sparse: ClassVar[Mapping[str, str]] = {}
    """Columns that most rows leave as they began, with the condition of those that did not: on PostgreSQL their indexes hold these alone."""
    beside: ClassVar[Mapping[str, str]] = {}
    """Columns that SQLite walks through for the sake of another, which stands in their index too, behind the id that decides between equals."""

    class Meta:
        database = db
        legacy_table_names = False

    @classmethod
    def select(cls, *fields: Any) -> Select:
        """A question for these columns, or for whole rows."""
        return Select(cls, fields or cls._meta.sorted_fields, is_default=not fields)

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        """Columns of the indexes that hold live rows only."""
        return ()


class Journalled(Base):
    """A row whose every cell is kept by the journal; `born` is the operation that made it, `state` whether it lives."""

    id = IdField()
    born = BigIntegerField(default=0)
    state = StateField(default=LIVE)

    number: ClassVar[int]
    columns: ClassVar[dict[int, str]]

    @property
    def kind_number(self) -> int:
        """The number of its kind of record, whose custom fields it has: its table's, where a table holds one kind alone."""
        return type(self).number


class Membership(Base):
    """A row of a set a record may be in; `on` tells whether it is, `born` which operation first put it there.

    Migrations put the key first in the table: SQLite before 3.41 mistakes other orders for damage in its integrity check.
    """

    compact: ClassVar = True
    born = BigIntegerField(default=0)
    on = SmallIntegerField(default=1)

    number: ClassVar[int]
    member_column: ClassVar[str]
    """The column of what a record is a member of."""
    record_column: ClassVar[str]
    """The column of the record that is a member."""

    @classmethod
    def member_field(cls) -> Any:
        """What a record is a member of."""
        return cls._meta.fields[cls.member_column]

    @classmethod
    def record_field(cls) -> Any:
        """The record that is a member."""
        return cls._meta.fields[cls.record_column]


def tables(root: type[Base] = Base) -> Iterator[type[Base]]:
    """Every table there is, in the order of definition."""
    for model in root.__subclasses__():
        if model not in (Journalled, Membership):
            yield model
        yield from tables(model)


def create_indexes(model: type[Base]) -> None:
    """Create a table's partial indexes over live rows.

    PostgreSQL needs the id for a stable order, which SQLite has inside; and it looks nothing up by an index that begins with its own promise.
    There every write of a row writes each of its indexes anew, so they hold no more than is looked for.
    """
    table = model._meta.table_name
    for columns in model.live_indexes():
        told = columns if is_sqlite() else [c for c in columns if c != "state"]
        names = [model._meta.fields[c].column_name for c in told] + ([] if is_sqlite() else ["id"])
        if is_sqlite():
            names += [beside for c in told if c in model.beside for beside in ("id", model.beside[c])]
        listed, only = ", ".join(f'"{n}"' for n in names), "" if is_sqlite() else "".join(_only(model, c) for c in told)
        db.execute_sql(f'CREATE INDEX IF NOT EXISTS "{table}_live_{"_".join(told)}" ON "{table}" ({listed}) WHERE state = 1{only}')


def _only(model: type[Base], column: str) -> str:
    return f' AND "{column}" {model.sparse[column]}' if column in model.sparse else ""


def follow_transactions() -> None:
    """On PostgreSQL every event carries its transaction, so that listeners can read in the order of commits."""
    if not is_sqlite():
        db.execute_sql("ALTER TABLE event ALTER COLUMN tx SET DEFAULT pg_current_xact_id()::text::bigint")
        db.execute_sql("CREATE INDEX IF NOT EXISTS event_tx ON event (tx, id)")
