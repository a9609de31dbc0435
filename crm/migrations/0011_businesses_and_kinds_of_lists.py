"""Businesses have fields as people do; a list is of one kind of record, and so are the columns a member keeps."""

from peewee import SqliteDatabase

TEXTS = (
    "phone phone_f email email_f website website_f industry industry_f street street_f city city_f region region_f postal_code "
    "postal_code_f country about about_f"
).split()
INDEXES = ("city_f", "industry_f", "created_at")


def up(migrator, db):
    """Add the columns; every list there is so far is one of people."""
    for statement in _sqlite() if isinstance(db, SqliteDatabase) else _postgresql():
        db.execute_sql(statement)


def _sqlite():
    for name in TEXTS:
        yield f'ALTER TABLE "business" ADD COLUMN "{name}" TEXT NOT NULL DEFAULT \'\''
    yield 'ALTER TABLE "business" ADD COLUMN "owner_id" INTEGER REFERENCES "member" ("id")'
    yield 'ALTER TABLE "smart_list" ADD COLUMN "subject" INTEGER NOT NULL DEFAULT 1'
    yield 'ALTER TABLE "member" ADD COLUMN "other_columns" TEXT NOT NULL DEFAULT \'\''
    for name in INDEXES:
        yield f'CREATE INDEX "business_live_{name}" ON "business" ("{name}") WHERE state = 1'


def _postgresql():
    for name in TEXTS:
        yield f'ALTER TABLE "business" ADD COLUMN "{name}" TEXT COLLATE "C" NOT NULL DEFAULT \'\''
        yield f'ALTER TABLE "business" ALTER COLUMN "{name}" DROP DEFAULT'
    yield 'ALTER TABLE "business" ADD COLUMN "owner_id" BIGINT REFERENCES "member" ("id")'
    yield 'ALTER TABLE "smart_list" ADD COLUMN "subject" BIGINT NOT NULL DEFAULT 1'
    yield 'ALTER TABLE "smart_list" ALTER COLUMN "subject" DROP DEFAULT'
    yield 'ALTER TABLE "member" ADD COLUMN "other_columns" TEXT COLLATE "C" NOT NULL DEFAULT \'\''
    yield 'ALTER TABLE "member" ALTER COLUMN "other_columns" DROP DEFAULT'
    for name in INDEXES:
        yield f'CREATE INDEX "business_live_{name}" ON "business" ("{name}", "id") WHERE state = 1'
