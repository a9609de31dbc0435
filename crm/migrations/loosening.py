"""A column of SQLite that is another from now on."""

_NEEDED = '"contact_id" INTEGER NOT NULL'


def let_contact_be_empty(db, table):
    """Take the NOT NULL from the column of contacts."""
    build_anew(db, table, _NEEDED, _NEEDED.removesuffix(" NOT NULL"))


def build_anew(db, table, was, now, mend=""):
    """Build a table anew with a column that reads otherwise, as SQLite changes none; what points to its rows finds them again, and no id
    comes twice. `mend` changes the rows on their way."""
    indexes = [sql for (sql,) in db.execute_sql("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", (table,)) if sql]
    (made,) = db.execute_sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()
    last = db.execute_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    db.execute_sql(f'CREATE TEMP TABLE "was" AS SELECT * FROM main."{table}"')  # noqa: S608
    if mend:
        db.execute_sql(mend)
    db.execute_sql(f'DROP TABLE "{table}"')
    for statement in (made.replace(was, now), *indexes):
        db.execute_sql(statement)
    db.execute_sql(f'INSERT INTO "{table}" SELECT * FROM temp."was"')  # noqa: S608
    db.execute_sql('DROP TABLE temp."was"')
    if last:
        db.execute_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        db.execute_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last[0]))
