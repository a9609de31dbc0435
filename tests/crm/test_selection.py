"""Totals of selections: exact, or not there yet, and never an old one in place of the present."""

import pytest
from peewee import SQL

from crm import contacts, selection
from crm.db import db
from crm.models import Contact
from crm.patience import TooSlow, within
from crm.selection import Selection

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) FROM n"


@pytest.fixture
def slow(monkeypatch):
    """Counting takes as long as one likes to wait, until it is told to be quick."""
    real, slowly = selection._count, [True]

    def counting(chosen, actor):
        if slowly[0]:
            db.execute_sql(ENDLESS).fetchall()
        return real(chosen, actor)

    monkeypatch.setattr(selection, "_count", counting)
    monkeypatch.setattr(selection, "PATIENCE", 0.05)
    return slowly


def add(name, ada):
    contacts.create(contacts.Form({"first_name": name}), by=ada, region="NO")


def test_what_takes_too_long_ends_and_leaves_the_connection_usable(database):
    with pytest.raises(TooSlow), within(0.05):
        db.execute_sql(ENDLESS).fetchall()
    with pytest.raises(TooSlow), within(0.05):
        for _ in db.execute_sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"):
            pass
    assert Contact.select(SQL("1")).count() == 0
    with within(5):
        assert Contact.select().count() == 0


def test_a_dear_total_is_left_out_until_it_was_counted_and_again_after_a_write(database, ada, slow):
    everybody = Selection()
    add("Ann", ada)
    assert selection.quick(everybody, ada) is None
    assert selection.about(everybody, ada) is None
    slow[0] = False
    assert selection.quick(everybody, ada) is None
    selection.PATIENCE = -1
    assert selection.count(everybody, ada) == 1
    assert selection.quick(everybody, ada) == 1
    add("Bo", ada)
    assert selection.quick(everybody, ada) is None
    assert selection.about(everybody, ada) == 1
    assert selection.count(everybody, ada) == 2


def test_an_old_total_of_nobody_never_hides_who_came_since(database, ada, slow):
    slow[0] = False
    selection.PATIENCE = -1
    assert selection.count(Selection(), ada) == 0
    add("Ann", ada)
    assert selection.about(Selection(), ada) is None
