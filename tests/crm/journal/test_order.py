"""In which order locks are taken on PostgreSQL: names, then labels, then values that only one may have, then rows; so nobody waits for one who waits for them."""

import threading

import pytest

from crm import bulk, contacts, custom_fields, custom_objects, db, journal, kinds, samples, tags
from crm.businesses import belonging, keeping
from crm.custom_fields.errors import NotUniqueNow
from crm.custom_objects import keeping as records
from crm.importing import running
from crm.importing.options import Options
from crm.journal import room, taken, values, work
from crm.models import Contact, CustomField, Operation
from crm.models.custom_object import FIRST_OWN
from crm.records import importing
from crm.selection import Selection

ENGINES = ("postgresql",)
ROWS = ('FROM "contact" ', 'FROM "business" ', 'FROM "custom_record" ', 'FROM "association" ')


@pytest.fixture
def ann(ada):
    """Somebody with two values that only one may have."""
    for label in ("No", "Code"):
        custom_fields.define(custom_fields.Wanted(label, unique=True), by=ada)
    return contacts.create(contacts.Form({"first_name": "Ann", "cf_no": "1", "cf_code": "a"}, "ann@example.org"), by=ada, region="NO")


@pytest.fixture
def boats(ada):
    number = FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id
    custom_fields.define(custom_fields.Wanted("Hull", "number", unique=True, subject=number), by=ada)
    return records.Verbs(kinds.of(number))


@pytest.fixture
def bring(settings, ada):
    """Import lines of CSV: of people, unless of another kind."""

    def bring_in(*lines, kind=None):
        file, by = settings.data / "in.csv", {"by": ada, "folder": settings.data / "files"}
        file.write_text("\n".join(lines))
        options = Options(on_match="overwrite")
        head = importing.start(kind, file, options, **by) if kind else running.start(file, "in.csv", options, **by)
        assert work.run(head.id)
        return running.result(Operation.get_by_id(head.id))

    return bring_in


def newest():
    return Operation.select().order_by(Operation.id.desc()).get()


def taken_by(act):
    """The locks that an act takes, in turn: words or rows, and how many calls each."""
    return [what for what, _ in locked_by(act)]


def locked_by(act):
    """The same, each with what is asked for."""
    seen, execute = [], db.db.obj.execute_sql

    def noted(sql, *args, **kwargs):
        if "pg_advisory_xact_lock" in sql:
            seen.append(("words", args[0][0]))
        elif " FOR " in sql and "UPDATE" in sql.rpartition(" FOR ")[2] and any(row in sql for row in ROWS):
            seen.append(("rows", args))
        return execute(sql, *args, **kwargs)

    db.db.obj.execute_sql = noted
    try:
        act()
    finally:
        db.db.obj.execute_sql = execute
    return seen


def test_words_come_before_rows_whoever_writes(ada, ann, boats, bring):
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
        lambda: bring("email,business,tags,no", "ann@example.org,Fjell,new,9", "bo@example.org,Skog,late,10"),
        lambda: journal.undo(newest(), by=ada),
        lambda: bring("name,hull", "Ida,9", "Una,10", kind=boats.kind),
    ]
    for n, act in enumerate(acts):
        locks = taken_by(act)
        assert "rows" in locks, n
        assert locks == sorted(locks, reverse=True), (n, locks)


def test_all_values_of_one_record_are_held_in_one_call(ada, ann):
    held = taken_by(lambda: contacts.edit(ann, {"cf_no": "2", "cf_code": "b"}, by=ada))
    assert held.count("words") == 2, "which fields are unique, and all the values"


def test_samples_hold_the_names_of_businesses_and_tags_in_one_call(ada):
    both = {db._key_of(room.NEW_BUSINESS), db._key_of(room.NEW_TAG)}
    held = [both & set(keys) for what, keys in locked_by(lambda: samples.load(by=ada)) if what == "words" and isinstance(keys, list)]
    assert next(filter(None, held)) == both


def waits():
    """Whether somebody waits for a word."""
    return db.db.obj.execute_sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").fetchone()[0] == 1


def beside(act, meanwhile):
    """Let `act` begin in a thread of its own, do `meanwhile` once it waits for a word that this transaction holds, and let it go on; gives what it gave."""
    found = []

    def alone():
        with db.connection():
            try:
                found.append(act())
            except Exception as error:  # noqa: BLE001
                found.append(error)
        db.db.close()

    acting = threading.Thread(target=alone)
    acting.start()
    while not waits():
        assert acting.is_alive(), found
    meanwhile()
    return acting, found


def test_an_undo_and_an_edit_of_one_record_let_one_another_pass(ada, boats):
    boat = boats.create({"name": "Ida", "cf_hull": "7"}, by=ada)
    boats.edit(boat, {"cf_hull": "8"}, by=ada)
    edited, kept = newest(), []
    with db.db.atomic():
        taken.hold([CustomField.get(CustomField.key == "hull").id])
        editing, found = beside(lambda: boats.edit(boat, {"cf_hull": "9"}, by=ada), lambda: kept.extend(journal.undo(edited, by=ada).kept))
    editing.join(30)
    assert (kept, found, records.own.held(boat)["cf_hull"]) == ([], [True], "9")


@pytest.mark.parametrize("word", [room.NEW_BUSINESS, room.NEW_TAG, "unique"])
def test_an_import_lets_others_pass_at_its_people_while_it_waits_for_a_word(ada, ann, bring, monkeypatch, word):
    monkeypatch.setattr(work, "_TRIES", 1)
    tags.put_on(contacts.create(contacts.Form({"first_name": "Bo"}, "bo@example.org"), by=ada, region="NO"), "vip", by=ada)
    cy = contacts.create(contacts.Form({"first_name": "Cy"}), by=ada, region="NO")
    lines = ("email,business,tags,no,city", "bo@example.org,Fjell,new,5,Oslo", "ann@example.org,Fjell,new,6,Oslo")

    def in_bulk():
        for act in (("set-field", {"field": ["source"], "value": ["Fair"]}), ("add-tags", {"tags": ["vip"]})):
            work.run(bulk.act(Selection(), *act, by=ada).id)
        contacts.edit(cy, {"cf_no": "5"}, by=ada)

    with db.db.atomic():
        known = CustomField.get(CustomField.key == "no").id
        taken.hold([known]) if word == "unique" else db.lock_words(word)
        bringing, found = beside(lambda: bring(*lines), in_bulk)
    bringing.join(30)
    assert found[0]["reasons"] == {"not_unique": 1}, "the row whose value somebody took meanwhile"
    assert sorted((c.first_name, c.source, c.city) for c in Contact) == [("Ann", "Fair", "Oslo"), ("Bo", "Fair", ""), ("Cy", "Fair", "")]
    assert values.of([c.id for c in Contact], [known]) == {ann.id: {known: "6"}, cy.id: {known: "5"}}


def test_a_field_is_made_unique_only_while_nobody_takes_values_of_it(ada, ann):
    code = CustomField.get(CustomField.key == "code")
    custom_fields.change(code, {"unique": False}, by=ada)
    bo = contacts.create(contacts.Form({"first_name": "Bo"}), by=ada, region="NO")
    with db.db.atomic():
        taken.stay()
        changing, found = beside(
            lambda: custom_fields.change(code, {"unique": True}, by=ada), lambda: contacts.edit(bo, {"cf_code": "a"}, by=ada)
        )
    changing.join(30)
    assert isinstance(found[0], NotUniqueNow)
