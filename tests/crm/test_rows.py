"""Many rows are written as one would be, whatever differs from row to row."""

import sqlite3

import psycopg
import pytest

from crm import contacts
from crm.db import db, take_ids
from crm.models import Change, ContactTag, CustomValue, Event, Tag
from crm.rows import stream_rows, update_rows, write_rows

pytestmark = pytest.mark.usefixtures("database")
_CELLS = ("event", "operation", "tbl", "row", "col", "old", "new", "undo_of")
_VALUE = ("record", "field", "position", "text", "text_f", "long_f", "num", "live")
_TEXTS = ("0", "007", "1e5", "null", "[1]", '"quoted"', "back\\slash", "line\nbreak", "Żółć 🙂", "\\u0000", " ")


def written(rows):
    write_rows(Change, _CELLS, rows)
    return list(Change.select(*(getattr(Change, name) for name in _CELLS)).order_by(Change.id).tuples())


@pytest.mark.parametrize("count", [1, 2, 50])
def test_rows_that_are_alike_but_for_a_count(count):
    rows = [(100 + n, 7, 1, 5_000_000_000 + n, 3, "was", "is", None) for n in range(count)]
    assert written(rows) == rows


def test_text_stays_the_text_it_is():
    rows = [(9, 7, 1, 4, 3, text, None if n % 2 else text, n or None) for n, text in enumerate(_TEXTS)]
    assert written(rows) == rows


def test_rows_of_which_every_cell_differs():
    rows = [(n * n, n * n + 1, n % 3, -n, n % 5, f"was {n}", f"is {n}", n or None) for n in range(50)]
    assert written(rows) == rows


def test_numbers_that_look_like_a_count_but_are_none():
    rows = [(at, 7, 1, at, 3, None, "1", None) for at in (1, 2, 5, 4)]
    assert written(rows) == rows


def test_moments_and_the_moments_of_the_database_are_the_same():
    ids = list(take_ids(Event, 3))
    write_rows(Event, ("id", "operation", "kind", "subject_kind", "subject_id", "at"), [(i, 1, 1, 1, i, 1_700_000_000_123) for i in ids])
    moment = Event.get_by_id(ids[0]).at
    write_rows(Event, ("operation", "kind", "subject_kind", "subject_id", "at"), [(2, 1, 1, i, moment) for i in ids])
    assert {event.at for event in Event.select()} == {moment}


def test_members_of_a_set_are_switched_and_those_of_others_are_not(ada):
    people = [contacts.create(contacts.Form({"first_name": name}), by=ada, region="NO").id for name in ("Ann", "Ben", "Cat")]
    one, other = (Tag.create(born=1, name=name, name_f=name).id for name in "ab")
    write_rows(ContactTag, ("tag", "contact"), [(tag, i) for tag in (one, other) for i in people])
    update_rows(ContactTag, ("on",), ("tag", "contact"), [(0, one, i) for i in people[:2]])
    off = ContactTag.select(ContactTag.tag, ContactTag.contact).where(ContactTag.on == 0).order_by(ContactTag.contact)
    assert list(off.tuples()) == [(one, i) for i in people[:2]]
    update_rows(ContactTag, ("on",), ("tag", "contact"), [(1, one, people[0]), (0, other, people[1])])
    assert set(off.tuples()) == {(one, people[1]), (other, people[1])}


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_rows_that_come_one_by_one_are_all_written_as_they_are(count):
    rows = [(n, 7, 0, f"Żółć {n}" if n % 3 else "a\x01b", None, None, n if n % 2 else None, 1) for n in range(count)]
    stream_rows(CustomValue, _VALUE, iter(rows))
    assert list(CustomValue.select().order_by(CustomValue.record).tuples()) == rows


@pytest.mark.parametrize("at", [5, 99, 150, 249])
def test_of_rows_of_which_one_cannot_be_nothing_stays(at):
    rows = [(n, 7, 0, "a", None, None, None, 1) for n in range(250)]
    rows[at] = rows[0]
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)), db.atomic():
        stream_rows(CustomValue, _VALUE, rows)
    assert not CustomValue.select().exists()
