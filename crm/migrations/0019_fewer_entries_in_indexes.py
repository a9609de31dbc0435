"""Indexes that hold what is looked for by them, and no more.

Every write of a contact moves its time and so, on PostgreSQL, writes each index it stands in anew: those over birthdays and scores held
everybody for the sake of a few. And while it knows nothing of an operation it takes any index that begins with it for as good: it read all
items by their subjects to find the thousand of a batch. An index over subjects that are known can't be taken for that.
"""

from peewee import SqliteDatabase

SPARSE = {"birth_date": "IS NOT NULL", "score": "<> 0"}
ITEMS = (
    """CREATE INDEX "operation_item_operation_subject_id" ON "operation_item" ("operation", "subject_id") WHERE subject_id IS NOT NULL"""
)


def up(migrator, db):
    """Make each of them anew."""
    db.execute_sql('DROP INDEX "operation_item_operation_subject_id"')
    db.execute_sql(ITEMS)
    if isinstance(db, SqliteDatabase):
        return
    for name, has_one in SPARSE.items():
        db.execute_sql(f'DROP INDEX "contact_live_{name}"')
        db.execute_sql(f'CREATE INDEX "contact_live_{name}" ON "contact" ("{name}", "id") WHERE state = 1 AND "{name}" {has_one}')
