"""Tasks, and the series of those that come back."""

from peewee import SqliteDatabase

SQLITE = (
    (
        'CREATE TABLE "task_series" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" '
        'INTEGER NOT NULL, "contact_id" INTEGER, "title" TEXT NOT NULL, "description" TEXT NOT NULL, "assignee_id" '
        'INTEGER, "priority" INTEGER NOT NULL, "remind" INTEGER, "rule" TEXT NOT NULL, "starts" TEXT NOT NULL, "zone" '
        'TEXT NOT NULL, "author_id" INTEGER, "created_at" INTEGER NOT NULL, FOREIGN KEY ("contact_id") REFERENCES '
        '"contact" ("id"), FOREIGN KEY ("assignee_id") REFERENCES "member" ("id"), FOREIGN KEY ("author_id") '
        'REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "task_series_contact_id" ON "task_series" ("contact_id")',
    (
        'CREATE TABLE "task" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" '
        'INTEGER NOT NULL, "contact_id" INTEGER, "title" TEXT NOT NULL, "title_f" TEXT NOT NULL, "description" TEXT '
        'NOT NULL, "html" TEXT NOT NULL, "assignee_id" INTEGER, "priority" INTEGER NOT NULL, "due_on" TEXT NOT NULL, '
        '"due_at" INTEGER, "due" INTEGER, "zone" TEXT NOT NULL, "remind" INTEGER, "remind_at" INTEGER, "reminded_for" '
        'INTEGER, "done_at" INTEGER, "done_by_id" INTEGER, "series_id" INTEGER, "nominal" TEXT NOT NULL, "author_id" '
        'INTEGER, "created_at" INTEGER NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY '
        '("assignee_id") REFERENCES "member" ("id"), FOREIGN KEY ("done_by_id") REFERENCES "member" ("id"), FOREIGN '
        'KEY ("series_id") REFERENCES "task_series" ("id"), FOREIGN KEY ("author_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "task_contact_id" ON "task" ("contact_id")',
    'CREATE INDEX "task_series_id" ON "task" ("series_id")',
    'CREATE INDEX "task_live_due" ON "task" ("due") WHERE state = 1',
    'CREATE INDEX "task_live_assignee_due" ON "task" ("assignee_id", "due") WHERE state = 1',
    'CREATE INDEX "task_live_remind_at" ON "task" ("remind_at") WHERE state = 1',
    'CREATE INDEX "task_live_done_at" ON "task" ("done_at") WHERE state = 1',
)

POSTGRESQL = (
    (
        'CREATE TABLE "task_series" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT '
        'NULL, "contact_id" BIGINT, "title" TEXT NOT NULL COLLATE "C", "description" TEXT NOT NULL COLLATE "C", '
        '"assignee_id" BIGINT, "priority" SMALLINT NOT NULL, "remind" INTEGER, "rule" TEXT NOT NULL COLLATE "C", '
        '"starts" TEXT NOT NULL COLLATE "C", "zone" TEXT NOT NULL COLLATE "C", "author_id" BIGINT, "created_at" BIGINT '
        'NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("assignee_id") REFERENCES '
        '"member" ("id"), FOREIGN KEY ("author_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "task_series_contact_id" ON "task_series" ("contact_id")',
    (
        'CREATE TABLE "task" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"contact_id" BIGINT, "title" TEXT NOT NULL COLLATE "C", "title_f" TEXT NOT NULL COLLATE "C", "description" '
        'TEXT NOT NULL COLLATE "C", "html" TEXT NOT NULL COLLATE "C", "assignee_id" BIGINT, "priority" SMALLINT NOT '
        'NULL, "due_on" TEXT NOT NULL COLLATE "C", "due_at" BIGINT, "due" BIGINT, "zone" TEXT NOT NULL COLLATE "C", '
        '"remind" INTEGER, "remind_at" BIGINT, "reminded_for" BIGINT, "done_at" BIGINT, "done_by_id" BIGINT, '
        '"series_id" BIGINT, "nominal" TEXT NOT NULL COLLATE "C", "author_id" BIGINT, "created_at" BIGINT NOT NULL, '
        'FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("assignee_id") REFERENCES "member" '
        '("id"), FOREIGN KEY ("done_by_id") REFERENCES "member" ("id"), FOREIGN KEY ("series_id") REFERENCES '
        '"task_series" ("id"), FOREIGN KEY ("author_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "task_contact_id" ON "task" ("contact_id")',
    'CREATE INDEX "task_series_id" ON "task" ("series_id")',
    'CREATE INDEX "task_live_due" ON "task" ("due", "id") WHERE state = 1',
    'CREATE INDEX "task_live_assignee_due" ON "task" ("assignee_id", "due", "id") WHERE state = 1',
    'CREATE INDEX "task_live_remind_at" ON "task" ("remind_at", "id") WHERE state = 1',
    'CREATE INDEX "task_live_done_at" ON "task" ("done_at", "id") WHERE state = 1',
)


def up(migrator, db):
    """Make the tables."""
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL:
        db.execute_sql(statement)
