"""Saved column sets of exports."""

from peewee import SqliteDatabase

SQLITE = (
    (
        'CREATE TABLE "column_set" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT NULL, '
        '"name" TEXT NOT NULL, "name_f" TEXT NOT NULL, "owner_id" INTEGER NOT NULL, "subject" INTEGER NOT NULL, "shared" TEXT NOT NULL, "shown" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, FOREIGN KEY ("owner_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "column_set_live_name_f" ON "column_set" ("name_f") WHERE state = 1',
)

POSTGRESQL = (
    (
        'CREATE TABLE "column_set" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"name" TEXT NOT NULL COLLATE "C", "name_f" TEXT NOT NULL COLLATE "C", "owner_id" BIGINT NOT NULL, "subject" SMALLINT NOT NULL, '
        '"shared" TEXT NOT NULL COLLATE "C", "shown" TEXT NOT NULL COLLATE "C", "created_at" BIGINT NOT NULL, '
        'FOREIGN KEY ("owner_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "column_set_live_name_f" ON "column_set" ("name_f", "id") WHERE state = 1',
)


def up(migrator, db):
    """Add the table."""
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL:
        db.execute_sql(statement)
