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
from peewee import SQL, Database, DatabaseProxy, Expression, Model, ModelSelect, Node, PostgresqlDatabase, Select, SqliteDatabase, fn

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
    if not patient:
        options += " -c plan_cache_mode=force_custom_plan"  # one plan for a city of ten people and for one of half of them suits neither
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
    lock_key(*map(_key_of, words))


def _key_of(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), signed=True)


def share_words(*words: str) -> None:
    """Let nobody pass for these words until the transaction ends but who shares them too (PostgreSQL; SQLite has one writer)."""
    if not is_sqlite():
        for word in words:
            db.execute_sql("SELECT pg_advisory_xact_lock_shared(%s)", (_key_of(word),))


def lock_rows(model: type[Model], ids: Iterable[int]) -> None:
    """Hold these rows until the transaction ends, always in the same order (PostgreSQL; SQLite has one writer)."""
    if (held := sorted(set(ids))) and not is_sqlite():
        sql = f'SELECT 1 FROM "{model._meta.table_name}" WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE'  # noqa: S608
        db.execute_sql(sql, (held,)).fetchall()


def checkpoint(whole: bool = False) -> None:
    """Move the write-ahead log into the database without blocking writers; `whole` also empties the log."""
    if is_sqlite():
        db.execute_sql(f"PRAGMA wal_checkpoint({'TRUNCATE' if whole else 'PASSIVE'})").fetchall()
