"""Floors: the least work that gives the same rows, with the standard library alone."""

import csv
import sqlite3
import time
from pathlib import Path

import psycopg

from crm import db

_TABLES = (
    "contact", "contact_detail", "contact_email", "contact_phone", "business", "tag", "contact_tag", "event", "operation_item", "contact_search",
)  # fmt: skip
_IN_POSTGRES = ("business", "tag", *(table for table in _TABLES if table not in ("business", "tag", "contact_search")))
_BATCH = 5_000


def imported(office: Path, file: Path, target: Path) -> float:
    """Seconds to read the CSV and write the rows an import wrote, into the same tables with the same indexes, by executemany."""
    rows = _rows(office)
    _empty_copy(office, target)
    connection = sqlite3.connect(target, isolation_level=None)
    for pragma in ("journal_mode=wal", "synchronous=full", "cache_size=-64000", "foreign_keys=on", "wal_autocheckpoint=4000"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    began = time.perf_counter()
    with file.open(newline="", encoding="utf-8-sig") as source:
        for _ in csv.reader(source):
            pass
    for table, marks, lines in rows:
        for start in range(0, len(lines), _BATCH):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", lines[start : start + _BATCH])
            connection.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    return took


def imported_postgres(address: str, file: Path) -> float:
    """The same in PostgreSQL: the rows go into a schema of its own, by executemany, within transactions of a batch."""
    with psycopg.connect(address, autocommit=True) as connection:
        rows = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in _IN_POSTGRES}
        connection.execute("DROP SCHEMA IF EXISTS floor CASCADE")
        connection.execute("CREATE SCHEMA floor")
        for table in _IN_POSTGRES:
            connection.execute(f'CREATE TABLE floor."{table}" (LIKE public."{table}" INCLUDING ALL)')
        began = time.perf_counter()
        with file.open(newline="", encoding="utf-8-sig") as source:
            for _ in csv.reader(source):
                pass
        for table, lines in rows.items():
            marks = ",".join(["%s"] * len(lines[0])) if lines else ""
            for start in range(0, len(lines), _BATCH):
                with connection.transaction(), connection.cursor() as cursor:
                    cursor.executemany(f'INSERT INTO floor."{table}" VALUES ({marks})', lines[start : start + _BATCH])
        took = time.perf_counter() - began
        connection.execute("DROP SCHEMA floor CASCADE")
    return took


def _rows(office: Path) -> list[tuple[str, str, list[tuple]]]:
    connection = sqlite3.connect(office)
    found = []
    for table in ("business", "tag", *(t for t in _TABLES if t not in ("business", "tag"))):
        name = "contact_search(rowid, text)" if table == "contact_search" else f'"{table}"'
        columns = "rowid, text" if table == "contact_search" else "*"
        lines = connection.execute(f'SELECT {columns} FROM "{table}"').fetchall()
        if lines:
            found.append((name, ",".join("?" * len(lines[0])), lines))
    connection.close()
    return found


def _empty_copy(office: Path, target: Path) -> None:
    source, copy = sqlite3.connect(office), sqlite3.connect(target)
    shadows = ("contact_search_", "sqlite_")
    for kind in ("table", "index"):
        for name, sql in source.execute("SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL", (kind,)):
            if not name.startswith(shadows):
                copy.execute(sql)
    for table in ("member", "choice"):
        lines = source.execute(f"SELECT * FROM {table}").fetchall()
        copy.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(lines[0]))})", lines)
    copy.commit()
    source.close()
    copy.close()


_TEXTS = "source city birth_date".split()
_COLD = "job_title street region postal_code country website timezone language".split()
_TIMES = "created_at updated_at last_activity_at".split()
_MANY = {
    "emails": "SELECT {join}(address, '; ') FROM contact_email WHERE contact_id = c.id AND state = 1",
    "email": "SELECT min(address) FROM contact_email WHERE contact_id = c.id AND state = 1",
    "phones": "SELECT {join}(typed, '; ') FROM contact_phone WHERE contact_id = c.id AND state = 1",
    "phone": "SELECT min(typed) FROM contact_phone WHERE contact_id = c.id AND state = 1",
    "tags": "SELECT {join}(t.name, '; ') FROM contact_tag m JOIN tag t ON t.id = m.tag_id WHERE m.contact_id = c.id AND m.\"on\" = 1 AND t.state = 1",
    "followers": "SELECT {join}(m.email, '; ') FROM contact_follower f JOIN member m ON m.id = f.follower_id WHERE f.contact_id = c.id AND f.\"on\" = 1",
    "note": "SELECT {join}(text, '; ') FROM note WHERE contact_id = c.id AND state = 1",
    "dnc": "SELECT max(channels) FROM dnc WHERE contact_id = c.id AND state = 1",
}


def exported(target: Path, joined: str) -> float:
    """Seconds a bare csv.writer needs for the same thirty columns of everybody, read from the database by one statement; `joined` is its function."""
    began = time.perf_counter()
    some = ", ".join(f"({query.format(join=joined)})" for query in _MANY.values())
    cells = ", ".join([*(f"c.{n}" for n in (*_TEXTS, *_TIMES)), *(f"d.{n}" for n in _COLD)])
    names = "c.id, c.first_name, c.last_name, c.first_name || ' ' || c.last_name, b.name, k.key, o.email, c.score"
    joins = "LEFT JOIN business b ON b.id = c.business_id LEFT JOIN choice k ON k.id = c.type_id LEFT JOIN member o ON o.id = c.owner_id"
    sql = f"SELECT {names}, {cells}, {some} FROM contact c LEFT JOIN contact_detail d ON d.contact_id = c.id {joins} WHERE c.state = 1 ORDER BY c.id"
    with target.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(db.db.execute_sql(sql))
    return time.perf_counter() - began
