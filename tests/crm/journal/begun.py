"""An office as it stood when the first history of a test began: the next ones begin with its rows, far quicker than by its acts."""

from collections.abc import Iterable
from typing import Any

from crm.db import db, is_sqlite

Rows = list[tuple[str, Any]]


def rows_of(models: Iterable[Any]) -> Rows:
    """The rows of these tables, each with the statement that brings them back."""
    return [_of(model._meta.table_name, ", ".join(f'"{field.column_name}"' for field in model._meta.sorted_fields)) for model in models]


def bring_back(rows: Rows) -> None:
    """Write these rows into tables that are empty, in any order."""
    cursor = db.obj.cursor()
    if is_sqlite():
        db.execute_sql("PRAGMA foreign_keys = off")
        with db.atomic():
            for statement, found in rows:
                cursor.executemany(statement, found)
        db.execute_sql("PRAGMA foreign_keys = on")
        return
    with db.atomic():
        db.execute_sql("SET LOCAL session_replication_role = replica")
        for statement, found in rows:
            with cursor.copy(statement) as copy:
                copy.write(found)


def _of(table: str, columns: str) -> tuple[str, Any]:
    read = f'SELECT {columns} FROM "{table}"'
    if is_sqlite():
        found = db.execute_sql(read).fetchall()
        return f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join("?" * (columns.count(",") + 1))})', found
    with db.obj.cursor().copy(f"COPY ({read}) TO STDOUT") as copy:
        return f'COPY "{table}" ({columns}) FROM STDIN', b"".join(bytes(part) for part in copy)
