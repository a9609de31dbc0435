"""How many days anything can be undone; and when an operation that waits may begin."""

from peewee import SqliteDatabase

ADDED = (
    'ALTER TABLE "office" ADD COLUMN "undo_days" SMALLINT NOT NULL DEFAULT 60',
    'ALTER TABLE "operation" ADD COLUMN "not_before" BIGINT',
)
LITE = (ADDED[0].replace("SMALLINT", "INTEGER"), ADDED[1].replace("BIGINT", "INTEGER"))
AFTER = 'ALTER TABLE "office" ALTER COLUMN "undo_days" DROP DEFAULT'


def up(migrator, db):
    """Add the columns."""
    lite = isinstance(db, SqliteDatabase)
    for statement in LITE if lite else (*ADDED, AFTER):
        db.execute_sql(statement)
