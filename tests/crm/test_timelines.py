"""The timelines of businesses and of the office's own records: whose events stand there, one an operation, and what narrows them."""

from datetime import timedelta

import pytest

from crm import associations, clock, contacts, custom_objects, followers, journal, kinds, notes, tasks, timelines
from crm.associations import labels
from crm.associations.labels import Wanted
from crm.associations.ways import Way
from crm.businesses import keeping as firms
from crm.custom_objects import keeping as objects
from crm.journal.narrowing import Narrowed
from crm.models.custom_object import FIRST_OWN


def titles(record, actor, **narrowed):
    return [entry.title for entry in timelines.of(record, actor, Narrowed(**narrowed))]


@pytest.fixture
def fjord(ada, bob):
    """Fjord with Ann and Cai, a note and a task; Dag belongs to nobody."""
    firm = firms.create({"name": "Fjord"}, by=ada)
    for name, business in (("Ann", "Fjord"), ("Cai", "Fjord"), ("Dag", "")):
        contacts.create(contacts.Form({"first_name": name, "business": business}), by=ada, region="US")
    firms.edit(firm, {"city": "Oslo"}, by=bob)
    notes.add(firm, "Move in Mäy", by=ada)
    tasks.create(tasks.Typed("Renew"), by=bob, zone="UTC", business=firm)
    return firm


@pytest.fixture
def tern(ada, bob, ann):
    """A boat of Ann's, edited by Bob."""
    kind = kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)
    boat = objects.Verbs(kind).create({"name": "Tern"}, by=ada)
    label = labels.create(Wanted("Boat", "Skipper", 1, kind.number), by=ada)
    associations.link((1, ann.id), Way(label, "a"), (kind.number, boat.id), by=ada)
    objects.Verbs(kind).edit(boat, {"name": "Skua"}, by=bob)
    return boat


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"kind": "notes"}, ["Wrote a note about Fjord"]),
        ({"kind": "tasks"}, ["Added the task “Renew” for Fjord"]),
        ({"kind": "changes"}, ["Edited Fjord: city", "Created Cai", "Created Ann", "Made the business Fjord"]),
        ({"kind": "tags"}, []),
        ({"words": "mAY"}, ["Wrote a note about Fjord"]),
        ({"words": "ann"}, ["Created Ann"]),
        ({"words": "renew", "kind": "changes"}, []),
    ],
)
def test_the_timeline_of_a_business_is_narrowed_by_kind_and_words(ada, fjord, narrowed, expected):
    assert titles(fjord, ada, **narrowed) == expected


def test_the_timeline_of_a_business_is_narrowed_by_who_and_when(ada, bob, fjord):
    assert titles(fjord, ada, by=bob.id) == ["Added the task “Renew” for Fjord", "Edited Fjord: city"]
    soon = clock.now() + timedelta(hours=1)
    assert titles(fjord, ada, since=soon) == []
    assert titles(fjord, ada, until=soon) == titles(fjord, ada)
    assert titles(fjord, ada, until=soon - timedelta(hours=2)) == []


def test_an_operation_on_many_of_a_business_is_one_entry_and_names_its_person_alone(ada, fjord):
    people = list(contacts.Contact.select().order_by(contacts.Contact.id))
    with journal.operation("contact.edited", by=ada, title="Moved three people") as op:
        for person in people:
            op.put(person, city="Rome")
    entries = timelines.of(fjord, ada)
    assert [entry.title for entry in entries].count("Moved three people") == 1
    assert timelines.count(fjord, ada) == len(entries)
    assert [entry.person for entry in entries if entry.title == "Created Ann"] == ["Ann"]
    assert [entry.person for entry in entries if entry.title == "Edited Fjord: city"] == [""]


def test_a_link_says_with_which_record_on_the_timelines_of_both(ada, ann, tern, fjord):
    label = labels.create(Wanted("Supplier", "Customer", 1, 7), by=ada)
    associations.link((1, ann.id), Way(label, "a"), (7, fjord.id), by=ada)
    [entry] = timelines.of(fjord, ada, Narrowed("links"))
    assert [(line.label, line.new) for line in entry.lines] == [("Customer", "Ann Lee")]
    assert timelines.count(tern, ada) == len(timelines.of(tern, ada))
    [entry] = timelines.of(tern, ada, Narrowed("links"))
    assert [(line.label, line.new) for line in entry.lines] == [("Skipper", "Ann Lee")]
    assert [line.new for entry in timelines.of(ann, ada, Narrowed("links")) for line in entry.lines] == ["Fjord", "Skua"]


def test_the_timeline_of_a_record_is_narrowed_too(ada, bob, tern):
    assert titles(tern, ada, kind="changes") == ["Edited Tern: name", "Made the boat Tern"]
    assert titles(tern, ada, by=bob.id) == titles(tern, ada, words="edited") == ["Edited Tern: name"]
    assert titles(tern, ada, since=clock.now() + timedelta(hours=1)) == []
    assert set(timelines.kinds_of(tern)) == {"files", "changes", "follows", "imports", "links"}


def test_pages_follow_each_other_without_a_gap(ada, fjord, tern, ann):
    for record in (fjord, tern, ann):
        every, walked, last = timelines.of(record, ada), [], None
        while page := timelines.of(record, ada, before=last, size=2):
            walked += page
            last = page[-1].mark
        assert [entry.event for entry in walked] == [entry.event for entry in every] != []


def test_who_sees_only_what_is_theirs_reads_of_a_business_but_not_its_notes_tasks_and_other_people(ada, eve, fjord):
    followers.follow(fjord, eve, by=ada)
    assert titles(fjord, eve) == ["Followed Fjord for Eve Lund", "Edited Fjord: city", "Made the business Fjord"]
    assert titles(fjord, eve, words="may") == []
