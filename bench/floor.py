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
