"""Objects of the office's own, and their records."""

from peewee import SqliteDatabase

SQLITE = (
    (
        'CREATE TABLE "custom_object" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT '
        'NULL, "key" TEXT NOT NULL, "one" TEXT NOT NULL, "many" TEXT NOT NULL)'
    ),
    (
        'CREATE TABLE "custom_record" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT '
        'NULL, "object_id" INTEGER NOT NULL, "name" TEXT NOT NULL, "name_f" TEXT NOT NULL, "owner_id" INTEGER, "created_at" INTEGER NOT '
        'NULL, FOREIGN KEY ("object_id") REFERENCES "custom_object" ("id"), FOREIGN KEY ("owner_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "custom_record_live_object_name_f" ON "custom_record" ("object_id", "name_f") WHERE state = 1',
)

POSTGRESQL = (
    (
        'CREATE TABLE "custom_object" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"key" TEXT NOT NULL COLLATE "C", "one" TEXT NOT NULL COLLATE "C", "many" TEXT NOT NULL COLLATE "C")'
    ),
    (
        'CREATE TABLE "custom_record" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"object_id" BIGINT NOT NULL, "name" TEXT NOT NULL COLLATE "C", "name_f" TEXT NOT NULL COLLATE "C", "owner_id" BIGINT, '
        '"created_at" BIGINT NOT NULL, FOREIGN KEY ("object_id") REFERENCES "custom_object" ("id"), '
        'FOREIGN KEY ("owner_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "custom_record_live_object_name_f" ON "custom_record" ("object_id", "name_f", "id") WHERE state = 1',
)


def up(migrator, db):
    """Make both tables."""
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL:
        db.execute_sql(statement)
    db.execute_sql('CREATE UNIQUE INDEX "custom_object_key_live" ON "custom_object" ("key") WHERE state = 1')
