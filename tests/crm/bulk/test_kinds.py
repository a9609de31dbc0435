"""Bulk acts on businesses and on the office's own objects: what each changes, what it leaves alone and why, and that undo gives back the start."""

import pytest

from crm import access, associations, bulk, contacts, custom_fields, custom_objects, journal, kinds
from crm.associations import labels
from crm.associations.labels import Wanted
from crm.associations.ways import Way
from crm.bulk.errors import NobodyChosen, Unfit, Unsaid, Unsettable
from crm.businesses import belonging
from crm.businesses import keeping as businesses
from crm.custom_objects import keeping
from crm.fields import BadValue, NoSuchField
from crm.filters import parse
from crm.journal import feed, lease, work
from crm.kinds import BUSINESSES, CONTACTS
from crm.models import (
    Association,
    Business,
    Contact,
    ContactBusiness,
    CustomObject,
    CustomRecord,
    CustomValue,
    Event,
    Operation,
    OperationItem,
    Task,
)
from crm.models.custom_object import FIRST_OWN
from crm.records import values_of
from crm.selection import Selection, count
from tests.crm.journal.world import visible as cells


def run(chosen, key, given, by):
    head = bulk.act(chosen, key, given, by=by)
    work.run(head.id)
    return Operation.get_by_id(head.id)


def tally(head):
    return head.status, head.total, head.changed, head.unchanged, head.refused


def visible():
    """Every cell that stands, and what records hold in fields of the office's own."""
    held = set(CustomValue.select(CustomValue.record, CustomValue.field, CustomValue.text).where(CustomValue.position == 0).tuples())
    return cells(), held


def outcomes(head, status):
    i = OperationItem
    return dict(i.select(i.subject_id, i.reason).where((i.operation == head.id) & (i.status == status)).tuples())


@pytest.fixture
def firms(ada, bob):
    """Twelve businesses, every third in Bergen and owned by Bob; they have a field of their own."""
    custom_fields.define(custom_fields.Wanted("Size", "number", subject=BUSINESSES.number), by=ada)
    made = []
    for n in range(12):
        third = {"city": "Bergen", "owner": bob.email} if n % 3 == 0 else {"city": "Oslo"}
        made.append(businesses.create({"name": f"Firm {n:02}", **third}, by=ada))
    return made


@pytest.fixture
def boats(ada):
    """Boats, with a length, a harbour and a sign that no two have alike."""
    kind = kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)
    for wanted in (
        custom_fields.Wanted("Length", "number", subject=kind.number),
        custom_fields.Wanted("Harbour", "choice", options=("Bergen", "Oslo"), subject=kind.number),
        custom_fields.Wanted("Sign", "text", unique=True, subject=kind.number),
        custom_fields.Wanted("Flag", "text", required=True, subject=kind.number),
    ):
        custom_fields.define(wanted, by=ada)
    return kinds.of(kind.number)


@pytest.fixture
def fleet(ada, boats):
    """Twelve boats, every fourth at Oslo; and a horse, which is kept in the same table."""
    verbs = keeping.Verbs(boats)
    made = []
    for n in range(12):
        held = {"cf_harbour": "Oslo" if n % 4 == 0 else "Bergen", "cf_sign": f"S{n}", "cf_flag": "no"}
        made.append(verbs.create({"name": f"Boat {n:02}", "cf_length": str(n), **held}, by=ada))
    return made


@pytest.fixture
def horse(ada, boats):
    stable = kinds.of(FIRST_OWN + custom_objects.create("horse", "horses", by=ada).id)
    return keeping.Verbs(stable).create({"name": "Bella"}, by=ada)


OF_BUSINESSES = (
    ("set-field", {"field": ["city"], "value": ["Bergen"]}, 8, 4),
    ("set-field", {"field": ["city"], "value": [""]}, 12, 0),
    ("set-field", {"field": ["about"], "value": ["Wholesale"]}, 12, 0),
    ("set-field", {"field": ["phone"], "value": ["+47 22 33 44 55"]}, 12, 0),
    ("set-field", {"field": ["cf_size"], "value": ["40"]}, 12, 0),
    ("set-owner", {"owner": ["bob@example.org"]}, 8, 4),
    ("set-owner", {"owner": [""]}, 4, 8),
    ("create-task", {"title": ["Call"], "due": ["2026-12-01"], "assignee": ["owner"]}, 12, 0),
)
OF_BOATS = (
    ("set-field", {"field": ["cf_length"], "value": ["7"]}, 11, 1),
    ("set-field", {"field": ["cf_length"], "value": [""]}, 12, 0),
    ("set-field", {"field": ["cf_harbour"], "value": ["Oslo"]}, 9, 3),
    ("set-field", {"field": ["cf_sign"], "value": [""]}, 12, 0),
    ("set-owner", {"owner": ["ada@example.org"]}, 12, 0),
    ("archive", {}, 12, 0),
)


def changed_and_given_back(kind, key, given, numbers, by):
    was = visible()
    head = run(Selection(kind=kind), key, given, by)
    assert tally(head) == ("done", 12, *numbers, 0)
    assert run(Selection(kind=kind, archived=key == "archive"), key, given, by).changed == 0
    did = visible()
    undone = journal.undo(head, by=by)
    assert visible() == was
    assert did != was
    journal.undo(undone.operation, by=by)
    assert visible() == did


@pytest.mark.parametrize(("key", "given", "changed", "same"), OF_BUSINESSES)
def test_an_act_on_businesses_changes_those_it_must_and_undo_gives_back_the_start(ada, firms, key, given, changed, same):
    changed_and_given_back(BUSINESSES, key, given, (changed, same), ada)


@pytest.mark.parametrize(("key", "given", "changed", "same"), OF_BOATS)
def test_an_act_on_objects_changes_those_it_must_and_undo_gives_back_the_start(ada, boats, fleet, horse, key, given, changed, same):
    changed_and_given_back(boats, key, given, (changed, same), ada)
    assert CustomRecord.get_by_id(horse.id).state == 1


def test_each_record_tells_what_was_done_to_it_and_nobody_with_its_number_is_touched(ada, ann, boats, fleet):
    was = Contact.get_by_id(ann.id)
    assert fleet[0].id == ann.id == 1
    run(Selection(kind=boats), "set-field", {"field": ["cf_length"], "value": ["7"]}, ada)
    run(Selection(kind=boats, ids=(fleet[0].id,)), "archive", {}, ada)
    run(Selection(kind=boats, archived=True), "restore", {}, ada)
    entries = feed.of(CustomRecord.get_by_id(fleet[0].id))
    assert [entry.kind for entry in entries] == ["record.restored", "record.archived", "bulk.edited", "record.created"]
    assert [(line.label, line.old, line.new) for line in entries[2].lines] == [("Length", "0", "7")]
    now = Contact.get_by_id(ann.id)
    assert (now.version, now.updated_at) == (was.version, was.updated_at)
    assert values_of(CustomRecord.get_by_id(fleet[0].id))["cf_length"] == "7"


def test_what_a_list_finds_is_frozen_and_who_joined_or_left_is_known(ada, boats, fleet):
    tree = parse({"field": "cf_harbour", "op": "is", "value": "Oslo"}, boats)
    head = bulk.draft(Selection(tree=tree, kind=boats), "set-field", by=ada)
    assert (head.total, bulk.kind_of(head)) == (3, boats)
    verbs = keeping.Verbs(boats)
    verbs.edit(fleet[0], {"cf_harbour": "Bergen"}, by=ada)
    verbs.edit(fleet[1], {"cf_harbour": "Oslo"}, by=ada)
    moved = bulk.movement(head, by=ada)
    assert [one.name for one in (*moved.first_joined, *moved.first_left)] == ["Boat 01", "Boat 00"]
    assert (moved.joined, moved.left) == (1, 1)
    assert count(Selection(frozen=head.id, kind=boats), ada) == 3
    bulk.refreeze(head, by=ada)
    assert bulk.movement(head, by=ada).joined == 0
    found = bulk.preview(head, bulk.action("set-owner", boats), {"field": "owner", "value": ada.id}, by=ada)
    assert [record for record, _ in found.examples] == [fleet[1].id, fleet[4].id, fleet[8].id]
    assert [(shown.label, shown.old, shown.new) for shown in found.examples[0][1]] == [("Owner", "", "Ada Moe")]


def test_a_record_of_another_object_is_never_changed_by_its_number(ada, boats, fleet, horse):
    head = run(Selection(kind=boats, ids=(fleet[0].id, horse.id)), "archive", {}, ada)
    assert tally(head) == ("done", 2, 1, 0, 1)
    assert outcomes(head, 3) == {horse.id: "no longer there"}
    assert CustomRecord.get_by_id(horse.id).state == 1


def test_what_somebody_changed_since_the_preview_is_said_and_left_alone(ada, bob, boats, fleet):
    head = bulk.draft(Selection(kind=boats), "set-field", by=ada)
    seen = bulk.newest_change()
    keeping.Verbs(boats).edit(fleet[3], {"cf_length": "99"}, by=bob)
    keeping.Verbs(boats).edit(fleet[4], {"cf_harbour": "Bergen"}, by=bob)
    keeping.archive(fleet[5], by=bob)
    bulk.start(head, {"field": ["cf_length"], "value": ["70"]}, by=ada, seen=seen)
    work.run(head.id)
    assert tally(Operation.get_by_id(head.id)) == ("done", 12, 10, 0, 2)
    assert outcomes(head, 3) == {fleet[3].id: "changed since the preview", fleet[5].id: "in the archive"}


def test_a_member_changes_what_is_theirs_and_hears_how_many_not_which(ada, eve, boats, fleet, firms):
    for record in fleet[:2]:
        keeping.Verbs(boats).edit(record, {"owner": eve.email}, by=ada)
    businesses.edit(firms[1], {"owner": eve.email}, by=ada)
    contacts.create(contacts.Form({"first_name": "Kim", "business": "Firm 02", "owner": eve.email}), by=ada, region="NO")
    assert count(Selection(kind=BUSINESSES), eve) == 2
    every = run(Selection(kind=BUSINESSES), "set-field", {"field": ["city"], "value": ["Voss"]}, eve)
    assert tally(every) == ("done", 2, 1, 0, 1)
    ticked = Selection(kind=boats, ids=tuple(record.id for record in fleet))
    head = run(ticked, "set-field", {"field": ["cf_length"], "value": ["70"]}, eve)
    assert tally(head) == ("done", 12, 2, 0, 10)
    assert set(outcomes(head, 3).values()) == {"not yours to change"}


def test_viewers_change_nothing(vic, boats, fleet):
    with pytest.raises(access.NotAllowed):
        bulk.act(Selection(kind=boats), "archive", {}, by=vic)


def test_only_acts_that_fit_are_offered_and_others_are_refused(ada, boats):
    offered = {kind.key: {one.key for one in bulk.offered(ada, kind=kind)} for kind in (CONTACTS, BUSINESSES, boats)}
    assert offered["businesses"] == {"set-field", "set-owner", "add-followers", "remove-followers", "create-task", "delete"}
    assert offered["boats"] == {"set-field", "set-owner", "add-followers", "remove-followers", "archive"}
    assert {one.key for one in bulk.offered(ada, True, boats)} == {"restore"}
    for kind, key in (
        (BUSINESSES, "add-tags"),
        (BUSINESSES, "archive"),
        (boats, "create-task"),
        (boats, "set-dnc"),
        (boats, "set-business"),
    ):
        assert key not in offered[kind.key]
        with pytest.raises(Unfit, match=f"is not for {kind.words.many}"):
            bulk.act(Selection(kind=kind), key, {}, by=ada)
    assert Operation.select().where(Operation.kind == "bulk").count() == 0


REFUSED = (
    ({"field": ["name"], "value": ["Same"]}, Unsettable),
    ({"field": ["created_at"], "value": ["2026-01-01"]}, Unsettable),
    ({"field": ["cf_sign"], "value": ["S"]}, Unsaid),
    ({"field": ["cf_flag"], "value": [""]}, Unsaid),
    ({"field": ["cf_length"], "value": ["long"]}, BadValue),
    ({"field": ["first_name"], "value": ["Kim"]}, NoSuchField),
    ({"field": ["city"], "value": ["Oslo"]}, NoSuchField),
)


@pytest.mark.parametrize(("given", "error"), REFUSED)
def test_what_not_many_may_be_given_is_refused_before_anything_happens(ada, boats, fleet, given, error):
    with pytest.raises(error):
        bulk.act(Selection(kind=boats), "set-field", given, by=ada)
    assert Operation.select().where(Operation.kind == "bulk").count() == 0


def test_nothing_chosen_is_said_by_the_kinds_own_word(ada, boats):
    with pytest.raises(NobodyChosen, match="No boat is chosen"):
        bulk.act(Selection(kind=boats), "archive", {}, by=ada)


def test_a_choice_of_a_kind_that_was_deleted_is_not_started(ada, boats, fleet):
    head = bulk.draft(Selection(kind=boats), "archive", by=ada)
    custom_objects.remove(CustomObject.get_by_id(boats.number - FIRST_OWN), by=ada)
    with pytest.raises(kinds.NoSuchKind):
        bulk.start(head, {}, by=ada)


def test_a_task_about_each_business_is_for_its_owner_and_made_once(ada, bob, firms):
    given = {"title": ["Call"], "due": ["2026-12-01"], "assignee": ["owner"]}
    head = run(Selection(kind=BUSINESSES), "create-task", given, ada)
    found = list(Task.select(Task.business, Task.assignee, Task.contact).order_by(Task.business).tuples())
    assert found == [(firm.id, bob.id if n % 3 == 0 else None, None) for n, firm in enumerate(firms)]
    again = run(Selection(kind=BUSINESSES), "create-task", given, ada)
    assert set(outcomes(again, 3).values()) == {"has this task already"}
    assert Event.select().where(Event.operation == head.id).count() == 12


def test_links_stay_with_what_is_put_away_and_brought_back(ada, ann, boats, fleet):
    way = Way(labels.create(Wanted("Boat", "Skipper", 1, boats.number), by=ada), "a")
    associations.link((1, ann.id), way, (boats.number, fleet[2].id), by=ada)
    was, sailing = visible(), parse({"related": "boats", "where": {"all": []}, "count": {"op": "gte", "value": 1}})
    assert count(Selection(tree=sailing), ada) == 1
    run(Selection(kind=boats), "archive", {}, ada)
    assert (count(Selection(kind=boats), ada), count(Selection(tree=sailing), ada)) == (0, 0)
    head = run(Selection(kind=boats, archived=True), "restore", {}, ada)
    assert tally(head) == ("done", 12, 12, 0, 0)
    assert visible() == was
    assert count(Selection(tree=sailing), ada) == 1


@pytest.fixture
def people(ada, firms):
    """Ann of Firm 00, Bo of Firm 00 and 01, and Cy of Firm 01 alone; Firm 02 supplies Firm 00."""
    made = {}
    for name, *of in (("Ann", 0), ("Bo", 0, 1), ("Cy", 1)):
        made[name] = contacts.create(contacts.Form({"first_name": name, "business": f"Firm {of[0]:02}"}), by=ada, region="NO")
        for further in of[1:]:
            belonging.add(made[name], f"Firm {further:02}", by=ada)
    way = Way(labels.create(Wanted("Supplier", "Customer", BUSINESSES.number, BUSINESSES.number), by=ada), "a")
    associations.link((BUSINESSES.number, firms[0].id), way, (BUSINESSES.number, firms[2].id), by=ada)
    return made


def belong():
    """Who belongs where."""
    names = dict(Business.select(Business.id, Business.name).where(Business.state == 1).tuples())
    first = [(c.first_name, names.get(c.business_id)) for c in Contact.select() if c.business_id]
    b = ContactBusiness
    rows = b.select(Contact.first_name, b.business).join(Contact, on=(Contact.id == b.contact)).where(b.state == 1)
    return sorted([*first, *((name, names.get(business)) for name, business in rows.tuples())], key=str)


@pytest.mark.parametrize("size", [500, 1], ids=["at once", "one by one"])
def test_deleting_businesses_keeps_their_people_and_undo_gives_them_back(ada, firms, people, monkeypatch, size):
    for name in ("_FIRST", "_SMALLEST", "_LARGEST"):
        monkeypatch.setattr(lease, name, size)
    was, where = visible(), belong()
    assert len(where) == 4
    head = run(Selection(kind=BUSINESSES), "delete", {}, ada)
    assert tally(head) == ("done", 12, 12, 0, 0)
    assert (belong(), Business.select().where(Business.state == 1).count(), Contact.select().where(Contact.state == 1).count()) == (
        [],
        0,
        3,
    )
    assert not Association.select().where(Association.state == 1).exists()
    events = Event.select().where((Event.operation == head.id) & (Event.subject_kind == Contact.number))
    assert sorted(event.subject_id for event in events) == sorted(one.id for one in people.values())
    plan = journal.plan(head, by=ada)
    assert (plan.back, plan.stay, plan.refused) == (12, 0, 0)
    journal.undo(head, by=ada)
    assert belong() == where
    assert visible() == was


def test_one_deleted_business_comes_back_with_its_people_and_the_others_stay_away(ada, firms, people):
    was, where = visible(), belong()
    head = run(Selection(kind=BUSINESSES, ids=tuple(firm.id for firm in firms[:3])), "delete", {}, ada)
    outcome = journal.undo(head, by=ada, subjects=[(BUSINESSES.number, firms[0].id)])
    assert outcome.back == 1
    assert belong() == [("Ann", "Firm 00")]
    assert not Association.select().where(Association.state == 1).exists()
    journal.undo(head, by=ada, subjects=[(BUSINESSES.number, firm.id) for firm in firms[1:3]])
    assert belong() == where
    assert visible() == was


def test_who_sees_only_what_is_theirs_deletes_no_business(eve, firms):
    with pytest.raises(access.NotAllowed):
        bulk.act(Selection(kind=BUSINESSES, ids=(firms[0].id,)), "delete", {}, by=eve)
    assert "delete" not in {one.key for one in bulk.offered(eve, kind=BUSINESSES)}
    assert not Operation.select().where((Operation.kind == "bulk") & (Operation.status != "draft")).exists()
