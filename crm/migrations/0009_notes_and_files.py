"""Notes become rich text and mention members; files stand beside people and in notes; calls and meetings are logged."""

from peewee import SqliteDatabase

from crm.rich import html

BATCH = 10_000

SQLITE = (
    'ALTER TABLE "note" ADD COLUMN "html" TEXT NOT NULL DEFAULT \'\'',
    (
        'CREATE TABLE "file" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" '
        'INTEGER NOT NULL, "contact_id" INTEGER, "note_id" INTEGER, "name" TEXT NOT NULL, "type" TEXT NOT NULL, "size" '
        'INTEGER NOT NULL, "sha256" TEXT NOT NULL, "author_id" INTEGER, "created_at" INTEGER NOT NULL, FOREIGN KEY '
        '("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("note_id") REFERENCES "note" ("id"), FOREIGN KEY '
        '("author_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "file_contact_id" ON "file" ("contact_id")',
    'CREATE INDEX "file_note_id" ON "file" ("note_id")',
    'CREATE INDEX "file_author_id" ON "file" ("author_id")',
    'CREATE INDEX "file_sha256" ON "file" ("sha256")',
    (
        'CREATE TABLE "mention" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" '
        'INTEGER NOT NULL, "contact_id" INTEGER NOT NULL, "note_id" INTEGER NOT NULL, "member_id" INTEGER NOT NULL, '
        'FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("note_id") REFERENCES "note" ("id"), '
        'FOREIGN KEY ("member_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "mention_contact_id" ON "mention" ("contact_id")',
    'CREATE INDEX "mention_note_id" ON "mention" ("note_id")',
    (
        'CREATE TABLE "talk" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" '
        'INTEGER NOT NULL, "contact_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "direction" TEXT NOT NULL, "outcome" '
        'TEXT NOT NULL, "minutes" INTEGER, "at" INTEGER NOT NULL, "text" TEXT NOT NULL, "text_f" TEXT NOT NULL, "html" '
        'TEXT NOT NULL, "author_id" INTEGER, "created_at" INTEGER NOT NULL, FOREIGN KEY ("contact_id") REFERENCES '
        '"contact" ("id"), FOREIGN KEY ("author_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "talk_contact_id_at" ON "talk" ("contact_id", "at")',
)

POSTGRESQL = (
    'ALTER TABLE "note" ADD COLUMN "html" TEXT COLLATE "C" NOT NULL DEFAULT \'\'',
    'ALTER TABLE "note" ALTER COLUMN "html" DROP DEFAULT',
    (
        'CREATE TABLE "file" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"contact_id" BIGINT, "note_id" BIGINT, "name" TEXT NOT NULL COLLATE "C", "type" TEXT NOT NULL COLLATE "C", '
        '"size" BIGINT NOT NULL, "sha256" TEXT NOT NULL COLLATE "C", "author_id" BIGINT, "created_at" BIGINT NOT NULL, '
        'FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("note_id") REFERENCES "note" ("id"), '
        'FOREIGN KEY ("author_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "file_contact_id" ON "file" ("contact_id")',
    'CREATE INDEX "file_note_id" ON "file" ("note_id")',
    'CREATE INDEX "file_author_id" ON "file" ("author_id")',
    'CREATE INDEX "file_sha256" ON "file" ("sha256")',
    (
        'CREATE TABLE "mention" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT '
        'NULL, "contact_id" BIGINT NOT NULL, "note_id" BIGINT NOT NULL, "member_id" BIGINT NOT NULL, FOREIGN KEY '
        '("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("note_id") REFERENCES "note" ("id"), FOREIGN KEY '
        '("member_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "mention_contact_id" ON "mention" ("contact_id")',
    'CREATE INDEX "mention_note_id" ON "mention" ("note_id")',
    (
        'CREATE TABLE "talk" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"contact_id" BIGINT NOT NULL, "kind" TEXT NOT NULL COLLATE "C", "direction" TEXT NOT NULL COLLATE "C", '
        '"outcome" TEXT NOT NULL COLLATE "C", "minutes" INTEGER, "at" BIGINT NOT NULL, "text" TEXT NOT NULL COLLATE '
        '"C", "text_f" TEXT NOT NULL COLLATE "C", "html" TEXT NOT NULL COLLATE "C", "author_id" BIGINT, "created_at" '
        'BIGINT NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("author_id") REFERENCES '
        '"member" ("id"))'
    ),
    'CREATE INDEX "talk_contact_id_at" ON "talk" ("contact_id", "at")',
)


def up(migrator, db):
    """Make the tables, and what the marks in the notes there are mean."""
    lite = isinstance(db, SqliteDatabase)
    for statement in SQLITE if lite else POSTGRESQL:
        db.execute_sql(statement)
    mark, last = "?" if lite else "%s", 0
    while rows := db.execute_sql(f"SELECT id, text FROM note WHERE id > {last} ORDER BY id LIMIT {BATCH}").fetchall():  # noqa: S608
        filled = [(made, key) for key, text in rows if (made := html(text))]
        db.connection().cursor().executemany(f"UPDATE note SET html = {mark} WHERE id = {mark}", filled)  # noqa: S608
        last = rows[-1][0]
