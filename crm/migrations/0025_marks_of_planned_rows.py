"""The rows of an import's plan are marked: those that overwrite a value, or make a business or tag, are found and counted."""

from peewee import SqliteDatabase


def up(migrator, db):
    """Add the marks; plans made before have none."""
    kind = "INTEGER" if isinstance(db, SqliteDatabase) else "SMALLINT"
    db.execute_sql(f'ALTER TABLE "operation_item" ADD COLUMN "marks" {kind}')
