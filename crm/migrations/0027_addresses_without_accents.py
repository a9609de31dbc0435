"""Addresses are found whatever their accents: what folds to another text has that beside it, and stands so in the search."""

from peewee import SqliteDatabase

from crm.emails import folded
from crm.rows import run_many

INDEX = 'CREATE INDEX "contact_email_folded" ON "contact_email" ("email_f", "contact_id") WHERE state = 1 AND email_f IS NOT NULL'
READ = 'SELECT "id", "contact_id", "email_key" FROM "contact_email" WHERE "email_key" '
BESIDE = 'UPDATE "contact_email" SET "email_f" = ? WHERE "id" = ?'
SOUGHT = 'UPDATE "contact_search" SET "text" = replace("text", ?, ?) WHERE "rowid" = ?'


def up(migrator, db):
    """Add the column and fill it where it differs; in the text that is searched each such address gives way to it."""
    sqlite = isinstance(db, SqliteDatabase)
    db.execute_sql(f'ALTER TABLE "contact_email" ADD COLUMN "email_f" {"TEXT" if sqlite else """TEXT COLLATE "C" """}')
    db.execute_sql(INDEX)
    unusual = db.execute_sql(READ + ("GLOB '*[^!-~]*'" if sqlite else "~ '[^!-~]'")).fetchall()
    found = [(row, contact, key, text) for row, contact, key in unusual if (text := folded(key)) is not None]
    run_many(BESIDE, [(text, row) for row, _, _, text in found])
    run_many(SOUGHT, [(key, text, contact) for _, contact, key, text in found])
