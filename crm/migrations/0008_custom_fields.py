"""Custom fields: folders, fields, options and values; values are found by two partial indexes that hold the record beside them."""

from peewee import SqliteDatabase

SQLITE = (
    (
        'CREATE TABLE "custom_folder" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER '
        'NOT NULL, "subject" INTEGER NOT NULL, "name" TEXT NOT NULL, "position" INTEGER NOT NULL)'
    ),
    (
        'CREATE TABLE "custom_field" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER '
        'NOT NULL, "subject" INTEGER NOT NULL, "key" TEXT NOT NULL, "label" TEXT NOT NULL, "type" TEXT NOT NULL, "folder_id" '
        'INTEGER, "position" INTEGER NOT NULL, "required" INTEGER NOT NULL, "unique" INTEGER NOT NULL, "default" TEXT NOT NULL, '
        '"help" TEXT NOT NULL, "settings" TEXT NOT NULL, FOREIGN KEY ("folder_id") REFERENCES "custom_folder" ("id"))'
    ),
    'CREATE UNIQUE INDEX "custom_field_key_live" ON "custom_field" ("subject", "key") WHERE state = 1',
    (
        'CREATE TABLE "custom_option" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER '
        'NOT NULL, "field_id" INTEGER NOT NULL, "key" TEXT NOT NULL, "label" TEXT NOT NULL, "colour" INTEGER NOT NULL, "position"'
        ' INTEGER NOT NULL, FOREIGN KEY ("field_id") REFERENCES "custom_field" ("id"))'
    ),
    'CREATE INDEX "custom_option_field_id" ON "custom_option" ("field_id")',
    (
        'CREATE TABLE "custom_value" ("record" INTEGER NOT NULL, "field" INTEGER NOT NULL, "position" INTEGER NOT NULL, "text" '
        'TEXT, "text_f" TEXT, "long_f" TEXT, "num" DECIMAL, PRIMARY KEY ("record", "field", "position")) WITHOUT ROWID'
    ),
    'CREATE INDEX "custom_value_text" ON "custom_value" ("field", "text_f", "record") WHERE text_f IS NOT NULL',
    'CREATE INDEX "custom_value_long" ON "custom_value" ("field", "record") WHERE long_f IS NOT NULL',
    'CREATE INDEX "custom_value_num" ON "custom_value" ("field", "num", "record") WHERE num IS NOT NULL',
)

POSTGRESQL = (
    (
        'CREATE TABLE "custom_folder" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"subject" BIGINT NOT NULL, "name" TEXT NOT NULL COLLATE "C", "position" INTEGER NOT NULL)'
    ),
    (
        'CREATE TABLE "custom_field" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"subject" BIGINT NOT NULL, "key" TEXT NOT NULL COLLATE "C", "label" TEXT NOT NULL COLLATE "C", "type" TEXT NOT NULL '
        'COLLATE "C", "folder_id" BIGINT, "position" INTEGER NOT NULL, "required" SMALLINT NOT NULL, "unique" SMALLINT NOT NULL, '
        '"default" TEXT NOT NULL COLLATE "C", "help" TEXT NOT NULL COLLATE "C", "settings" TEXT NOT NULL COLLATE "C", FOREIGN KEY'
        ' ("folder_id") REFERENCES "custom_folder" ("id"))'
    ),
    'CREATE UNIQUE INDEX "custom_field_key_live" ON "custom_field" ("subject", "key") WHERE state = 1',
    (
        'CREATE TABLE "custom_option" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"field_id" BIGINT NOT NULL, "key" TEXT NOT NULL COLLATE "C", "label" TEXT NOT NULL COLLATE "C", "colour" SMALLINT NOT '
        'NULL, "position" INTEGER NOT NULL, FOREIGN KEY ("field_id") REFERENCES "custom_field" ("id"))'
    ),
    'CREATE INDEX "custom_option_field_id" ON "custom_option" ("field_id")',
    (
        'CREATE TABLE "custom_value" ("record" BIGINT NOT NULL, "field" BIGINT NOT NULL, "position" SMALLINT NOT NULL, "text" '
        'TEXT COLLATE "C", "text_f" TEXT COLLATE "C", "long_f" TEXT COLLATE "C", "num" NUMERIC, PRIMARY KEY ("record", "field", '
        '"position"))'
    ),
    'CREATE INDEX "custom_value_text" ON "custom_value" ("field", "text_f", "record") WHERE text_f IS NOT NULL',
    'CREATE INDEX "custom_value_long" ON "custom_value" ("field", "record") WHERE long_f IS NOT NULL',
    'CREATE INDEX "custom_value_num" ON "custom_value" ("field", "num", "record") WHERE num IS NOT NULL',
)


def up(migrator, db):
    """Make the four tables."""
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL:
        db.execute_sql(statement)
