"""Every bulk action: what it changes, whom it leaves alone and why, and that undo gives back the start."""

import pytest

from crm import access, bulk, contacts, dnc, journal, lists, tags
from crm.bulk.errors import Unsaid, Unsettable
from crm.fields import BadValue, NoSuchField
from crm.journal import work
from crm.models import Change, Contact, Dnc, Event, Operation, OperationItem
from crm.models.dnc import PERSON
from crm.selection import Selection, count
from crm.tags import keeping
from tests.crm.journal.world import visible


def run(chosen, key, given, by, **more):
    head = bulk.act(chosen, key, given, by=by, **more)
    work.run(head.id)
    return Operation.get_by_id(head.id)


def tally(head):
    return head.status, head.total, head.changed, head.unchanged, head.refused


ACTS = (
    ("add-tags", {"tags": ["gold; Silver"]}, 12, 0),
    ("remove-tags", {"tags": ["GOLD"]}, 4, 8),
    ("set-field", {"field": ["city"], "value": ["Oslo"]}, 9, 3),
    ("set-field", {"field": ["city"], "value": [""]}, 12, 0),
    ("set-field", {"field": ["job_title"], "value": ["Baker"]}, 12, 0),
    ("set-field", {"field": ["first_name"], "value": ["Kim"]}, 12, 0),
    ("set-field", {"field": ["type"], "value": ["customer"]}, 12, 0),
    ("set-field", {"field": ["birth_date"], "value": ["1980-05-31"]}, 12, 0),
    ("set-owner", {"owner": ["ada@example.org"]}, 12, 0),
    ("set-business", {"business": ["Acme"]}, 12, 0),
    ("add-followers", {"followers": ["ada@example.org"]}, 12, 0),
    ("remove-followers", {"followers": ["ada@example.org"]}, 0, 12),
    ("create-task", {"title": ["Call"], "due": ["2026-12-01"], "assignee": ["ada@example.org"]}, 12, 0),
    ("create-task", {"title": ["Call"], "due": ["2026-12-01T09:00"], "assignee": ["owner"]}, 12, 0),
    ("archive", {}, 12, 0),
)


def test_people_are_added_to_a_new_list_by_a_tag_of_its_name(ada, crowd):
    was = visible()
    head = run(Selection(search="p0"), "new-list", {"list": ["Spring mailing"]}, ada)
    tree, saved = lists.named("spring mailing", ada)
    assert saved.owner_id == ada.id
    assert count(Selection(tree=tree), ada) == head.changed == 10
    journal.undo(head, by=ada)
    assert visible() == was
    with pytest.raises(lists.NoSuchList):
        lists.named("spring mailing", ada)


def test_a_list_is_not_made_of_a_tag_that_others_carry(ada, crowd):
    with pytest.raises(Unsaid, match="Gold"):
        bulk.act(Selection(), "new-list", {"list": ["Gold"]}, by=ada)
    assert Operation.select().where(Operation.kind == "bulk").count() == 0


def test_taking_a_tag_off_takes_off_what_was_merged_into_it(ada, crowd):
    tags.put_on(crowd[1], "silver", by=ada)
    keeping.merge(tags.living("silver"), tags.living("gold"), by=ada)
    assert run(Selection(), "add-tags", {"tags": ["gold"]}, ada).changed == 7
    assert run(Selection(), "remove-tags", {"tags": ["gold"]}, ada).changed == 12
    assert all(tags.of(one) == [] for one in crowd)


@pytest.mark.parametrize(("key", "given", "changed", "same"), ACTS, ids=lambda value: value if isinstance(value, str) else "")
def test_an_act_changes_those_it_must_and_undo_gives_back_the_start(ada, crowd, key, given, changed, same):
    was = visible()
    head = run(Selection(), key, given, ada)
    assert tally(head) == ("done", 12, changed, same, 0)
    assert head.done == 12
    assert OperationItem.select().where((OperationItem.operation == head.id) & (OperationItem.status == 0)).count() == 0
    again = run(Selection(archived=key == "archive"), key, given, ada)
    assert again.changed == 0
    assert Event.select().where(Event.operation == again.id).count() == 0
    did = visible()
    if not changed:
        return
    undone = journal.undo(head, by=ada)
    assert visible() == was
    journal.undo(undone.operation, by=ada)
    assert visible() == did


def test_restoring_brings_everything_back(ada, crowd):
    was = visible()
    run(Selection(), "archive", {}, ada)
    assert count(Selection(), ada) == 0
    assert count(Selection(search="p03"), ada) == 0
    head = run(Selection(archived=True), "restore", {}, ada)
    assert tally(head) == ("done", 12, 12, 0, 0)
    assert visible() == was
    assert count(Selection(search="p03"), ada) == 1


def test_the_frozen_people_stay_whatever_a_filter_finds_since(ada, crowd):
    head = bulk.draft(Selection(search="p0"), "set-field", by=ada)
    frozen = Selection(frozen=head.id)
    assert (head.total, count(frozen, ada)) == (10, 10)
    contacts.edit(crowd[0], {"first_name": "Zed"}, by=ada)
    contacts.create(contacts.Form({"first_name": "P09b"}), by=ada, region="US")
    assert count(frozen, ada) == 10
    assert [c.first_name for c in bulk.joined(head, ada)] == ["P09b"] or bulk.joined(head, ada).count() == 1
    assert [i for (i,) in bulk.left(head, ada).tuples()] == []
    contacts.edit(crowd[0], {"last_name": "q"}, by=ada)
    assert frozen.sentence() == "People who match “p0”"


def test_one_may_see_forty_of_a_hundred_and_only_those_are_done(ada, eve):
    made = [
        contacts.create(contacts.Form({"first_name": f"P{n}", "owner": eve.email if n < 40 else ""}), by=ada, region="US")
        for n in range(100)
    ]
    head = run(Selection(ids=tuple(c.id for c in made)), "add-tags", {"tags": ["mine"]}, eve)
    assert tally(head) == ("done", 100, 40, 0, 60)
    assert {c.id for c in tags_of("mine")} == {c.id for c in made[:40]}


def tags_of(name):
    from crm.models import ContactTag, Tag

    tag = Tag.get(Tag.name == name)
    return list(
        Contact.select().join(ContactTag, on=(ContactTag.contact == Contact.id)).where((ContactTag.tag == tag.id) & (ContactTag.on == 1))
    )


def test_what_somebody_changed_since_the_preview_is_said_and_left_alone(ada, bob, crowd):
    head = bulk.draft(Selection(), "set-field", by=ada)
    seen = bulk.newest_change()
    contacts.edit(crowd[1], {"city": "Rome"}, by=bob)
    contacts.edit(crowd[2], {"source": "fair"}, by=bob)
    bulk.start(head, {"field": ["city"], "value": ["Paris"]}, by=ada, seen=seen)
    work.run(head.id)
    done = Operation.get_by_id(head.id)
    assert tally(done) == ("done", 12, 11, 0, 1)
    item = OperationItem.get((OperationItem.operation == head.id) & (OperationItem.status == 3))
    assert (item.subject_id, item.reason) == (crowd[1].id, "changed since the preview")
    assert Contact.get_by_id(crowd[1].id).city == "Rome"


def test_whoever_was_archived_meanwhile_never_stops_the_rest(ada, crowd):
    head = bulk.draft(Selection(), "add-tags", by=ada)
    contacts.archive(crowd[5], by=ada)
    bulk.start(head, {"tags": ["new"]}, by=ada)
    work.run(head.id)
    assert tally(Operation.get_by_id(head.id)) == ("done", 12, 11, 0, 1)
    assert OperationItem.get((OperationItem.operation == head.id) & (OperationItem.status == 3)).reason == "in the archive"


def test_a_draft_starts_once(ada, crowd):
    head = bulk.draft(Selection(), "archive", by=ada)
    bulk.start(head, {}, by=ada)
    with pytest.raises(bulk.Begun):
        bulk.start(head, {}, by=ada)


def test_an_opt_out_is_lifted_only_where_it_was_the_offices_own(ada, bob, crowd):
    dnc.add(crowd[0], 1, by=ada)
    dnc.add(crowd[1], 1, by=ada, rank=PERSON)
    blocked = run(Selection(), "set-dnc", {"channels": ["email", "call"], "reason": ["quiet"]}, ada)
    assert tally(blocked) == ("done", 12, 12, 0, 0)
    assert {c.dnc for c in Contact.select()} == {5}
    with pytest.raises(access.NotAllowed):
        bulk.act(Selection(), "set-dnc", {"channels": ["email"], "off": ["yes"], "reason": ["asked"]}, by=bob)
    with pytest.raises(Unsaid):
        bulk.act(Selection(), "set-dnc", {"channels": ["email"], "off": ["yes"]}, by=ada)
    lifted = run(Selection(), "set-dnc", {"channels": ["email"], "off": ["yes"], "reason": ["asked"]}, ada)
    assert (lifted.changed, lifted.refused) == (11, 1)
    assert {c.id: c.dnc for c in Contact.select()} == {c.id: 5 if c.id == crowd[1].id else 4 for c in crowd}
    journal.undo(lifted, by=ada)
    assert {c.dnc for c in Contact.select()} == {5}
    assert Dnc.select().where((Dnc.rank == PERSON) & (Dnc.state == 1)).count() == 1


@pytest.mark.parametrize(
    ("key", "given", "error"),
    [
        ("add-tags", {}, Unsaid),
        ("set-dnc", {"channels": ["email"], "off": ["maybe"]}, Unsaid),
        ("add-tags", {"tags": ["x" * 101]}, tags.BadTag),
        ("remove-tags", {"tags": ["nobody has this"]}, Unsaid),
        ("set-field", {}, Unsaid),
        ("set-field", {"field": ["score"], "value": ["1"]}, Unsettable),
        ("set-field", {"field": ["tags"], "value": ["vip"]}, Unsettable),
        ("set-field", {"field": ["shoe"], "value": ["42"]}, NoSuchField),
        ("set-field", {"field": ["birth_date"], "value": ["soon"]}, BadValue),
        ("set-owner", {"owner": ["nobody@example.org"]}, BadValue),
        ("add-followers", {"followers": ["nobody@example.org"]}, Unsaid),
        ("set-dnc", {"channels": ["pigeon"]}, Unsaid),
        ("set-dnc", {"channels": [" ; "], "reason": ["quiet"]}, Unsaid),
        ("dance", {}, bulk.NoSuchAction),
    ],
)
def test_an_act_that_says_nothing_sensible_is_refused_and_stores_nothing(ada, crowd, key, given, error):
    before = Operation.select().count()
    with pytest.raises(error):
        bulk.act(Selection(), key, given, by=ada)
    assert (Operation.select().count(), Change.select().where(Change.operation > before).count()) == (before, 0)
