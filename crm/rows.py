"""Writing many rows at once, the only way round Peewee's own statements, for speed."""

import json
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any

from peewee import DecimalField, Field, FloatField, Model

from crm.db import db, is_sqlite

_FEW = 5
"""How many columns may differ from row to row for JSON to be the quicker way into SQLite; with nine it takes as long as a statement a row."""
_AT_ONCE = 100
"""Rows a statement into SQLite. It costs a fourth less than a statement a row where there are indexes to look into, and more save no more."""


def write_rows(model: type[Model], fields: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert many rows of plain tuples: few statements on SQLite, COPY on PostgreSQL.

    `fields` name the columns in tuple order; defaults of columns not named are filled in, and a field that
    converts its value (`db_value`) does so here; whole numbers stand for themselves.
    """
    if not rows:
        return
    named = [model._meta.fields[name] for name in fields]
    extra = [f for f in model._meta.sorted_fields if f.name not in fields and f.default is not None]
    columns = [f.column_name for f in (*named, *extra)]
    filled = _filled(rows, named, extra)
    table = model._meta.table_name
    if not is_sqlite() or any(isinstance(f, (DecimalField, FloatField)) for f in named) or not _pour(table, columns, filled):
        _write(table, columns, filled)


def stream_rows(model: type[Model], fields: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows that hold every column as the database takes it, while they are still being made: PostgreSQL writes some meanwhile.

    Making one asks the database nothing: on PostgreSQL its connection is taken until the last row, and a question would wait for ever.
    """
    _write(model._meta.table_name, [model._meta.fields[name].column_name for name in fields], rows)


def _write(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows as they come. A statement that fails leaves the rows before it, as single ones would: whoever writes takes all back."""
    into = f'"{table}" ({_quoted(columns)})'
    if not is_sqlite():
        with db.connection().cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks, rest = f"({','.join('?' * len(columns))})", iter(rows)
    several = f"INSERT OR FAIL INTO {into} VALUES {','.join([marks] * _AT_ONCE)}"  # noqa: S608
    while len(some := list(islice(rest, _AT_ONCE))) == _AT_ONCE:
        db.connection().execute(several, tuple(chain.from_iterable(some)))
    db.connection().executemany(f"INSERT INTO {into} VALUES {marks}", some)  # noqa: S608


def _pour(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> bool:
    """Insert rows by one statement that is told only what differs from row to row; tells whether that was a way for these rows.

    JSON has no way to SQLite for text with a zero in it.
    """
    told, given, differing = [], list[Any](), list[tuple[Any, ...]]()
    for cells in zip(*rows, strict=True):
        first = cells[0]
        if first == cells[-1] and cells.count(first) == len(cells):
            told.append("?")
        elif type(first) is int and cells[-1] == first + len(cells) - 1 and cells == tuple(range(first, first + len(cells))):
            told.append("? + key")
        else:
            told.append(f"json_extract(value, '$[{len(differing)}]')")
            differing.append(cells)
            continue
        given.append(first)
    if len(differing) > _FEW:
        return False
    values = json.dumps(list(zip(*differing, strict=True)) if differing else [0] * len(rows), ensure_ascii=False)
    if "\\u0000" in values:
        return False
    db.execute_sql(f'INSERT INTO "{table}" ({_quoted(columns)}) SELECT {", ".join(told)} FROM json_each(?)', (*given, values))  # noqa: S608
    return True


def _quoted(columns: Iterable[str]) -> str:
    return ",".join(f'"{c}"' for c in columns)


def _filled(rows: Sequence[tuple[Any, ...]], named: list[Field], extra: list[Field]) -> Sequence[tuple[Any, ...]]:
    converting = [(i, f.db_value) for i, f in enumerate(named) if getattr(f, "casts_rows", False)]
    casts = [(i, cast) for i, cast in converting if {type(row[i]) for row in rows} != {int}]
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

    `more` is SQL that is set in all of them. Values that are the same for all are sent but once, where only the last key tells rows apart.
    """
    if not rows:
        return
    table, columns, keys = model._meta.table_name, *([model._meta.fields[n].column_name for n in some] for some in (names, key))
    if len({row[:-1] for row in rows}) == 1:
        _update_alike(table, columns, keys, rows, more)
    elif is_sqlite():
        sets, here = ", ".join(f'"{c}" = ?' for c in columns), " AND ".join(f'"{k}" = ?' for k in keys)
        run_many(f'UPDATE "{table}" SET {sets}{more} WHERE {here}', rows)  # noqa: S608
    else:
        sets, here = ", ".join(f'"{c}" = fresh."{c}"' for c in columns), " AND ".join(f'"{table}"."{k}" = fresh."{k}"' for k in keys)
        told = json.dumps([dict(zip((*columns, *keys), row, strict=True)) for row in rows])
        fresh = f'json_populate_recordset(NULL::"{table}", %s::json) AS fresh'
        db.execute_sql(f'UPDATE "{table}" SET {sets}{more} FROM {fresh} WHERE {here}', (told,))  # noqa: S608


def _update_alike(table: str, columns: Sequence[str], keys: Sequence[str], rows: Sequence[tuple[Any, ...]], more: str) -> None:
    """Set the same values in rows that share all keys but the last. PostgreSQL finds them by that one alone: a key it never saw passes for
    rare, and it would read all rows of it."""
    mark, same = ("?", "") if is_sqlite() else ("%s", " + 0")
    sets, here = ", ".join(f'"{c}" = {mark}' for c in columns), "".join(f' AND "{k}"{same} = {mark}' for k in keys[:-1])
    last, among = [row[-1] for row in rows], "IN (SELECT value FROM json_each(?))" if is_sqlite() else "= ANY(%s)"
    given = (*rows[0][: len(columns)], json.dumps(last) if is_sqlite() else last, *rows[0][len(columns) : -1])
    db.execute_sql(f'UPDATE "{table}" SET {sets}{more} WHERE "{keys[-1]}" {among}{here}', given)  # noqa: S608
