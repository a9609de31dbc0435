"""What stood in the office's own fields of people who were removed for good goes from the history, too.

The purge used to leave it. Whoever objected to being contacted stays as a row without a name: of these it goes where nobody has the row's
state in the history any more, as the purge takes that first.
"""

GONE = """DELETE FROM "change" WHERE "tbl" = 22 AND "col" IN (SELECT "id" FROM "custom_field" WHERE "subject" = 1)
AND "row" NOT IN (SELECT "id" FROM "contact" WHERE "state" <> 0 UNION SELECT "row" FROM "change" WHERE "tbl" = 1)"""
"""Cells of own fields (table 22) of contacts (1)."""


def up(migrator, db):
    """Remove it."""
    db.execute_sql(GONE)
