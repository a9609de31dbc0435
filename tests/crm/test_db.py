"""PostgreSQL finds living rows by their indexes, and sees its tables grow."""

from crm.db import write_rows
from crm.models import LIVE, Contact, Tag
from crm.statistics import see_growth

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
