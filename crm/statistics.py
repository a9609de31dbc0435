"""What the query planner knows of the tables: looked at again after large work, without keeping writers waiting."""

from crm.db import db, is_sqlite

_LOOKED_AT = 10_000
"""Entries that SQLite looks at of each index of the journal, which grows without end and is read by the beginning of its keys alone."""
_JOURNAL = ("event", "change", "operation_item")


def refresh_statistics(whole: bool = True) -> None:
    """Let the query planner see what a large operation changed; unless `whole`, only tables that grew out of all proportion.

    On SQLite index after index, for the one write lock is held meanwhile; those of people whole, as guesses from a part mislead it
    where few values share many rows. PostgreSQL also notes which pages everybody sees: until then it counts nothing in an index
    alone, and looks each row up. It looks after the rest by itself.
    """
    if not is_sqlite():
        if whole:
            db.execute_sql("ANALYZE" if db.in_transaction() else "VACUUM (ANALYZE, SKIP_LOCKED)")
        return
    db.execute_sql(f"PRAGMA analysis_limit = {_LOOKED_AT}").fetchall()
    if not whole:
        db.execute_sql("PRAGMA optimize").fetchall()
        return
    for name, table in db.execute_sql("SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'").fetchall():
        db.execute_sql(f"PRAGMA analysis_limit = {_LOOKED_AT if table in _JOURNAL else 0}").fetchall()
        db.execute_sql(f'ANALYZE "{name}"')
    db.execute_sql(f"PRAGMA analysis_limit = {_LOOKED_AT}").fetchall()


def looked_at() -> bool:
    """Whether SQLite has statistics; PostgreSQL takes them by itself, also of an index made anew."""
    return is_sqlite() and "sqlite_stat1" in db.obj.get_tables()


def see_growth() -> None:
    """Let PostgreSQL look again at tables that are twice what it saw: while long work fills them it plans by what they were."""
    if is_sqlite():
        return
    grown = [name for (name,) in db.execute_sql(_GROWN).fetchall()]
    if grown:
        db.execute_sql(f"ANALYZE (SKIP_LOCKED) {', '.join(grown)}")


_GROWN = """SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
AND pg_relation_size(oid) > 65536 + 2 * relpages * current_setting('block_size')::bigint"""
