"""What an undo leaves as it is because it has no room by now: names, values and links that others took, and businesses that are gone."""

import sys

import pytest

from crm import contacts, custom_fields, custom_objects, journal, kinds
from crm.businesses import belonging, keeping
from crm.contacts import addresses
from crm.custom_fields.uniqueness import Taken
from crm.custom_objects import keeping as records
from crm.db import db
from crm.importing import running
from crm.importing.options import Options
from crm.journal import work
from crm.models import ARCHIVED, Business, Contact, ContactEmail, CustomRecord, Operation
from crm.models.custom_object import FIRST_OWN
from crm.tags import keeping as tags


def newest():
    return Operation.select().order_by(Operation.id.desc()).get()


def undo(of, by):
    """Undo an operation; the plan says the very same before."""
    planned = journal.plan(of, by=by)
    done = journal.undo(of, by=by)
    whys = [verdict.why for verdict in done.kept]
    assert whys == [verdict.why for verdict in planned.kept]
    assert done.words == planned.words
    return whys


@pytest.fixture
def firm(ada):
    def make(name):
        return keeping.create({"name": name}, by=ada)

    return make


def works(person):
    return Contact.get_by_id(person.id).business_id


NAMED = "another business has this name by now"
LOST = "the business isn’t there any more"


def test_a_business_whose_name_was_taken_stays_deleted_and_its_people_as_they_are(ada, ann, firm):
    fjord = firm("Fjord")
    contacts.edit(ann, {"business": "Fjord"}, by=ada)
    keeping.remove(fjord, by=ada)
    deleted = newest()
    second = firm("FJORD")
    assert sorted(undo(deleted, ada)) == [NAMED, LOST]
    assert (Business.get_by_id(fjord.id).state, works(ann)) == (0, None)
    keeping.remove(second, by=ada)
    assert undo(deleted, ada) == []
    assert (Business.get_by_id(fjord.id).state, works(ann)) == (1, fjord.id)


def test_a_name_that_was_taken_stays_what_it_was_changed_to(ada, firm):
    fjord = firm("Fjord")
    keeping.edit(fjord, {"name": "Fell"}, by=ada)
    renamed = newest()
    firm("fjord")
    assert undo(renamed, ada) == [NAMED]
    assert Business.get_by_id(fjord.id).name == "Fell"


def test_of_two_of_one_name_that_would_come_back_together_one_does(ada, firm):
    first = firm("Fjord")
    keeping.edit(first, {"name": "Fell"}, by=ada)
    renamed = newest()
    second = firm("Fjord")
    with journal.operation("business.removed", by=ada, title="Deleted both") as op:
        op.remove(first)
        op.remove(second)
    both = newest()
    assert undo(renamed, ada) == []
    assert undo(both, ada) == [NAMED]
    assert [Business.get_by_id(one.id).state for one in (first, second)] == [1, 0]


def test_nobody_is_moved_back_to_a_business_deleted_since(ada, ann, firm):
    fjord = firm("Fjord")
    contacts.edit(ann, {"business": "Fjord", "job_title": "Buyer"}, by=ada)
    contacts.edit(ann, {"business": "Fell", "job_title": "Chair", "city": "Oslo"}, by=ada)
    moved, fell = newest(), works(ann)
    keeping.remove(fjord, by=ada)
    deleted = newest()
    assert sorted(undo(moved, ada)) == [LOST, LOST, "used since"]
    assert (works(ann), contacts.values_of(Contact.get_by_id(ann.id))["job_title"], Contact.get_by_id(ann.id).city) == (fell, "Chair", "")
    assert {v.blocker for v in journal.plan(moved, by=ada).kept if v.why == LOST} == {deleted.id}
    assert undo(deleted, ada) == undo(moved, ada) == []
    assert works(ann) == fjord.id


def test_whoever_comes_back_themselves_waits_for_their_business(ada, firm):
    person = contacts.create(contacts.Form({"first_name": "Bo", "business": "Fjord"}), by=ada, region="NO")
    made = newest()
    assert undo(made, ada) == []
    undone = newest()
    second = firm("Fjord")
    assert sorted(undo(undone, ada)) == [NAMED, LOST]
    assert Contact.get_by_id(person.id).state == 0
    keeping.remove(second, by=ada)
    assert undo(undone, ada) == []
    assert (Contact.get_by_id(person.id).state, Business.get_by_id(works(person)).state) == (1, 1)


def test_a_further_business_that_was_deleted_takes_nobody_back(ada, ann, firm):
    fjord, fell = firm("Fjord"), firm("Fell")
    belonging.join(ann, fjord, by=ada)
    belonging.join(ann, fell, by=ada)
    belonging.leave(ann, fell, by=ada)
    left = newest()
    keeping.remove(fell, by=ada)
    assert undo(left, ada) == [LOST]


def test_who_would_get_back_a_primary_business_that_is_gone_stays_with_the_one_now(ada, ann, firm):
    fjord, fell = firm("Fjord"), firm("Fell")
    belonging.join(ann, fjord, by=ada)
    belonging.join(ann, fell, by=ada)
    belonging.prefer(ann, fell, by=ada)
    preferred = newest()
    keeping.remove(fjord, by=ada)
    assert set(undo(preferred, ada)) == {LOST, "changed since"}
    assert [(one.business.name, one.primary) for one in belonging.of(Contact.get_by_id(ann.id))] == [("Fell", True)]


def test_hundreds_come_back_to_their_business_after_it(ada, firm, database):
    fjord = firm("Fjord")
    for n in range(journal.undo.__globals__["AT_ONCE"] + 1):
        contacts.create(contacts.Form({"first_name": f"P{n}", "business": "Fjord"}), by=ada, region="NO")
    keeping.remove(fjord, by=ada)
    deleted = newest()
    outcome = journal.undo(deleted, by=ada)
    work.run(outcome.operation.id)
    assert journal.plan(outcome.operation, by=ada).kept == []
    assert Contact.select().where(Contact.business == fjord.id).count() == Operation.get_by_id(outcome.operation.id).total - 1


def test_a_tag_does_not_get_a_name_back_that_another_has_by_now(ada):
    vip = tags.create("vip", by=ada)
    tags.change(vip, "gold", "1", by=ada)
    renamed = newest()
    tags.create("VIP", by=ada)
    assert undo(renamed, ada) == ["the tag’s name was taken since"]


@pytest.fixture
def boats(ada):
    """Boats, each with a hull number of its own."""
    number = FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id
    custom_fields.define(custom_fields.Wanted("Hull", "number", unique=True, subject=number), by=ada)
    return records.Verbs(kinds.of(number))


VALUE = "another record has this value now"


def test_a_record_whose_value_was_taken_stays_in_the_archive(ada, boats):
    first = boats.create({"name": "Ida", "cf_hull": "7"}, by=ada)
    records.archive(first, by=ada)
    archived = newest()
    second = boats.create({"name": "Ada", "cf_hull": "7"}, by=ada)
    assert undo(archived, ada) == [VALUE]
    with pytest.raises(Taken):
        records.restore(first, by=ada)
    assert CustomRecord.get_by_id(first.id).state == 2
    boats.edit(second, {"cf_hull": "8"}, by=ada)
    edited = newest()
    assert undo(archived, ada) == []
    assert undo(edited, ada) == [VALUE]


def test_who_was_born_with_a_value_that_was_taken_since_is_not_born_again(ada, boats):
    boats.create({"name": "Ida", "cf_hull": "7"}, by=ada)
    made = newest()
    assert undo(made, ada) == []
    undone = newest()
    second = boats.create({"name": "Ada", "cf_hull": "7.0"}, by=ada)
    assert undo(undone, ada) == [VALUE]
    records.archive(second, by=ada)
    assert undo(undone, ada) == []


@pytest.fixture
def by_twos(monkeypatch):
    """A plan looks at two subjects at a time."""
    monkeypatch.setattr(sys.modules["crm.journal.undo"], "_PAGE", 2)


def away(by, people):
    """Archive some people in one operation."""
    with journal.operation("contact.archived", by=by, title="Archived some") as op:
        for person in people:
            op.put(person, state=ARCHIVED)
    return newest()


def test_of_two_of_one_value_that_would_come_back_pages_apart_one_does(ada, by_twos):
    code = custom_fields.define(custom_fields.Wanted("Code"), by=ada)
    people = [contacts.create(contacts.Form({"first_name": f"P{n}", "cf_code": f"c{n % 4}"}), by=ada, region="NO") for n in range(5)]
    gone = away(ada, people)
    custom_fields.change(code, {"unique": True}, by=ada)
    assert undo(gone, ada) == ["another record has this value now"]
    assert [Contact.get_by_id(person.id).state for person in people] == [1, 1, 1, 1, ARCHIVED]


def test_a_value_that_somebody_gives_away_pages_before_is_free_for_who_comes_after(ada, by_twos):
    custom_fields.define(custom_fields.Wanted("Code", unique=True), by=ada)
    people = [contacts.create(contacts.Form({"first_name": f"P{n}"}), by=ada, region="NO") for n in range(5)]
    contacts.edit(people[4], {"cf_code": "a"}, by=ada)
    with journal.operation("contact.edited", by=ada, title="Handed it over") as op:
        for person, code in zip(people, ("", "b", "c", "d", "e"), strict=True):
            op.put(person, cf_code=code)
        op.put(people[0], cf_code="a")
    assert undo(newest(), ada) == []
    assert contacts.own_values(people[4]) == {"cf_code": "a"}


def test_a_name_that_is_given_away_pages_before_is_free_for_who_comes_after(ada, firm, by_twos):
    firms = [firm(f"B{n}") for n in range(5)]
    with journal.operation("business.edited", by=ada, title="Handed all names on") as op:
        for n, one in enumerate(firms):
            op.put(one, name=f"B{n + 1}")
    renamed = newest()
    keeping.edit(firms[0], {"name": "Own"}, by=ada)
    assert undo(renamed, ada) == []
    assert [Business.get_by_id(one.id).name for one in firms] == ["Own", "B1", "B2", "B3", "B4"]


def test_a_person_whose_value_was_taken_stays_in_the_archive(ada, ann):
    custom_fields.define(custom_fields.Wanted("No", unique=True), by=ada)
    contacts.edit(ann, {"cf_no": "HP-1"}, by=ada)
    contacts.archive(Contact.get_by_id(ann.id), by=ada)
    archived = newest()
    contacts.create(contacts.Form({"first_name": "Bo", "cf_no": "hp-1"}), by=ada, region="NO")
    assert undo(archived, ada) == [VALUE]
    with pytest.raises(Taken):
        contacts.restore(Contact.get_by_id(ann.id), by=ada)
    assert Contact.get_by_id(ann.id).state == 2


def test_what_a_plan_asks_does_not_grow_with_the_addresses_that_would_go_or_come_back(ada, settings):
    def asked(act):
        seen = []
        db.obj.query_hooks.append(lambda sql, *_, **__: seen.append(sql))
        act()
        db.obj.query_hooks.clear()
        return len(seen)

    def gained(*names):
        """What gives people, who are known by one address, another one and a number."""
        for more, phone in (("", ""), ("; {0}@example.net", "+47 22 22 22 2{1}")):
            rows = (f"{name},{name}@example.org{more},{phone}".format(name, n) for n, name in enumerate(names))
            file = settings.data / "in.csv"
            file.write_text("\n".join(("first_name,emails,phones", *rows)))
            head = running.start(file, "in.csv", Options(), by=ada, folder=settings.data / "files")
            work.run(head.id)
        return Operation.get_by_id(head.id)

    few, many = gained("a"), gained(*"bcdefgh")
    assert asked(lambda: journal.plan(many, by=ada)) == asked(lambda: journal.plan(few, by=ada))
    assert ContactEmail.select().where(ContactEmail.state == 1).count() == 2 * 8
    gone = [journal.undo(one, by=ada).operation for one in (few, many)]
    assert asked(lambda: journal.plan(gone[1], by=ada)) == asked(lambda: journal.plan(gone[0], by=ada))


def test_an_address_that_somebody_was_given_again_does_not_come_back_beside_itself(ada, ann):
    (first,) = addresses.emails_of(ann)
    addresses.remove(first, by=ada)
    removed = newest()
    addresses.add_email(ann, "ANN@example.org", by=ada)
    assert undo(removed, ada) == ["there already"]
