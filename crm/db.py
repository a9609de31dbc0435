"""One door to the database: SQLite by default, PostgreSQL when DATABASE_URL says so, the same code for both."""

import hashlib
import json
import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import peewee
from peewee import SQL, Database, DatabaseProxy, Expression, Field, Model, ModelSelect, Node, PostgresqlDatabase, Select, SqliteDatabase, fn

from crm.errors import CrmError
from crm.settings import Settings

db = DatabaseProxy()


class Busy(CrmError):
    """Other work is in the way just now, so this was not done. Try again in a moment."""

    status = 503


_PRAGMAS = {
    "journal_mode": "wal",
    "foreign_keys": 1,
    "synchronous": "full",
    "cache_size": -64_000,
    "temp_store": "memory",
    "wal_autocheckpoint": 4_000,
    "busy_timeout": 0,
}
_READING = {"mmap_size": 1 << 30}
_WAIT_SECONDS = 10.0


class _Sqlite(SqliteDatabase):
    """SQLite whose users queue fairly: what finds it locked is tried again every 2 ms in the web, more slowly in the worker."""

    patient = False

    def begin(self, lock_type: str | None = None) -> None:
        self._in_turn(super().begin, lock_type)

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        if self.in_transaction():
            return super().execute_sql(sql, params)
        return self._in_turn(super().execute_sql, sql, params)

    def _connect(self) -> sqlite3.Connection:
        return self._in_turn(super()._connect)

    def _in_turn(self, act: Callable[..., Any], *args: Any) -> Any:
        deadline = time.monotonic() + (_WAIT_SECONDS * 6 if self.patient else _WAIT_SECONDS)
        pause = 0.010 if self.patient else 0.002
        while True:
            try:
                return act(*args)
            except (peewee.OperationalError, sqlite3.OperationalError) as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311


_connected: dict[int, Settings] = {}


def connect(settings: Settings, patient: bool = False) -> Database:
    """Bind every model to the database of `settings`; `patient` is for the worker, which lets people go first."""
    database = _open(settings.database_url, patient)
    db.initialize(database)
    _connected[id(database)] = settings
    for model in _models(Model):
        model._meta.without_rowid = is_sqlite() and getattr(model, "compact", False)
    return database


def settings() -> Settings:
    """The settings of the office whose database is bound."""
    return _connected[id(db.obj)]


def _open(url: str, patient: bool) -> Database:
    if url.startswith("sqlite:///"):
        pragmas = _PRAGMAS if patient else {**_PRAGMAS, **_READING}
        database = _Sqlite(
            url.removeprefix("sqlite:///"), pragmas=pragmas, lock_type="IMMEDIATE", timeout=0, autoconnect=False, returning_clause=True
        )
        database.patient = patient
        return database
    options = "-c jit=off -c statement_timeout=0 -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
    return PostgresqlDatabase(
        urlsplit(url)._replace(scheme="postgresql").geturl(), prefer_psycopg3=True, autoconnect=False, options=options
    )


def _models(root: type[Model]) -> Iterator[type[Model]]:
    for model in root.__subclasses__():
        yield model
        yield from _models(model)


def is_sqlite() -> bool:
    """Whether the office runs on SQLite."""
    return isinstance(db.obj, SqliteDatabase)


def keep_connection() -> None:
    """Open this thread's connection if it has none that works; it is kept for the thread's life."""
    if not db.is_closed() and not db.is_connection_usable():
        db.close()
    db.connect(reuse_if_open=True)


def settle_connection() -> None:
    """Roll back what a broken request left open, so that the kept connection starts clean; one that is broken is not kept."""
    if db.obj is None or db.is_closed():
        return
    transaction = None
    while db.in_transaction():
        transaction = db.pop_transaction()
    try:
        if transaction is not None:
            transaction.rollback(begin=False)
    except peewee.PeeweeException:
        db.close()
        return
    connection = db.connection()
    if isinstance(connection, sqlite3.Connection) and connection.in_transaction:
        connection.rollback()


@contextmanager
def connection() -> Iterator[None]:
    """A connection for one command or task: reuses the thread's own, closes only what it opened."""
    opened = db.connect(reuse_if_open=True)
    try:
        yield
    finally:
        settle_connection()
        if opened:
            db.close()


def write_rows(model: type[Model], fields: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert many rows of plain tuples: executemany on SQLite, COPY on PostgreSQL.

    `fields` name the columns in tuple order; defaults of columns not named are filled in, and a field that
    converts its value (`db_value`) does so here; whole numbers stand for themselves. The only way round Peewee's insert, for speed.
    """
    if not rows:
        return
    named = [model._meta.fields[name] for name in fields]
    extra = [f for f in model._meta.sorted_fields if f.name not in fields and f.default is not None]
    columns = [f.column_name for f in (*named, *extra)]
    filled = _filled(rows, named, extra)
    table = model._meta.table_name
    if is_sqlite():
        marks = ",".join("?" * len(columns))
        db.connection().executemany(f'INSERT INTO "{table}" ({_quoted(columns)}) VALUES ({marks})', filled)  # noqa: S608
        return
    with db.connection().cursor() as cursor, cursor.copy(f'COPY "{table}" ({_quoted(columns)}) FROM STDIN') as copy:
        for row in filled:
            copy.write_row(row)


def _quoted(columns: Iterable[str]) -> str:
    return ",".join(f'"{c}"' for c in columns)


def _filled(rows: Sequence[tuple[Any, ...]], named: list[Field], extra: list[Field]) -> Iterable[tuple[Any, ...]]:
    converting = [(i, f.db_value) for i, f in enumerate(named) if getattr(f, "casts_rows", False)]
    casts = [(i, cast) for i, cast in converting if any(type(row[i]) is not int for row in rows)]
    tail = tuple(f.default() if callable(f.default) else f.default for f in extra)
    if not casts:
        return [row + tail for row in rows] if tail else rows
    done = []
    for row in rows:
        cells = list(row)
        for i, cast in casts:
            cells[i] = cast(cells[i])
        done.append((*cells, *tail))
    return done


def run_many(sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Execute one statement, written with `?` marks, once a row, in one round trip."""
    if not rows:
        return
    if is_sqlite():
        db.connection().executemany(sql, rows)
        return
    with db.connection().cursor() as cursor:
        cursor.executemany(sql.replace("?", "%s"), rows)


def update_rows(model: type[Model], names: Sequence[str], key: Sequence[str], rows: Sequence[tuple[Any, ...]], more: str = "") -> None:
    """Set columns of many rows, given as tuples of their new database values and then their keys, in one statement or round trip.

    `more` is SQL that is set in all of them. PostgreSQL is sent values that are the same for all but once.
    """
    if not rows:
        return
    table, columns, keys = model._meta.table_name, *([model._meta.fields[n].column_name for n in some] for some in (names, key))
    if is_sqlite():
        sets, here = ", ".join(f'"{c}" = ?' for c in columns), " AND ".join(f'"{k}" = ?' for k in keys)
        run_many(f'UPDATE "{table}" SET {sets}{more} WHERE {here}', rows)  # noqa: S608
        return
    if len(keys) == 1 and len({row[:-1] for row in rows}) == 1:
        sets, given = ", ".join(f'"{c}" = %s' for c in columns), (*rows[0][:-1], [row[-1] for row in rows])
        db.execute_sql(f'UPDATE "{table}" SET {sets}{more} WHERE "{keys[0]}" = ANY(%s)', given)  # noqa: S608
        return
    sets, here = ", ".join(f'"{c}" = fresh."{c}"' for c in columns), " AND ".join(f'"{table}"."{k}" = fresh."{k}"' for k in keys)
    told = json.dumps([dict(zip((*columns, *keys), row, strict=True)) for row in rows])
    fresh = f'json_populate_recordset(NULL::"{table}", %s::json) AS fresh'
    db.execute_sql(f'UPDATE "{table}" SET {sets}{more} FROM {fresh} WHERE {here}', (told,))  # noqa: S608


def plain(query: Any) -> list[tuple[Any, ...]]:
    """A query's rows as the database gives them, without conversion: for batches, where that costs more than the query."""
    return list(db.execute(query).fetchall())


def take_ids(model: type[Model], count: int) -> range | list[int]:
    """Reserve `count` ids of a table inside the open transaction; they never come back."""
    if count == 0:
        return []
    table = model._meta.table_name
    if is_sqlite():
        return _take_sqlite(table, count)
    sequence = f"{table}_{model._meta.primary_key.column_name}_seq"
    rows = db.execute_sql("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", (f'"{sequence}"', count))
    return [row[0] for row in rows.fetchall()]


def _take_sqlite(table: str, count: int) -> range:
    bump = "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ? RETURNING seq"
    row = db.execute_sql(bump, (count, table)).fetchone()
    if row is None:
        db.execute_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, 0)", (table,))
        row = db.execute_sql(bump, (count, table)).fetchone()
    return range(row[0] - count + 1, row[0] + 1)


def among(column: Node, values: Sequence[Any]) -> Expression:
    """`column IN values` with one bound parameter, whatever the number of values (integers or texts)."""
    if is_sqlite():
        return column.in_(Select((SQL("json_each(?)", [json.dumps(list(values))]),), (SQL("value"),)))
    kind = "text[]" if values and isinstance(next(iter(values)), str) else "bigint[]"
    return Expression(column, "=", fn.ANY(SQL("%s", [list(values)]).cast(kind)))


def not_member(column: Node, query: ModelSelect) -> Expression:
    """`column` is in none of the query's rows: NOT IN on SQLite, NOT EXISTS on PostgreSQL (three times faster there).

    The query selects one NOT NULL column.
    """
    if is_sqlite():
        return column.not_in(query)
    inner = query.alias("absent")
    chosen = query._returning[0]
    return ~fn.EXISTS(Select((inner,), (SQL("1"),)).where(getattr(inner.c, chosen.column_name) == column))


def is_busy(error: peewee.OperationalError) -> bool:
    """Whether a statement failed only because somebody else holds what it needs: it may be tried again."""
    state = getattr(error.__context__, "sqlstate", None)
    return "locked" in str(error) or "lock timeout" in str(error) or state in ("40001", "40P01", "55P03")


def lock_key(*keys: int) -> None:
    """Let one match-then-create at a time pass for each key until the transaction ends (PostgreSQL; SQLite has one writer)."""
    if keys and not is_sqlite():
        db.execute_sql("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) WITH ORDINALITY AS held (key, n)", (sorted(set(keys)),))


def lock_words(*words: str) -> None:
    """Let one transaction at a time pass for each of these words (PostgreSQL; SQLite has one writer)."""
    lock_key(*(int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), signed=True) for word in words))


def lock_rows(model: type[Model], ids: Iterable[int]) -> None:
    """Hold these rows until the transaction ends, always in the same order (PostgreSQL; SQLite has one writer)."""
    if (held := sorted(set(ids))) and not is_sqlite():
        sql = f'SELECT 1 FROM "{model._meta.table_name}" WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE'  # noqa: S608
        db.execute_sql(sql, (held,)).fetchall()


def checkpoint(whole: bool = False) -> None:
    """Move the write-ahead log into the database without blocking writers; `whole` also empties the log."""
    if is_sqlite():
        db.execute_sql(f"PRAGMA wal_checkpoint({'TRUNCATE' if whole else 'PASSIVE'})").fetchall()
