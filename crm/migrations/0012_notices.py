"""Members are told what others do to whom they follow, in the app and by e-mail as they choose; operations are found by who did them."""

from peewee import SqliteDatabase

SQLITE = (
    'ALTER TABLE "member" ADD COLUMN "notices_app" INTEGER NOT NULL DEFAULT 1',
    'ALTER TABLE "member" ADD COLUMN "notices_email" TEXT NOT NULL DEFAULT \'\'',
    (
        'CREATE TABLE "notice" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "member_id" INTEGER NOT NULL, "operation" INTEGER NOT NULL, '
        '"contact_id" INTEGER NOT NULL, "why" TEXT NOT NULL, "at" INTEGER NOT NULL, "read_at" INTEGER, "mailed" INTEGER NOT NULL, '
        'FOREIGN KEY ("member_id") REFERENCES "member" ("id"))'
    ),
    (
        'CREATE TABLE "mail" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "member_id" INTEGER NOT NULL, "key" TEXT NOT NULL, '
        '"subject" TEXT NOT NULL, "text" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "sent_at" INTEGER, '
        'FOREIGN KEY ("member_id") REFERENCES "member" ("id"))'
    ),
)
POSTGRESQL = (
    'ALTER TABLE "member" ADD COLUMN "notices_app" SMALLINT NOT NULL DEFAULT 1',
    'ALTER TABLE "member" ALTER COLUMN "notices_app" DROP DEFAULT',
    'ALTER TABLE "member" ADD COLUMN "notices_email" TEXT COLLATE "C" NOT NULL DEFAULT \'\'',
    'ALTER TABLE "member" ALTER COLUMN "notices_email" DROP DEFAULT',
    (
        'CREATE TABLE "notice" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "member_id" BIGINT NOT NULL, "operation" BIGINT NOT NULL, '
        '"contact_id" BIGINT NOT NULL, "why" TEXT NOT NULL COLLATE "C", "at" BIGINT NOT NULL, "read_at" BIGINT, "mailed" SMALLINT NOT NULL, '
        'FOREIGN KEY ("member_id") REFERENCES "member" ("id"))'
    ),
    (
        'CREATE TABLE "mail" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "member_id" BIGINT NOT NULL, "key" TEXT NOT NULL COLLATE "C", '
        '"subject" TEXT NOT NULL COLLATE "C", "text" TEXT NOT NULL COLLATE "C", "created_at" BIGINT NOT NULL, "sent_at" BIGINT, '
        'FOREIGN KEY ("member_id") REFERENCES "member" ("id"))'
    ),
)
BOTH = (
    'CREATE UNIQUE INDEX "notice_member_id_operation" ON "notice" ("member_id", "operation")',
    'CREATE INDEX "notice_member_id_read_at" ON "notice" ("member_id", "read_at")',
    'CREATE INDEX "notice_contact_id" ON "notice" ("contact_id")',
    'CREATE UNIQUE INDEX "mail_member_id_key" ON "mail" ("member_id", "key")',
    'CREATE INDEX "operation_actor_id" ON "operation" ("actor", "id")',
    'CREATE INDEX "operation_kind_id" ON "operation" ("kind", "id")',
    "INSERT INTO listener (name, last_event_id, last_tx) SELECT 'notices', COALESCE(max(id), 0), COALESCE(max(tx), 0) FROM event",
)


def up(migrator, db):
    """Add the tables; what happened before is told to nobody."""
    for statement in (*(SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL), *BOTH):
        db.execute_sql(statement)
