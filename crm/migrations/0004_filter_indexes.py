"""Indexes that filters read instead of whole tables.

SQLite reads an index alone only where it holds every column that is asked for, and the state is asked for always, so it stands in front.
First and last names and job titles get one; addresses and numbers stand in theirs with their person.
"""

from peewee import SqliteDatabase

SINGLE = "sort_f name_f created_at updated_at last_activity_at score city_f source_f birth_date business".split()
NEW = "first_name_f last_name_f".split()
REPLACED = (
    *(f"contact_live_{name}" for name in SINGLE),
    "contact_live_owner_type",
    "contact_email_live_email_key",
    "contact_phone_live_phone_key",
)
LIVE = (
    *(("contact", name, f'"{name}_id"' if name == "business" else f'"{name}"') for name in (*SINGLE, *NEW)),
    ("contact", "owner_type", '"owner_id", "type_id"'),
    ("contact_email", "email_key_contact", '"email_key", "contact_id"'),
    ("contact_phone", "phone_key_e164_typed_contact", '"phone_key", "e164", "typed", "contact_id"'),
)


def up(migrator, db):
    """Make them in place of those without the state."""
    for name in REPLACED:
        db.execute_sql(f'DROP INDEX "{name}"')
    last = "" if isinstance(db, SqliteDatabase) else ', "id"'
    for table, name, columns in LIVE:
        db.execute_sql(f'CREATE INDEX "{table}_live_state_{name}" ON "{table}" ("state", {columns}{last}) WHERE state = 1')
    db.execute_sql('CREATE INDEX "contact_detail_job_title_f" ON "contact_detail" ("job_title_f")')
