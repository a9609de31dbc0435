"""Custom values tell whether their person is living, and the indexes that find them hold it: so they answer alone who is in a list.

PostgreSQL learns which values are common in which field, else it takes those of each to be spread over all of them, and finds five
thousand people one by one because it looked for a hundred.
"""

from peewee import SqliteDatabase

AWAY = """UPDATE "custom_value" SET "live" = 0 WHERE "record" IN (SELECT "id" FROM "contact" WHERE "state" <> 1)
AND "field" IN (SELECT "id" FROM "custom_field" WHERE "subject" = 1)"""


def up(migrator, db):
    """Add the mark, set it, and make the two indexes anew with it."""
    for name in ("text", "num"):
        db.execute_sql(f'DROP INDEX "custom_value_{name}"')
    kind = "INTEGER" if isinstance(db, SqliteDatabase) else "SMALLINT"
    db.execute_sql(f'ALTER TABLE "custom_value" ADD COLUMN "live" {kind} NOT NULL DEFAULT 1')
    db.execute_sql(AWAY)
    if not isinstance(db, SqliteDatabase):
        db.execute_sql('ALTER TABLE "custom_value" ALTER COLUMN "live" DROP DEFAULT')
    for name, column in (("text", "text_f"), ("num", "num")):
        where = f'("field", "{column}", "record", "live") WHERE {column} IS NOT NULL'
        db.execute_sql(f'CREATE INDEX "custom_value_{name}" ON "custom_value" {where}')
        if not isinstance(db, SqliteDatabase):
            db.execute_sql(f'CREATE STATISTICS "custom_value_{name}s" (mcv) ON "field", "{column}" FROM "custom_value"')
