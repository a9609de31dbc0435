"""The few operations that made the invented people stand in an index of their own.

The list asks whether any of them are still here each time something was written. Without it that read every operation and every person: 120 ms of
a page of a million people on SQLite, and up to 20 s on PostgreSQL once it planned for any word.
"""


def up(migrator, db):
    """Make it."""
    db.execute_sql("""CREATE INDEX "operation_sample" ON "operation" ("id") WHERE via = 'sample'""")
