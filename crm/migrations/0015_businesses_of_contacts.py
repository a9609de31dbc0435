"""Contacts belong to several businesses; notes and tasks may be about a business; members are told of tasks."""

from peewee import SqliteDatabase

from crm.migrations.loosening import let_contact_be_empty

SQLITE = (
    (
        'CREATE TABLE "contact_business" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT '
        'NULL, "contact_id" INTEGER NOT NULL, "business_id" INTEGER NOT NULL, "role" TEXT NOT NULL, "role_f" TEXT NOT NULL, '
        'FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("business_id") REFERENCES "business" ("id"))'
    ),
    'CREATE INDEX "contact_business_live_business_contact" ON "contact_business" ("business_id", "contact_id") WHERE state = 1',
    (
        'CREATE TABLE "dismissal" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT NULL, '
        '"contact_id" INTEGER NOT NULL, "business_id" INTEGER NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), '
        'FOREIGN KEY ("business_id") REFERENCES "business" ("id"))'
    ),
    *(f'ALTER TABLE "{table}" ADD COLUMN "business_id" INTEGER REFERENCES "business" ("id")' for table in ("note", "task", "task_series")),
    'ALTER TABLE "notice" ADD COLUMN "task_id" INTEGER',
)
POSTGRESQL = (
    (
        'CREATE TABLE "contact_business" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"contact_id" BIGINT NOT NULL, "business_id" BIGINT NOT NULL, "role" TEXT NOT NULL COLLATE "C", "role_f" TEXT NOT NULL COLLATE "C", '
        'FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("business_id") REFERENCES "business" ("id"))'
    ),
    'CREATE INDEX "contact_business_live_business_contact" ON "contact_business" ("business_id", "contact_id", "id") WHERE state = 1',
    (
        'CREATE TABLE "dismissal" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, "contact_id" '
        'BIGINT NOT NULL, "business_id" BIGINT NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), '
        'FOREIGN KEY ("business_id") REFERENCES "business" ("id"))'
    ),
    *(f'ALTER TABLE "{table}" ADD COLUMN "business_id" BIGINT REFERENCES "business" ("id")' for table in ("note", "task", "task_series")),
    'ALTER TABLE "notice" ADD COLUMN "task_id" BIGINT',
    'ALTER TABLE "note" ALTER COLUMN "contact_id" DROP NOT NULL',
    'ALTER TABLE "notice" ALTER COLUMN "contact_id" DROP NOT NULL',
)
BOTH = (
    'CREATE INDEX "contact_business_contact_id" ON "contact_business" ("contact_id")',
    'CREATE INDEX "dismissal_contact_id" ON "dismissal" ("contact_id")',
    'CREATE INDEX "dismissal_business_id" ON "dismissal" ("business_id")',
    'CREATE INDEX "note_business" ON "note" ("business_id", "created_at") WHERE business_id IS NOT NULL',
    'CREATE INDEX "task_business" ON "task" ("business_id") WHERE business_id IS NOT NULL',
)


def up(migrator, db):
    """Add the tables and columns; a note and a notice need no contact any more."""
    lite = isinstance(db, SqliteDatabase)
    for statement in SQLITE if lite else POSTGRESQL:
        db.execute_sql(statement)
    if lite:
        db.execute_sql("PRAGMA defer_foreign_keys = on")
        for table in ("note", "notice"):
            let_contact_be_empty(db, table)
    for statement in BOTH:
        db.execute_sql(statement)
