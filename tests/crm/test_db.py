"""PostgreSQL finds living rows by their indexes, and sees its tables grow."""

import pytest

from crm.db import among, plain
from crm.models import ARCHIVED, LIVE, Contact, OperationItem, Tag
from crm.rows import update_rows, write_rows
from crm.search import documents
from crm.statistics import refresh_statistics, see_growth

ENGINES = ("postgresql",)
"""SQLite chooses by its own rules."""


def test_indexes_over_living_rows_begin_with_what_is_looked_for(database):
    """PostgreSQL leaves out a condition that an index promises: one that began with the state would find nothing by an address."""
    found = database.execute_sql("SELECT indexdef FROM pg_indexes WHERE indexdef LIKE %s", ("%WHERE (state = 1)",)).fetchall()
    assert len(found) > 20
    assert [told for (told,) in found if "(state, " in told] == []


def test_the_state_is_written_literally(database):
    """A bound one would let a prepared plan pass by the indexes over living rows."""
    assert Contact.select(Contact.id).where(Contact.state == LIVE).sql()[1] == []
    assert Contact.select(Contact.id).where(Contact.state.in_((LIVE, 2))).sql()[1] == []


def test_long_work_lets_postgresql_look_at_tables_that_grew(database):
    write_rows(Tag, ("born", "name", "name_f"), [(1, f"Tag {n}", f"tag {n}") for n in range(3_000)])
    see_growth()
    seen = "SELECT reltuples FROM pg_class WHERE relname = 'tag'"
    assert database.execute_sql(seen).fetchone() == (3_000,)


@pytest.mark.parametrize("operation", [1, 2])
def test_the_items_of_a_batch_are_found_by_their_key(database, operation):
    """Whether PostgreSQL knows an operation or not: of one it never saw it would take the index of subjects for as good, and read all of it."""
    write_rows(OperationItem, ("operation", "seq", "subject_id"), [(1, seq, seq) for seq in range(30_000)])
    see_growth()
    write_rows(OperationItem, ("operation", "seq", "subject_id"), [(2, seq, seq) for seq in range(3_000)])
    span = f"operation = {operation} AND seq BETWEEN 100 AND 199"
    told = database.execute_sql(f"EXPLAIN UPDATE operation_item SET status = 1 WHERE {span}").fetchall()
    assert [line.split(": ")[1] for (line,) in told if ": " in line] == [f"((operation = {operation}) AND (seq >= 100) AND (seq <= 199))"]


def test_many_rows_are_given_one_value_or_each_its_own(database):
    write_rows(Tag, ("born", "name", "name_f"), [(1, f"Tag {n}", f"tag {n}") for n in range(3)])
    ids = [i for (i,) in Tag.select(Tag.id).order_by(Tag.id).tuples()]
    update_rows(Tag, ("name", "colour"), ("id",), [("Same", 4, i) for i in ids[:2]], ', "born" = 7')
    assert list(Tag.select(Tag.name, Tag.colour, Tag.born).order_by(Tag.id).tuples()) == [("Same", 4, 7), ("Same", 4, 7), ("Tag 2", 0, 1)]
    update_rows(Tag, ("name",), ("id",), [(f"Own {i}", i) for i in ids])
    assert [name for (name,) in Tag.select(Tag.name).order_by(Tag.id).tuples()] == [f"Own {i}" for i in ids]


def test_after_an_import_postgresql_counts_in_an_index_alone(database):
    """It looks every row up as long as nobody noted which pages hold only what everybody sees."""
    database.execute_sql("SET synchronous_commit = on")  # what isn't on the disk yet isn't noted
    write_rows(Tag, ("born", "name", "name_f"), [(1, f"Tag {n}", f"tag {n}") for n in range(3_000)])
    refresh_statistics(whole=False)
    seen = "SELECT relallvisible FROM pg_class WHERE relname = 'tag'"
    assert database.execute_sql(seen).fetchone() == (0,)
    refresh_statistics()
    assert database.execute_sql(seen).fetchone()[0] > 10
    with database.atomic():
        refresh_statistics()


def test_documents_are_rewritten_without_looking_for_who_lives(database, monkeypatch):
    """While everybody is in the archive it believes that nobody lives, and takes an index of those for empty; an undo then fills it."""
    write_rows(Contact, ("id", "first_name", "state", "created_at", "updated_at"), [(i, "W", ARCHIVED, 1, 1) for i in range(1, 3_001)])
    database.execute_sql("ANALYZE contact")
    asked = []
    monkeypatch.setattr(documents, "plain", lambda query: asked.append(query) or plain(query))
    documents.refresh(range(1, 1_001))
    assert "(state = 1)" in plan(Contact.select(Contact.id).where(among(Contact.id, list(range(1, 1_001))) & (Contact.state == LIVE)))
    assert "state" not in plan(asked[0])


def plan(query):
    sql, values = query.sql()
    return str(query._database.execute_sql(f"EXPLAIN {sql}", values).fetchall())
