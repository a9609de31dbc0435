"""Bulk acts on everybody and their undo, beside bare set-based SQL; and what people who edit meanwhile feel of them."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench import web
from bench.table import Table
from crm import bulk, db, jobs, journal, members
from crm.models import Contact, ContactTag, Operation
from crm.selection import Selection
from crm.settings import Settings

FLOOR = "bare set-based SQL: items, events, changes, values"
_PRAGMAS = ("synchronous=full", "cache_size=-64000", "foreign_keys=on", "temp_store=memory", "wal_autocheckpoint=4000")
_DO, _UNDO = 999_999, 999_998
_STAMP = "updated_at = 1, version = version + 1"
_OLD = "FROM change h WHERE h.tbl = 1 AND h.row = contact.id AND h.operation = 999999 AND h.col ="
_FLOORS = {
    "set-field": (
        (1, 7, "c.city", "'Floor'"),
        (f"UPDATE contact SET city = 'Floor', city_f = 'floor', {_STAMP} WHERE state = 1",),
        (f"UPDATE contact SET city = h.old, city_f = lower(h.old), {_STAMP} {_OLD} 7",),
    ),
    "add-tags": (
        (ContactTag.number, _DO, "NULL", "'1'"),
        (
            f'INSERT INTO contact_tag(tag_id, contact_id, born, "on") SELECT {_DO}, id, {_DO}, 1 FROM contact WHERE state = 1',
            f"UPDATE contact SET {_STAMP} WHERE state = 1",
        ),
        (f'UPDATE contact_tag SET "on" = 0 WHERE tag_id = {_DO}', f"UPDATE contact SET {_STAMP} WHERE state = 1"),
    ),
    "archive": (
        (1, 1, "'1'", "'2'"),
        (f"UPDATE contact SET state = 2, {_STAMP} WHERE state = 1", "DELETE FROM contact_search WHERE rowid IN (SELECT rowid FROM kept)"),
        (
            f"UPDATE contact SET state = 1, {_STAMP} {_OLD} 1",
            "INSERT INTO contact_search(rowid, text) SELECT rowid, text FROM kept",
        ),
    ),
}
"""An act's cell (table, column, old and new value), and the statements that write its effect and put it back."""


def measure(table: Table, settings: Settings, folder: Path) -> None:
    """A field, a tag and the archive for everybody, and the undo of each."""
    stamp = f"Bench {time.time()}"
    for act, given in {"set-field": {"field": ["city"], "value": [stamp]}, "add-tags": {"tags": [stamp]}, "archive": {}}.items():
        least = _floor(settings, act)
        took, back = _act(act, given)
        table.add(f"{act} for everybody", took, "s", least[0], FLOOR)
        table.add(f"undo of {act}", back, "s", least[1], FLOOR)


def _act(act: str, given: dict[str, list[str]]) -> tuple[float, float]:
    """Seconds of an act on everybody, and of its undo."""
    by = members.require_owner()
    _look_at(db.db)
    began = time.perf_counter()
    head = bulk.act(Selection(), act, given, by=by, via="command")
    jobs.work.run(head.id)
    done = time.perf_counter() - began
    _look_at(db.db)
    began = time.perf_counter()
    undo = journal.undo(Operation.get_by_id(head.id), by=by, via="command").operation
    jobs.work.run(undo.id)
    undone = time.perf_counter() - began
    assert Operation.get_by_id(undo.id).status == "done"
    return done, undone


def _look_at(connection: Any) -> None:
    """Let the planner see what the last act wrote, and the log be in the database, so that each act begins alike."""
    run = getattr(connection, "execute_sql", connection.execute)
    for statement in ("ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)" if db.is_sqlite() else "CHECKPOINT"):
        run(statement)


def _floor(office: Settings, act: str) -> tuple[float, float]:
    """Seconds of writing the rows that an act on everybody leaves, and its undo: a statement a table, one transaction each, in a copy of the office."""
    with _copy(office) as connection:
        connection.execute("CREATE TEMP TABLE kept AS SELECT rowid, text FROM contact_search ORDER BY rowid")
        connection.execute(f"INSERT INTO tag(id, born, state, name, name_f, colour) VALUES ({_DO}, 0, 1, 'floor', 'floor', 0)")
        (tbl, col, old, new), effect, inverse = _FLOORS[act]
        _look_at(connection)
        done = _timed(connection, (*_journal(_DO, "contact WHERE state = 1", "id"), _changes(tbl, col, old, new), *effect))
        _look_at(connection)
        undone = _timed(connection, (*_journal(_UNDO, f"event WHERE operation = {_DO}", "subject_id"), *_taken_back(tbl, col), *inverse))
    return done, undone


@contextmanager
def _copy(office: Settings) -> Iterator[Any]:
    if db.is_sqlite():
        db.checkpoint(whole=True)
        target = office.data / "floor.db"
        target.write_bytes((office.data / "kith.db").read_bytes())
        with closing(sqlite3.connect(target, isolation_level=None)) as connection:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").fetchall()
            yield connection
        target.unlink()
        return
    here = urlsplit(office.database_url)
    name, url = here.path[1:], here._replace(path=f"{here.path}_floor").geturl()
    db.db.close()
    with closing(psycopg.connect(here._replace(path="/postgres").geturl(), autocommit=True)) as server:
        server.execute(f'CREATE DATABASE "{name}_floor" TEMPLATE "{name}"')
        with closing(psycopg.connect(url, autocommit=True)) as connection:
            yield connection
        server.execute(f'DROP DATABASE "{name}_floor"')
    db.db.connect()


def _timed(connection: Any, statements: tuple[str, ...]) -> float:
    began = time.perf_counter()
    for statement in ("BEGIN IMMEDIATE" if db.is_sqlite() else "BEGIN", *statements, "COMMIT"):
        connection.execute(statement)
    return time.perf_counter() - began


def _journal(operation: int, whom: str, person: str) -> tuple[str, str]:
    rank = f"row_number() OVER (ORDER BY {person})"
    return (
        f"INSERT INTO operation_item(operation, seq, subject_kind, subject_id, verdict, status, reason) SELECT {operation}, {rank}, 1, {person}, 0, 1, '' FROM {whom}",
        f"INSERT INTO event(operation, kind, subject_kind, subject_id, at) SELECT {operation}, 40, 1, {person}, 1 FROM {whom}",
    )


def _changes(tbl: int, col: int, old: str, new: str) -> str:
    return (
        f"INSERT INTO change(event, operation, tbl, row, col, old, new) SELECT e.id, {_DO}, {tbl}, c.id, {col}, {old}, {new} "
        f"FROM event e CROSS JOIN contact c WHERE c.id = e.subject_id AND e.operation = {_DO}"
    )


def _taken_back(tbl: int, col: int) -> tuple[str, str]:
    same = f"h.tbl = {tbl} AND h.row = e.subject_id AND h.col = {col} AND h.operation = {_DO}"
    return (
        f"INSERT INTO change(event, operation, tbl, row, col, old, new, undo_of) SELECT e.id, {_UNDO}, h.tbl, h.row, h.col, h.new, h.old, h.id "
        f"FROM event e CROSS JOIN change h WHERE {same} AND e.operation = {_UNDO}",
        f'UPDATE change SET "off" = {_UNDO} WHERE event IN (SELECT id FROM event WHERE operation = {_DO})',
    )


def while_people_edit(table: Table, environ: dict[str, str], settings: Settings, password: str) -> None:
    """A worker does and undoes an act on all but one, whom a person edits every 50 ms in the browser; a third asks for the write lock every millisecond."""
    with db.connection():
        by, stamp = members.require_owner(), f"Bench {time.time()}"
        others = tuple(i for (i,) in Contact.select(Contact.id).where((Contact.state == 1) & (Contact.id != web.EDITED)).tuples())
        with web.serving(environ) as port:
            client = web.Client(port, password)
            for act, given in (("set-field", {"field": ["source"], "value": [stamp]}), ("add-tags", {"tags": [stamp]}), ("archive", {})):
                head = bulk.act(Selection(ids=others), act, given, by=by)
                beside(table, f"{act} for everybody, by a worker", ["work", "--once"], environ, settings, client)
                journal.undo(Operation.get_by_id(head.id), by=by)
                beside(table, f"undo of {act}, by a worker", ["work", "--once"], environ, settings, client)


def beside(table: Table, what: str, command: list[str], environ: dict[str, str], settings: Settings, client: web.Client) -> None:
    """How long a command takes while a person edits every 50 ms and another asks for the write lock, and what these feel of it."""
    began, edits = time.perf_counter(), []
    with _asking(settings) as waits:
        worker = subprocess.Popen([sys.executable, "-m", "house.command", *command], env=environ, cwd=web.ROOT)
        while worker.poll() is None:
            edits.append(web.edit(client, len(edits)))
            time.sleep(0.05)
    edits.sort()
    table.add(f"{what}, beside edits", time.perf_counter() - began, "s", None, "")
    table.add("  an edit in the browser, p95", edits[int(len(edits) * 0.95)], "ms", None, "")
    if waits:
        table.add("  the write lock, longest held", max(waits) * 1000, "ms", None, "")


@contextmanager
def _asking(settings: Settings) -> Iterator[list[float]]:
    """How long each of the spans was in which the write lock was not to be had, seen every millisecond (SQLite; PostgreSQL has row locks)."""
    waits: list[float] = []
    over = threading.Event()
    asking = threading.Thread(target=_ask, args=(settings.data / "kith.db", waits, over))
    if db.is_sqlite():
        asking.start()
    try:
        yield waits
    finally:
        over.set()
    if db.is_sqlite():
        asking.join()


def _ask(office: Path, waits: list[float], over: threading.Event) -> None:
    connection = sqlite3.connect(office, isolation_level=None, timeout=0)
    while not over.is_set():
        began = time.perf_counter()
        while not _had(connection):
            time.sleep(0.001)
        waits.append(time.perf_counter() - began)
        time.sleep(0.001)
    connection.close()


def _had(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    connection.execute("ROLLBACK")
    return True
