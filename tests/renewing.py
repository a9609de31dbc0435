"""A PostgreSQL database for test after test: emptied where that gives what a new one would be, else made anew (decision 013)."""

import time

from psycopg import Connection, Error, connect

NAME = "renewing"
"""What connections of ours are called."""
_PAGE = 8_192
_OWN = 16_384
"""Numbers of what PostgreSQL itself brings are smaller."""
_CATALOGUES = {
    "pg_attribute": "attrelid",
    "pg_attrdef": "oid",
    "pg_constraint": "oid",
    "pg_depend": "objid",
    "pg_index": "indexrelid",
    "pg_proc": "oid",
    "pg_trigger": "oid",
    "pg_type": "oid",
}
"""Where it is written what tables look like, and of whom."""
_SHAPE = ", ".join(
    f"(SELECT (count(*), max(xmin::text::bigint))::text FROM {name} WHERE {whose} >= %(own)s)" for name, whose in _CATALOGUES.items()
)
_LEARNED = "(SELECT (count(*), sum(relpages), sum(reltuples))::text FROM pg_class WHERE oid >= %(own)s)"
_MEASURED = "(SELECT count(*) FROM pg_statistic WHERE starelid >= %(own)s)"
_TABLES = """
SELECT relname, pg_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
_SEQUENCES = "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"
CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s AND application_name <> %s"


class Renewed:
    """The database of one test after the other, each time as its template is.

    What empties it stays connected, for whoever connects anew has to learn all tables first.
    """

    def __init__(self, server: Connection, template: str) -> None:
        self.name = f"{template}_one"
        self._server, self._template = server, template
        self._there: Connection | None = None
        with self._connected(template) as there:
            self._shape = _shape(there)
            self._sequences = set(there.execute(_SEQUENCES).fetchall())
            self._seeds = {name: _rows(there, name) for name, _ in there.execute(_TABLES).fetchall()}

    def renew(self) -> None:
        """Cut off what the test before left connected, and take away what it wrote."""
        while self._server.execute(CUT, [self.name, NAME]).fetchone() != (0,):
            time.sleep(0.001)
        if not (self._there and self._could_be_emptied(self._there)):
            self._make()

    def remove(self) -> None:
        if self._there:
            self._there.close()
        self._server.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def _make(self) -> None:
        self.remove()
        self._server.execute(f"CREATE DATABASE {self.name} TEMPLATE {self._template}")
        self._server.execute(f"ALTER DATABASE {self.name} SET synchronous_commit = off")
        self._there = self._connected(self.name)
        self._there.execute("SET session_replication_role = replica")

    def _could_be_emptied(self, there: Connection) -> bool:
        """Empty the tables, unless a test changed more than rows: what tables look like, or what the planner knows of them."""
        try:
            if _shape(there) != self._shape:
                return False
            self._empty(there)
            return True
        except Error:
            return False

    def _empty(self, there: Connection) -> None:
        """One page of rows is deleted, for that is quicker; of more, later rows might come back in another order than they were written."""
        sizes = there.execute(_TABLES).fetchall()
        changed = [(name, size) for name, size in sizes if name not in self._seeds or _rows(there, name) != self._seeds[name]]
        if large := ", ".join(f'"{name}"' for name, size in changed if size > _PAGE):
            there.execute(f"TRUNCATE {large}")
        there.execute("; ".join(f'DELETE FROM "{name}"' for name, size in changed if size <= _PAGE))
        for name in self._seeds.keys() & dict(changed).keys():
            with there.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                copy.write(self._seeds[name])
        for moved in self._sequences - set(there.execute(_SEQUENCES).fetchall()):
            there.execute("SELECT setval(format('%%I', %s::text)::regclass, %s, %s)", moved)

    def _connected(self, name: str) -> Connection:
        at = self._server.info
        return connect(host=at.host, port=at.port, user=at.user, password=at.password, dbname=name, autocommit=True, application_name=NAME)


def _shape(there: Connection) -> tuple[object, ...]:
    """Changes with whatever is said of the tables, by a statement or by the planner's own measuring."""
    return there.execute(f"SELECT {_SHAPE}, {_LEARNED}, {_MEASURED}", {"own": _OWN}).fetchone() or ()


def _rows(there: Connection, table: str) -> bytes:
    with there.cursor().copy(f'COPY (SELECT * FROM "{table}" ORDER BY ctid) TO STDOUT') as copy:
        return b"".join(bytes(part) for part in copy)
