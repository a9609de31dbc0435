"""A contact belongs to several businesses, with a role each and one primary; whatever is done to that can be undone."""

import pytest

from crm import businesses, contacts, db, followers, journal, notes, tasks, timelines
from crm.businesses import belonging, keeping
from crm.contacts import NotLive
from crm.filters import Group, Leaf, Related
from crm.journal import feed
from crm.kinds import BUSINESSES
from crm.models import Business, Contact, ContactBusiness, Operation, Task
from crm.records.listing import rows
from crm.selection import Selection, count
from crm.tasks import lists
from crm.tasks.lists import Day, Wanted


@pytest.fixture
def fjord(ada, ann):
    """Ann buys for Fjord, and sits on the board of Fell."""
    belonging.add(ann, "Fjord", "Buyer", by=ada)
    belonging.add(ann, "Fell", "Board", by=ada)
    return Business.get(Business.name == "Fjord")


def stand(contact):
    return [(one.business.name, one.role, one.primary) for one in belonging.of(Contact.get_by_id(contact.id))]


def undo(by):
    return journal.undo(Operation.select().order_by(Operation.id.desc()).get(), by=by)


BOTH = [("Fjord", "Buyer", True), ("Fell", "Board", False)]


def test_the_first_business_is_the_primary_and_its_role_the_job_title(ada, ann, fjord):
    assert stand(ann) == BOTH
    assert contacts.values_of(Contact.get_by_id(ann.id))["job_title"] == "Buyer"


def test_adding_again_does_nothing_but_give_a_role(ada, ann, fjord):
    before = Operation.select().count()
    belonging.add(ann, "FELL", by=ada)
    assert (stand(ann), Operation.select().count()) == (BOTH, before)
    belonging.add(ann, "fell", "Chair", by=ada)
    assert stand(ann)[1] == ("Fell", "Chair", False)


@pytest.mark.parametrize(
    ("act", "after"),
    [
        (lambda ann, there, by: belonging.prefer(ann, there["Fell"], by=by), [("Fell", "Board", True), ("Fjord", "Buyer", False)]),
        (lambda ann, there, by: belonging.leave(ann, there["Fell"], by=by), BOTH[:1]),
        (lambda ann, there, by: belonging.leave(ann, there["Fjord"], by=by), [("Fell", "Board", True)]),
        (lambda ann, there, by: belonging.set_role(ann, there["Fell"], "Chair", by=by), [BOTH[0], ("Fell", "Chair", False)]),
        (lambda ann, there, by: belonging.set_role(ann, there["Fjord"], "", by=by), [("Fjord", "", True), BOTH[1]]),
        (lambda ann, there, by: keeping.remove(there["Fell"], by=by), BOTH[:1]),
        (lambda ann, there, by: keeping.remove(there["Fjord"], by=by), BOTH[1:]),
    ],
)
def test_every_act_can_be_undone(ada, ann, fjord, act, after):
    act(ann, {b.name: b for b in Business.select()}, ada)
    assert stand(ann) == after
    assert undo(ada).kept == []
    assert stand(ann) == BOTH


def test_undoing_takes_a_business_away_that_only_this_made_and_keeps_one_that_others_use(ada, bob, ann, fjord):
    undo(ada)
    assert (stand(ann), Business.get(Business.name == "Fell").state) == (BOTH[:1], 0)
    belonging.add(ann, "Dale", by=ada)
    made = Operation.select().order_by(Operation.id.desc()).get()
    notes.add(Business.get(Business.name == "Dale"), "Moves in May", by=bob)
    assert [verdict.why for verdict in journal.undo(made, by=ada).kept] == ["used since"]
    assert Business.get(Business.name == "Dale").state == 1


def test_who_left_meanwhile_is_said_and_nobody_in_the_archive_is_changed(ada, ann, fjord):
    fell = Business.get(Business.name == "Fell")
    belonging.leave(ann, fell, by=ada)
    with pytest.raises(belonging.NotThere):
        belonging.set_role(ann, fell, "Chair", by=ada)
    with pytest.raises(businesses.NoName):
        belonging.add(ann, " ", by=ada)
    contacts.archive(ann, by=ada)
    with pytest.raises(NotLive):
        belonging.join(ann, fell, by=ada)


def test_another_primary_typed_in_the_field_leaves_the_others(ada, ann, fjord):
    contacts.edit(ann, {"business": "Fell"}, by=ada)
    assert stand(ann) == [("Fell", "Buyer", True)]
    contacts.edit(ann, {"business": "Dale"}, by=ada)
    assert stand(ann) == [("Dale", "Buyer", True), ("Fell", "Board", False)]


def test_the_timeline_names_the_business_that_was_left(ada, ann, fjord):
    belonging.leave(ann, Business.get(Business.name == "Fell"), by=ada)
    entry = feed.of(ann)[0]
    assert (entry.title, [(line.label, line.new) for line in entry.lines]) == ("Took Ann Lee out of Fell", [("Fell", "removed")])


def test_a_business_has_its_further_people_in_lists_counts_and_filters(ada, eve, ann, fjord):
    fell = Business.get(Business.name == "Fell")
    assert (keeping.people(fell, ada), keeping.count(fell), belonging.roles_in(fell, [ann.id])) == ([ann.id], 1, {ann.id: ("Board", False)})
    shown = rows(BUSINESSES, [fell.id, fjord.id], ("people",), ada)
    assert {row.name: row.cells["people"] for row in shown} == {"Fell": 1, "Fjord": 1}
    somebody = Group("all", (Related("people", Group("all", (Leaf("name", "contains", "ann"),)), "eq", 1),))
    assert [count(Selection(tree=somebody, kind=BUSINESSES), member) for member in (ada, eve)] == [2, 0]
    assert keeping.load(fell.id, eve) is None
    followers.follow(ann, eve, by=ada)
    assert keeping.load(fell.id, eve) == fell
    board = Related("businesses", Group("all", (Leaf("name", "is", "Fell"), Leaf("role", "is", "board"))))
    both = Related("businesses", Group("all"), "gte", 2)
    assert [count(Selection(tree=Group("all", (part,))), ada) for part in (board, both, Leaf("business", "is", "Fell"))] == [1, 1, 0]


def test_of_two_who_take_each_other_for_the_first_one_primary_is_left(ada, ann, fjord):
    stale = Contact.get_by_id(ann.id)
    belonging.leave(ann, fjord, by=ada)
    belonging.leave(stale, Business.get(Business.name == "Fell"), by=ada)
    assert stand(ann) == []


def test_notes_and_tasks_about_a_business_go_with_it_and_come_back(ada, bob, fjord):
    note = notes.add(fjord, "Call **before** ten", by=ada, pinned=True)
    task = tasks.create(tasks.Typed("Renew", "2026-11-30", rule="FREQ=MONTHLY"), by=ada, zone="UTC", business=fjord)
    day, wanted = Day.here("UTC"), Wanted(business=fjord.id)
    assert notes.edit(note, "Call after ten", by=ada)
    assert [(one.text, one.about.name, one.pinned) for one in notes.of(fjord)] == [("Call after ten", "Fjord", 1)]
    undo(ada)
    assert notes.of(fjord)[0].text == "Call **before** ten"
    tasks.done(task, by=bob)
    assert [one.due_on for one in lists.page(wanted, day, ada)] == ["2026-12-30"]
    keeping.remove(fjord, by=ada)
    assert (lists.page(wanted, day, ada), lists.count(Wanted(), day, ada)) == ([], 0)
    undo(ada)
    assert lists.count(wanted, day, ada) == 1


def test_who_sees_only_what_is_theirs_does_a_task_about_a_business_without_learning_its_name(ada, eve, fjord):
    tasks.create(tasks.Typed("Renew", assignee=eve.email), by=ada, zone="UTC", business=fjord)
    tasks.create(tasks.Typed("Not hers"), by=ada, zone="UTC", business=fjord)
    [task] = lists.page(Wanted(), Day.here("UTC"), eve)
    assert task.unseen
    assert tasks.done(task, by=eve)
    assert undo(eve).back == 1
    assert Task.get_by_id(task.id).done_at is None


def test_nobody_belongs_twice_though_two_add_the_same_at_once(ada, ann, fjord):
    with db.db.atomic():
        belonging.add(ann, "Dale", by=ada)
        belonging.add(ann, "Dale", by=ada)
    assert ContactBusiness.select().where(ContactBusiness.state == 1).count() == 2


def test_what_happened_to_a_business_and_what_was_written_about_it_stands_in_its_timeline(ada, eve, ann, fjord):
    notes.add(fjord, "Moves in May", by=ada)
    task = tasks.create(tasks.Typed("Renew"), by=ada, zone="UTC", business=fjord)
    tasks.done(task, by=ada)
    keeping.edit(fjord, {"name": "Fjord & Co"}, by=ada)
    titles = [one.title for one in timelines.of(fjord, ada)]
    assert titles[:4] == ["Renamed Fjord to Fjord & Co", "Did “Renew”", "Added the task “Renew” for Fjord", "Wrote a note about Fjord"]
    followers.follow(ann, eve, by=ada)
    assert {one.title for one in timelines.of(fjord, eve)} <= {titles[0], *titles[4:]} | {"Followed Ann Lee for Eve Lund"}
