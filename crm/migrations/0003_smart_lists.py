"""Smart lists; folded first and last names and notes, which filters compare; pinned lists of members."""

from peewee import SqliteDatabase

from crm.fold import fold

ADDED = (("contact", "first_name_f"), ("contact", "last_name_f"), ("note", "text_f"), ("member", "pinned_lists"))
FOLDED = (("contact", "first_name"), ("contact", "last_name"), ("note", "text"))
BATCH = 10_000

SQLITE = (
    *(f'ALTER TABLE "{table}" ADD COLUMN "{name}" TEXT NOT NULL DEFAULT \'\'' for table, name in ADDED),
    (
        'CREATE TABLE "smart_list" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT NULL, '
        '"name" TEXT NOT NULL, "name_f" TEXT NOT NULL, "owner_id" INTEGER NOT NULL, "shared" TEXT NOT NULL, "tree" TEXT NOT NULL, '
        '"shown" TEXT NOT NULL, "sort" TEXT NOT NULL, "created_at" INTEGER NOT NULL, FOREIGN KEY ("owner_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "smart_list_live_name_f" ON "smart_list" ("name_f") WHERE state = 1',
)

POSTGRESQL = (
    *(
        statement
        for table, name in ADDED
        for statement in (
            f'ALTER TABLE "{table}" ADD COLUMN "{name}" TEXT COLLATE "C" NOT NULL DEFAULT \'\'',
            f'ALTER TABLE "{table}" ALTER COLUMN "{name}" DROP DEFAULT',
        )
    ),
    (
        'CREATE TABLE "smart_list" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"name" TEXT NOT NULL COLLATE "C", "name_f" TEXT NOT NULL COLLATE "C", "owner_id" BIGINT NOT NULL, "shared" TEXT NOT NULL COLLATE "C", '
        '"tree" TEXT NOT NULL COLLATE "C", "shown" TEXT NOT NULL COLLATE "C", "sort" TEXT NOT NULL COLLATE "C", "created_at" BIGINT NOT NULL, '
        'FOREIGN KEY ("owner_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "smart_list_live_name_f" ON "smart_list" ("name_f", "id") WHERE state = 1',
)


def up(migrator, db):
    """Add the columns and the table, and fold what is there."""
    lite = isinstance(db, SqliteDatabase)
    for statement in SQLITE if lite else POSTGRESQL:
        db.execute_sql(statement)
    mark = "?" if lite else "%s"
    for table, name in FOLDED:
        last = 0
        while rows := db.execute_sql(f'SELECT id, "{name}" FROM "{table}" WHERE id > {last} ORDER BY id LIMIT {BATCH}').fetchall():  # noqa: S608
            filled = [(fold(text), key) for key, text in rows if text]
            db.connection().cursor().executemany(f'UPDATE "{table}" SET "{name}_f" = {mark} WHERE id = {mark}', filled)  # noqa: S608
            last = rows[-1][0]
