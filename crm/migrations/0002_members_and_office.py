"""Members get a profile, invitations a table, and the office settings of its own."""

from peewee import SqliteDatabase

PROFILE = (
    ("timezone", "TEXT", "''"),
    ("locale", "TEXT", "''"),
    ("page_size", "INTEGER", "50"),
    ("shortcuts", "INTEGER", "1"),
    ("list_columns", "TEXT", "''"),
)
POSTGRESQL_TYPES = {"TEXT": 'TEXT COLLATE "C"', "INTEGER": "SMALLINT"}

SQLITE = (
    *(f'ALTER TABLE "member" ADD COLUMN "{name}" {kind} NOT NULL DEFAULT {start}' for name, kind, start in PROFILE),
    (
        'CREATE TABLE "invitation" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT NULL, '
        '"token_hash" TEXT NOT NULL, "name" TEXT NOT NULL, "email" TEXT NOT NULL, "role" TEXT NOT NULL, "only_assigned" INTEGER NOT NULL, '
        '"member_id" INTEGER, "author_id" INTEGER NOT NULL, "created_at" INTEGER NOT NULL, "expires_at" INTEGER NOT NULL, '
        'FOREIGN KEY ("member_id") REFERENCES "member" ("id"), FOREIGN KEY ("author_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "invitation_live_token_hash" ON "invitation" ("token_hash") WHERE state = 1',
    (
        'CREATE TABLE "office" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT NULL, '
        '"name" TEXT NOT NULL, "phone_region" TEXT NOT NULL, "timezone" TEXT NOT NULL, "paper" TEXT NOT NULL, "steps_closed" INTEGER NOT NULL)'
    ),
)

POSTGRESQL = (
    *(
        statement
        for name, kind, start in PROFILE
        for statement in (
            f'ALTER TABLE "member" ADD COLUMN "{name}" {POSTGRESQL_TYPES[kind]} NOT NULL DEFAULT {start}',
            f'ALTER TABLE "member" ALTER COLUMN "{name}" DROP DEFAULT',
        )
    ),
    (
        'CREATE TABLE "invitation" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"token_hash" TEXT NOT NULL COLLATE "C", "name" TEXT NOT NULL COLLATE "C", "email" TEXT NOT NULL COLLATE "C", '
        '"role" TEXT NOT NULL COLLATE "C", "only_assigned" SMALLINT NOT NULL, "member_id" BIGINT, "author_id" BIGINT NOT NULL, '
        '"created_at" BIGINT NOT NULL, "expires_at" BIGINT NOT NULL, '
        'FOREIGN KEY ("member_id") REFERENCES "member" ("id"), FOREIGN KEY ("author_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "invitation_live_token_hash" ON "invitation" ("token_hash", "id") WHERE state = 1',
    (
        'CREATE TABLE "office" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"name" TEXT NOT NULL COLLATE "C", "phone_region" TEXT NOT NULL COLLATE "C", "timezone" TEXT NOT NULL COLLATE "C", '
        '"paper" TEXT NOT NULL COLLATE "C", "steps_closed" SMALLINT NOT NULL)'
    ),
)

OFFICE = (
    "INSERT INTO office (born, state, name, phone_region, timezone, paper, steps_closed) "
    "VALUES (0, 1, COALESCE((SELECT value FROM setting WHERE key = 'office_name'), ''), '', '', '', 0)"
)


def up(migrator, db):
    """Add the columns and tables; the office keeps the name it had."""
    for statement in (*(SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL), OFFICE):
        db.execute_sql(statement)
    db.execute_sql("DELETE FROM setting WHERE key = 'office_name'")
