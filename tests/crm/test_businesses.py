"""Businesses: found, renamed for everybody, deleted without their people, and given back by undo."""

import pytest

from crm import activity, bulk, businesses, contacts, followers, journal, selection, timelines
from crm.access import NotAllowed
from crm.businesses import belonging, keeping
from crm.contacts import listing
from crm.contacts.sorting import Sort
from crm.importing import running
from crm.importing.options import Options
from crm.journal import work
from crm.kinds import BUSINESSES
from crm.models import ARCHIVED, LIVE, Business, Contact, Event, Operation
from crm.records import Changed
from crm.records import listing as records
from crm.selection import Selection


def undone(kind, by):
    return journal.undo(Operation.select().where(Operation.kind == kind).order_by(Operation.id.desc()).get(), by=by)


def person(ada, name, business):
    return contacts.create(contacts.Form({"first_name": name, "business": business}), by=ada, region="US")


def listed(actor, search="", sort="name"):
    ids = listing.page_ids(Selection(search=search, kind=BUSINESSES), Sort.parse(sort, BUSINESSES), 0, 25, actor)
    return [(row.name, row.cells["people"]) for row in records.rows(BUSINESSES, ids, ("people",), actor)]


@pytest.fixture
def fjord(ada):
    """Fjord Ltd with Ann and Cai, and Fell Ltd with Dag."""
    person(ada, "Ann", "Fjord Ltd")
    person(ada, "Cai", "fjord ltd")
    person(ada, "Dag", "Fell Ltd")
    return Business.get(Business.name == "Fjord Ltd")


@pytest.mark.parametrize(
    ("search", "sort", "expected"),
    [
        ("", "name", [("Fell Ltd", 1), ("Fjord Ltd", 2)]),
        ("", "-name", [("Fjord Ltd", 2), ("Fell Ltd", 1)]),
        ("", "-people", [("Fjord Ltd", 2), ("Fell Ltd", 1)]),
        ("FJÖRD", "people", [("Fjord Ltd", 2)]),
        ("nowhere", "name", []),
    ],
)
def test_businesses_are_found_and_sorted_with_their_people(ada, fjord, search, sort, expected):
    assert listed(ada, search, sort) == expected
    assert selection.count(Selection(search=search, kind=BUSINESSES), ada) == len(expected)


def test_a_new_name_stands_with_everybody_and_undo_gives_back_the_old(ada, fjord):
    assert keeping.edit(fjord, {"name": "Fjord & Sons"}, by=ada)
    assert {c.business.name for c in Contact.select().where(Contact.business == fjord.id)} == {"Fjord & Sons"}
    undone("business.edited", ada)
    assert businesses.named("Fjord Ltd", by=ada) == fjord


@pytest.mark.parametrize(("name", "error"), [("", keeping.BadName), ("x" * 201, keeping.BadName), ("FELL LTD", keeping.NameTaken)])
def test_a_name_that_cannot_be_is_refused(ada, fjord, name, error):
    with pytest.raises(error):
        keeping.edit(fjord, {"name": name}, by=ada)
    assert Business.get_by_id(fjord.id).name == "Fjord Ltd"


def test_who_was_slower_sees_both_names(ada, fjord):
    keeping.edit(fjord, {"name": "Fjord & Sons"}, by=ada)
    with pytest.raises(Changed):
        keeping.edit(fjord, {"name": "Fjord & Daughters"}, by=ada, shown={"name": "Fjord Ltd"})


def test_deleting_keeps_the_people_those_in_the_archive_too_and_undo_gives_it_back(ada, fjord):
    cai = Contact.get(Contact.first_name == "Cai")
    contacts.archive(cai, by=ada)
    assert keeping.count(fjord) == 2
    keeping.remove(fjord, by=ada)
    assert [(c.first_name, c.business_id) for c in Contact.select().order_by(Contact.id).limit(2)] == [("Ann", None), ("Cai", None)]
    assert Contact.get_by_id(cai.id).state == ARCHIVED
    assert keeping.load(fjord.id, ada) is None
    assert undone("business.removed", ada).kept == []
    assert keeping.count(keeping.load(fjord.id, ada)) == 2


@pytest.fixture
def joins(ada, ann, settings):
    """The ways in which Ann comes to belong to a business of this name."""

    def bring():
        file = settings.data / "in.csv"
        file.write_text("email,business\nann@example.org,Fjord Ltd\n")
        work.run(running.start(file, "in.csv", Options(), by=ada, folder=settings.data / "files").id)

    return {
        "by hand": lambda: contacts.edit(ann, {"business": "Fjord Ltd"}, by=ada),
        "in bulk": lambda: work.run(bulk.act(Selection(ids=(ann.id,)), "set-business", {"business": ["Fjord Ltd"]}, by=ada).id),
        "as one more": lambda: belonging.add(ann, "Fjord Ltd", by=ada),
        "by a file": bring,
    }


@pytest.mark.parametrize("way", ["by hand", "in bulk", "as one more", "by a file"])
def test_a_business_that_is_deleted_as_somebody_joins_it_is_made_anew_for_them(ada, ann, fjord, joins, beside, until_somebody_waits, way):
    with journal.operation("business.removed", by=ada):
        keeping.remove(fjord, by=ada)
        joined = beside(joins[way])
        until_somebody_waits()
    assert joined() == ""
    now = Contact.get_by_id(ann.id).business
    assert (now.name, now.state, now.id != fjord.id) == ("Fjord Ltd", LIVE, True)


def test_who_was_about_to_join_a_business_deleted_meanwhile_hears_of_it(ada, ann, fjord, beside, until_somebody_waits):
    with journal.operation("business.removed", by=ada):
        keeping.remove(fjord, by=ada)
        joined = beside(lambda: belonging.join(ann, fjord, by=ada))
        until_somebody_waits()
    assert (joined(), Contact.get_by_id(ann.id).business) == ("BusinessGone", None)


def test_a_business_that_somebody_joins_as_it_is_deleted_keeps_nobody(ada, ann, fjord, beside, until_somebody_waits):
    with journal.operation("contact.edited", by=ada):
        contacts.edit(ann, {"business": "Fjord Ltd"}, by=ada)
        removed = beside(lambda: keeping.remove(fjord, by=ada))
        until_somebody_waits()
    assert removed() == ""
    assert Contact.get_by_id(ann.id).business is None


def test_deleting_is_one_event_a_person_and_is_told_on_their_timelines(ada, fjord):
    keeping.remove(fjord, by=ada)
    head = Operation.select().order_by(Operation.id.desc()).get()
    assert Event.select().where(Event.operation == head.id).count() == 3
    assert activity.of(ada)[0].title == "Deleted the business Fjord Ltd"


def test_the_timeline_of_a_business_is_that_of_its_people(ada, fjord):
    contacts.edit(Contact.get(Contact.first_name == "Cai"), {"city": "Oslo"}, by=ada)
    contacts.edit(Contact.get(Contact.first_name == "Dag"), {"city": "Rome"}, by=ada)
    titles = [one.title for one in timelines.of(fjord, ada)]
    assert titles == ["Edited Cai: city", "Created Cai", "Created Ann"]


def test_who_sees_only_what_is_theirs_sees_the_businesses_of_their_people_and_changes_none(ada, eve, fjord):
    assert (listed(eve), keeping.load(fjord.id, eve)) == ([], None)
    followers.follow(Contact.get(Contact.first_name == "Cai"), eve, by=ada)
    assert listed(eve) == [("Fjord Ltd", 1)]
    assert len(keeping.people(fjord, eve)) == 1
    for act in (lambda: keeping.edit(fjord, {"name": "Other"}, by=eve), lambda: keeping.remove(fjord, by=eve)):
        with pytest.raises(NotAllowed):
            act()
