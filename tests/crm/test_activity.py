"""The office's activity: every operation a member may see, narrowed and paged in a constant number of queries, and as a file."""

import csv
import io
from datetime import timedelta

import pytest

from crm import activity, clock, contacts, custom_objects, followers, journal, kinds, notes, tags, talks, tasks
from crm.businesses import keeping as firms
from crm.custom_objects import keeping as objects
from crm.journal import history
from crm.journal.narrowing import Narrowed
from crm.members import profile
from crm.models import Change, Operation
from crm.models.custom_object import FIRST_OWN
from crm.tags import keeping


def titles(member, **narrowed):
    return [one.title for one in activity.of(member, Narrowed(**narrowed))]


@pytest.fixture
def day(ada, bob, ann):
    contacts.edit(ann, {"city": "Oslo"}, by=bob)
    tags.put_on(ann, "fair", by=ada)
    notes.add(ann, "Hello", by=bob)
    return ann


def test_everything_stands_newest_first_with_what_changed(ada, bob, day):
    shown = activity.of(ada)
    assert [one.title for one in shown][:3] == ["Wrote a note about Ann Lee", "Tagged Ann Lee: fair", "Edited Ann Lee: city"]
    assert (shown[2].actor, shown[2].contact) == ("Bob Ray", day.id)
    assert [(line.label, line.old, line.new) for line in shown[2].lines] == [("City", "", "Oslo")]


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"kind": "tags"}, ["Tagged Ann Lee: fair"]),
        ({"kind": "notes"}, ["Wrote a note about Ann Lee"]),
        ({"kind": "jobs"}, []),
        ({"words": "ann lee"}, ["Wrote a note about Ann Lee", "Tagged Ann Lee: fair", "Edited Ann Lee: city", "Created Ann Lee"]),
        ({"words": "nobody"}, []),
        ({"kind": "people", "words": "ann"}, ["Edited Ann Lee: city", "Created Ann Lee"]),
    ],
)
@pytest.mark.parametrize("named", [activity._NAMED, 2])
def test_activity_is_narrowed_by_kind_and_by_whom_it_is_about(ada, day, narrowed, expected, named, monkeypatch):
    monkeypatch.setattr(activity, "_NAMED", named)
    assert titles(ada, **narrowed) == expected


def test_talks_links_tasks_and_businesses_are_told_with_the_record_and_what_changed(ada, day):
    talks.log(day, talks.Told("call"), by=ada)
    tasks.create(tasks.Typed("Call back"), by=ada, zone="UTC", contact=day)
    firm = firms.create({"name": "Fjord"}, by=ada)
    firms.edit(firm, {"city": "Bergen"}, by=ada)
    boats = kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)
    boat = objects.Verbs(boats).create({"name": "Tern"}, by=ada)
    assert len(titles(ada, kind="notes")) == 2
    assert titles(ada, kind="tasks") == ["Added the task “Call back” for Ann Lee"]
    assert titles(ada, kind="records") == ["Made the boat Tern", "Edited Fjord: city", "Made the business Fjord"]
    assert titles(ada, words="fjord") == ["Edited Fjord: city", "Made the business Fjord"]
    assert titles(ada, words="tern") == ["Made the boat Tern"]
    made, edited, _ = activity.of(ada, Narrowed("records"))
    assert (made.record, edited.record) == ((boats.number, boat.id), (7, firm.id))
    assert [(line.label, line.new) for line in edited.lines] == [("City", "Bergen")]
    firms.remove(firm, by=ada)
    assert {one.record for one in activity.of(ada, Narrowed("records", words="fjord"))} <= {None}


def test_who_sees_only_what_is_theirs_reads_of_the_businesses_they_follow(ada, eve, day):
    for name in ("Fjord", "Fell"):
        firm = firms.create({"name": name}, by=ada)
    followers.follow(firm, eve, by=ada)
    assert titles(eve) == ["Followed Fell for Eve Lund", "Made the business Fell"]


def test_activity_is_narrowed_by_who_and_when(ada, bob, day, monkeypatch):
    assert titles(ada, by=bob.id) == ["Wrote a note about Ann Lee", "Edited Ann Lee: city"]
    assert titles(ada, since=clock.now() + timedelta(hours=1)) == []
    assert titles(ada, until=clock.now() - timedelta(hours=1)) == []
    assert titles(ada, until=clock.now() + timedelta(hours=1), by=bob.id) == titles(ada, by=bob.id)


def test_members_see_the_work_but_not_what_others_do_with_members_and_settings(ada, bob, day):
    profile.change(ada, {"theme": "dark"})
    profile.change(bob, {"theme": "dark"})
    assert titles(ada)[:2] == ["Changed your profile"] * 2
    assert titles(bob).count("Changed your profile") == 1
    assert "Tagged Ann Lee: fair" in titles(bob)


@pytest.mark.parametrize("few", [1_000, 0])
def test_who_sees_only_what_is_theirs_reads_of_nobody_else(ada, eve, day, monkeypatch, few):
    monkeypatch.setattr(activity, "_FEW", few)
    cai = contacts.create(contacts.Form({"first_name": "Cai"}), by=ada, region="US")
    assert titles(eve) == []
    followers.follow(cai, eve, by=ada)
    assert titles(eve) == ["Followed Cai for Eve Lund", "Created Cai"]
    with journal.operation("contact.edited", by=ada, title="Moved Ann and Cai") as op:
        for person in (day, cai):
            op.put(person, city="Rome")
    assert "Moved Ann and Cai" not in titles(eve)


def test_pages_follow_each_other_without_a_gap(ada, day):
    every, walked, last = activity.of(ada), [], None
    while page := activity.of(ada, before=last, size=2):
        walked += page
        last = page[-1].id
    assert [one.id for one in walked] == [one.id for one in every]


def test_the_file_holds_every_operation_and_no_formula(ada, day):
    contacts.edit(day, {"city": "=1+1"}, by=ada)
    text = b"".join(activity.stream(ada, Narrowed())).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == Operation.select().count()
    assert rows[0]["what"] == "Edited Ann Lee: city"
    assert "→ =1+1" in rows[0]["changed"]
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row.values() if cell)


def test_a_tag_that_was_merged_or_deleted_is_told_too(ada, day):
    keeping.merge(tags.named("old", by=ada), tags.living("fair"), by=ada)
    assert titles(ada)[0] == "Merged the tag old into fair"


def test_what_changed_is_found_by_the_events_of_an_operation_not_by_looking_at_every_change(office):
    sql, values = Change.select(Change.id).where(history.done_in([3, 4]) & (Change.id > 0)).order_by(Change.id).sql()
    plan = " ".join(row[-1] for row in office.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values))
    assert "change_event" in plan
    assert "event_operation_subject_kind_subject_id" in plan


def test_people_who_are_few_are_named_to_the_database(ada, eve, day):
    [condition] = activity._visible(eve)
    assert "owner_id" not in Operation.select().where(condition).sql()[0]
