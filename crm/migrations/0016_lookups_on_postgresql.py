"""On PostgreSQL the indexes over living rows begin with what is looked for.

PostgreSQL leaves out a condition that the index itself promises, so one that began with the state found nothing by an address, a number
or a city: it read the whole table.
"""

from peewee import SqliteDatabase

FOUND = """SELECT indexname, replace(replace(indexdef, '_live_state_', '_live_'), '(state, ', '(')
FROM pg_indexes WHERE schemaname = current_schema() AND indexname LIKE '%\\_live\\_state\\_%'"""


def up(migrator, db):
    """Make each of them anew without the state."""
    if isinstance(db, SqliteDatabase):
        return
    for name, made_anew in db.execute_sql(FOUND.replace("%", "%%")).fetchall():
        db.execute_sql(f'DROP INDEX "{name}"')
        db.execute_sql(made_anew)
