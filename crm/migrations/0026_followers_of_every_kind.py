"""Businesses and records of the office's own objects are followed too, and a notice may be about such a record."""

from peewee import SqliteDatabase

RECORDS = {"business": "business", "record": "custom_record"}
"""The column of what is followed, and the table it points to."""


def up(migrator, db):
    """Add a table of followers each, as people have one, and the column."""
    lite = isinstance(db, SqliteDatabase)
    key, flag, end = ("INTEGER", "INTEGER", " WITHOUT ROWID") if lite else ("BIGINT", "SMALLINT", "")
    for name, table in RECORDS.items():
        db.execute_sql(
            f'CREATE TABLE "{name}_follower" ("follower_id" {key} NOT NULL, "{name}_id" {key} NOT NULL, "born" {key} NOT NULL, '
            f'"on" {flag} NOT NULL, PRIMARY KEY ("follower_id", "{name}_id"), FOREIGN KEY ("follower_id") REFERENCES "member" ("id"), '
            f'FOREIGN KEY ("{name}_id") REFERENCES "{table}" ("id")){end}'
        )
        db.execute_sql(f'CREATE INDEX "{name}_follower_{name}_id_follower_id" ON "{name}_follower" ("{name}_id", "follower_id")')
    db.execute_sql(f'ALTER TABLE "notice" ADD COLUMN "record_id" {key}')
