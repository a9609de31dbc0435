"""Associations: labels, and the links that carry them."""

from peewee import SqliteDatabase

SQLITE = (
    (
        'CREATE TABLE "association_label" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER '
        'NOT NULL, "kind_a" INTEGER NOT NULL, "kind_b" INTEGER NOT NULL, "name" TEXT NOT NULL, "name_f" TEXT NOT NULL, "back" TEXT '
        'NOT NULL, "back_f" TEXT NOT NULL, "one_a" INTEGER NOT NULL, "one_b" INTEGER NOT NULL)'
    ),
    (
        'CREATE TABLE "association" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT '
        'NULL, "label_id" INTEGER NOT NULL, "kind_a" INTEGER NOT NULL, "a" INTEGER NOT NULL, "kind_b" INTEGER NOT NULL, "b" INTEGER '
        'NOT NULL, "created_at" INTEGER NOT NULL, FOREIGN KEY ("label_id") REFERENCES "association_label" ("id"))'
    ),
)

POSTGRESQL = (
    (
        'CREATE TABLE "association_label" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"kind_a" BIGINT NOT NULL, "kind_b" BIGINT NOT NULL, "name" TEXT NOT NULL COLLATE "C", "name_f" TEXT NOT NULL COLLATE "C", '
        '"back" TEXT NOT NULL COLLATE "C", "back_f" TEXT NOT NULL COLLATE "C", "one_a" SMALLINT NOT NULL, "one_b" SMALLINT NOT NULL)'
    ),
    (
        'CREATE TABLE "association" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"label_id" BIGINT NOT NULL, "kind_a" BIGINT NOT NULL, "a" BIGINT NOT NULL, "kind_b" BIGINT NOT NULL, "b" BIGINT NOT NULL, '
        '"created_at" BIGINT NOT NULL, FOREIGN KEY ("label_id") REFERENCES "association_label" ("id"))'
    ),
)

INDEXES = (
    'CREATE UNIQUE INDEX "association_live" ON "association" ("label_id", "a", "b") WHERE state = 1',
    'CREATE INDEX "association_kind_a_a" ON "association" ("kind_a", "a")',
    'CREATE INDEX "association_kind_b_b" ON "association" ("kind_b", "b")',
)


def up(migrator, db):
    """Make both tables."""
    for statement in (*(SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL), *INDEXES):
        db.execute_sql(statement)
