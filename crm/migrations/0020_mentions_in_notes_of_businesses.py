"""A note about a business mentions members too, and a notice may be about a business."""

from peewee import SqliteDatabase

from crm.migrations.loosening import let_contact_be_empty


def up(migrator, db):
    """A mention needs no contact any more; a notice may name a business."""
    if isinstance(db, SqliteDatabase):
        db.execute_sql('ALTER TABLE "notice" ADD COLUMN "business_id" INTEGER')
        db.execute_sql("PRAGMA defer_foreign_keys = on")
        let_contact_be_empty(db, "mention")
    else:
        db.execute_sql('ALTER TABLE "notice" ADD COLUMN "business_id" BIGINT')
        db.execute_sql('ALTER TABLE "mention" ALTER COLUMN "contact_id" DROP NOT NULL')
