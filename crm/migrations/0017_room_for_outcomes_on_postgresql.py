"""On PostgreSQL the items of operations leave room beside them: each is written once more, with its outcome, and then stays in its page.

A row that moves to another page costs an entry in every index.
"""

from peewee import SqliteDatabase


def up(migrator, db):
    """Fill pages of items by half."""
    if not isinstance(db, SqliteDatabase):
        db.execute_sql("ALTER TABLE operation_item SET (fillfactor = 50)")
