"""In which order locks are taken on PostgreSQL: names, then labels, then values that only one may have, then rows; so nobody waits for one who waits for them."""

import threading

import pytest

from crm import bulk, contacts, custom_fields, custom_objects, db, journal, kinds, tags
from crm.businesses import belonging, keeping
from crm.custom_objects import keeping as records
from crm.journal import taken, work
from crm.models import Contact, CustomField, Operation
from crm.models.custom_object import FIRST_OWN
from crm.selection import Selection

ENGINES = ("postgresql",)
ROWS = ('FROM "contact" ', 'FROM "business" ', 'FROM "custom_record" ', 'FROM "association" ')


@pytest.fixture
def ann(ada):
    """Somebody with two values that only one may have."""
    for label in ("No", "Code"):
        custom_fields.define(custom_fields.Wanted(label, unique=True), by=ada)
    return contacts.create(contacts.Form({"first_name": "Ann", "cf_no": "1", "cf_code": "a"}), by=ada, region="NO")


@pytest.fixture
def boats(ada):
    number = FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id
    custom_fields.define(custom_fields.Wanted("Hull", "number", unique=True, subject=number), by=ada)
    return records.Verbs(kinds.of(number))


def newest():
    return Operation.select().order_by(Operation.id.desc()).get()


def taken_by(act):
    """The locks that an act takes, in turn: words or rows, and how many calls each."""
    seen, execute = [], db.db.obj.execute_sql

    def noted(sql, *args, **kwargs):
        if "pg_advisory_xact_lock" in sql:
            seen.append("words")
        elif " FOR " in sql and "UPDATE" in sql.rpartition(" FOR ")[2] and any(row in sql for row in ROWS):
            seen.append("rows")
        return execute(sql, *args, **kwargs)

    db.db.obj.execute_sql = noted
    try:
        act()
    finally:
        db.db.obj.execute_sql = execute
    return seen


def test_words_come_before_rows_whoever_writes(ada, ann, boats):
    boat = boats.create({"name": "Ida", "cf_hull": "7"}, by=ada)
    firm = keeping.create({"name": "Fjord"}, by=ada)
    everybody = Selection(archived=True)

    def in_bulk():
        work.run(bulk.act(everybody, "restore", {}, by=ada).id)

    acts = [
        lambda: contacts.edit(ann, {"cf_no": "2", "cf_code": "b", "business": "Fell"}, by=ada),
        lambda: journal.undo(newest(), by=ada),
        lambda: contacts.archive(Contact.get_by_id(ann.id), by=ada),
        lambda: contacts.restore(Contact.get_by_id(ann.id), by=ada),
        lambda: journal.undo(newest(), by=ada),
        in_bulk,
        lambda: boats.edit(boat, {"cf_hull": "8"}, by=ada),
        lambda: journal.undo(newest(), by=ada),
        lambda: tags.put_on(ann, "new", by=ada),
        lambda: belonging.add(ann, "Fjell", by=ada),
        lambda: keeping.edit(firm, {"name": "Fjords"}, by=ada),
        lambda: work.run(bulk.act(Selection(kind=kinds.BUSINESSES, ids=(firm.id,)), "delete", {}, by=ada).id),
        lambda: journal.undo(newest(), by=ada),
    ]
    for n, act in enumerate(acts):
        locks = taken_by(act)
        assert "rows" in locks, n
        assert locks == sorted(locks, reverse=True), (n, locks)


def test_all_values_of_one_record_are_held_in_one_call(ada, ann):
    assert taken_by(lambda: contacts.edit(ann, {"cf_no": "2", "cf_code": "b"}, by=ada)).count("words") == 1


def waits():
    """Whether somebody waits for a word."""
    return db.db.obj.execute_sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").fetchone()[0] == 1


def test_an_undo_and_an_edit_of_one_record_let_one_another_pass(ada, boats):
    boat = boats.create({"name": "Ida", "cf_hull": "7"}, by=ada)
    boats.edit(boat, {"cf_hull": "8"}, by=ada)
    edited, raised = newest(), []

    def edit():
        with db.connection():
            try:
                boats.edit(boat, {"cf_hull": "9"}, by=ada)
            except Exception as error:  # noqa: BLE001
                raised.append(error)
        db.db.close()

    editing = threading.Thread(target=edit)
    with db.db.atomic():
        taken.hold([CustomField.get(CustomField.key == "hull").id])
        editing.start()
        while not waits():
            assert editing.is_alive()
        assert journal.undo(edited, by=ada).kept == []
    editing.join(30)
    assert (raised, records.own.held(boat)["cf_hull"]) == ([], "9")
