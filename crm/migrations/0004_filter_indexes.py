"""Indexes that filters read instead of whole tables: first and last names, job titles, and addresses and numbers with their person."""

from peewee import SqliteDatabase

LIVE = (
    ("contact", "first_name_f", "first_name_f"),
    ("contact", "last_name_f", "last_name_f"),
    ("contact_email", "email_key_contact", 'email_key", "contact_id'),
    ("contact_phone", "phone_key_e164_typed_contact", 'phone_key", "e164", "typed", "contact_id'),
)
REPLACED = ("contact_email_live_email_key", "contact_phone_live_phone_key")


def up(migrator, db):
    """Make them; those that find an address or a number alone are the beginnings of new ones."""
    last = "" if isinstance(db, SqliteDatabase) else ', "id"'
    for table, name, columns in LIVE:
        db.execute_sql(f'CREATE INDEX "{table}_live_{name}" ON "{table}" ("{columns}"{last}) WHERE state = 1')
    db.execute_sql('CREATE INDEX "contact_detail_job_title_f" ON "contact_detail" ("job_title_f")')
    for name in REPLACED:
        db.execute_sql(f'DROP INDEX "{name}"')
