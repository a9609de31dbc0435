"""Operations are found by when they were done, and those of a kind that somebody did.

The activity of a day went through every operation there is where the day held fewer than a page, and what somebody hardly ever does through all of a kind.
"""


def up(migrator, db):
    """Make the indexes."""
    db.execute_sql('CREATE INDEX "operation_created_at_id" ON "operation" ("created_at", "id")')
    db.execute_sql('CREATE INDEX "operation_actor_kind_id" ON "operation" ("actor", "kind", "id")')


def down(migrator, db):
    """Take them away."""
    db.execute_sql('DROP INDEX "operation_actor_kind_id"')
    db.execute_sql('DROP INDEX "operation_created_at_id"')
