"""Saved mappings of imports."""

from peewee import SqliteDatabase

SQLITE = (
    (
        'CREATE TABLE "saved_mapping" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT NULL, '
        '"name" TEXT NOT NULL, "name_f" TEXT NOT NULL, "owner_id" INTEGER NOT NULL, "fingerprint" TEXT NOT NULL, "told" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, FOREIGN KEY ("owner_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "saved_mapping_live_fingerprint" ON "saved_mapping" ("fingerprint") WHERE state = 1',
)

POSTGRESQL = (
    (
        'CREATE TABLE "saved_mapping" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"name" TEXT NOT NULL COLLATE "C", "name_f" TEXT NOT NULL COLLATE "C", "owner_id" BIGINT NOT NULL, '
        '"fingerprint" TEXT NOT NULL COLLATE "C", "told" TEXT NOT NULL COLLATE "C", "created_at" BIGINT NOT NULL, '
        'FOREIGN KEY ("owner_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "saved_mapping_live_fingerprint" ON "saved_mapping" ("fingerprint", "id") WHERE state = 1',
)


def up(migrator, db):
    """Add the table."""
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL:
        db.execute_sql(statement)
