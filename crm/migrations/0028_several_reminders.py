"""A task, and what each of a series is like, has several reminders: minutes before it is due, parted by commas."""

from peewee import SqliteDatabase

from crm.migrations.loosening import build_anew

_WAS, _IS = '"remind" INTEGER', '"remind" TEXT NOT NULL'


def up(migrator, db):
    """What was a number, or nothing, is text; an empty one means none."""
    lite = isinstance(db, SqliteDatabase)
    if lite:
        db.execute_sql("PRAGMA defer_foreign_keys = on")
    for table in ("task_series", "task"):
        if lite:
            build_anew(db, table, _WAS, _IS, """UPDATE temp."was" SET "remind" = '' WHERE "remind" IS NULL""")
            continue
        to = """TYPE TEXT COLLATE "C" USING COALESCE("remind"::text, '')"""
        db.execute_sql(f'ALTER TABLE "{table}" ALTER COLUMN "remind" {to}, ALTER COLUMN "remind" SET NOT NULL')
