"""Floors: the least work that gives the same rows, with the standard library alone."""

import csv
import sqlite3
import time
from pathlib import Path

_TABLES = (
    "contact", "contact_detail", "contact_email", "contact_phone", "business", "tag", "contact_tag", "event", "operation_item", "contact_search",
)  # fmt: skip
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


def exported(cells: list[list[str]], target: Path) -> float:
    """Seconds a bare csv.writer needs for rows that are in memory already."""
    began = time.perf_counter()
    with target.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(cells)
    return time.perf_counter() - began


BULK = {
    "set-field": (7, "c.city", "'Floor'", "UPDATE contact SET city = 'Floor', city_f = 'floor', version = version + 1 WHERE state = 1"),
    "add-tags": (
        999_999,
        "NULL",
        "'1'",
        'INSERT INTO contact_tag(tag_id, contact_id, born, "on") SELECT (SELECT min(id) FROM tag), id, 999999, 1 FROM contact '
        'WHERE state = 1 ON CONFLICT DO UPDATE SET "on" = 1',
    ),
    "archive": (1, "'1'", "'2'", "UPDATE contact SET state = 2, version = version + 1 WHERE state = 1"),
}
"""An act's column number, old and new value, and the one statement that writes its effect."""


def bulk_sql(office: Path, target: Path, act: str) -> tuple[float, float]:
    """Seconds of the bare set-based SQL of an act on everybody with its events and changes, and of putting it back."""
    target.write_bytes(office.read_bytes())
    column, old, new, effect = BULK[act]
    connection = sqlite3.connect(target, isolation_level=None)
    connection.execute("PRAGMA synchronous=full")
    began = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    top = connection.execute("SELECT max(id) FROM event").fetchone()[0]
    connection.execute(
        "INSERT INTO event(operation, kind, subject_kind, subject_id, at) SELECT 999999, 40, 1, id, 0 FROM contact WHERE state = 1"
    )
    connection.execute(
        f"INSERT INTO change(event, operation, tbl, row, col, old, new) SELECT e.id, 999999, 1, c.id, {column}, {old}, {new} "
        "FROM event e JOIN contact c ON c.id = e.subject_id WHERE e.id > ?",
        (top,),
    )
    connection.execute(effect)
    connection.execute("COMMIT")
    done = time.perf_counter()
    _put_back(connection, act)
    ended = time.perf_counter()
    connection.close()
    target.unlink()
    return done - began, ended - done


_BACK = {
    "set-field": "UPDATE contact SET city = h.old, city_f = lower(h.old) FROM change h WHERE h.operation = 999999 AND h.row = contact.id",
    "add-tags": 'UPDATE contact_tag SET "on" = 0 WHERE tag_id = (SELECT min(id) FROM tag)',
    "archive": "UPDATE contact SET state = 1 FROM change h WHERE h.operation = 999999 AND h.row = contact.id",
}


def _put_back(connection: sqlite3.Connection, act: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        "INSERT INTO event(operation, kind, subject_kind, subject_id, at) SELECT 999998, 50, 1, subject_id, 0 FROM event WHERE operation = 999999"
    )
    connection.execute(
        "INSERT INTO change(event, operation, tbl, row, col, old, new, undo_of) "
        "SELECT event, 999998, 1, row, col, new, old, id FROM change WHERE operation = 999999"
    )
    connection.execute(_BACK[act])
    connection.execute('UPDATE change SET "off" = 999998 WHERE operation = 999999')
    connection.execute("COMMIT")
