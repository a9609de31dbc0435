"""Businesses and records of the office's own are followed as people are: told of once, undone, and seen by who sees only what is theirs."""

import csv

import pytest

from crm import access, associations, bulk, clock, contacts, custom_objects, followers, journal, kinds, notes, notices, tasks
from crm.associations import labels
from crm.associations.labels import Wanted
from crm.associations.ways import Way
from crm.businesses import keeping as firms
from crm.custom_objects import keeping as objects
from crm.exporting import files
from crm.exporting.columns import columns_of
from crm.filters import Asker, describe, parse
from crm.filters.asking import asker_of
from crm.filters.explaining import explain
from crm.filters.times import Calendar
from crm.importing import running
from crm.importing.options import Options
from crm.journal import work
from crm.kinds import BUSINESSES
from crm.members import changing
from crm.models import ARCHIVED, LIVE, BusinessFollower, Member, Operation, RecordFollower
from crm.models.custom_object import FIRST_OWN
from crm.records import importing, keeping, listing
from crm.selection import Selection
from tests.crm.test_notices import hear


@pytest.fixture
def boats(ada):
    return kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)


@pytest.fixture(params=["business", "record"])
def one(request, ada, boats):
    """A business, or a boat, called Fjord."""
    kind = BUSINESSES if request.param == "business" else boats
    return keeping.verbs_of(kind).create({"name": "Fjord"}, by=ada)


def rename(one, name, by):
    keeping.verbs_of(kinds.of(one.kind_number)).edit(type(one).get_by_id(one.id), {"name": name}, by=by)


def undo_last(by):
    return journal.undo(Operation.select().order_by(Operation.id.desc()).get(), by=by)


def told(member):
    hear()
    return [(one.why, one.title) for one in notices.of(Member.get_by_id(member.id))]


def seen(one, member):
    return keeping.load(kinds.of(one.kind_number), one.id, Member.get_by_id(member.id)) is not None


def test_a_follower_is_told_once_of_what_others_do(ada, bob, one):
    rename(one, "Fell", ada)
    followers.follow(one, bob, by=bob)
    rename(one, "Hill", ada)
    rename(one, "Moor", bob)
    assert [why for why, _ in told(bob)] == ["follow"]
    assert "Hill" in told(bob)[0][1] or "name" in told(bob)[0][1]
    [notice] = notices.of(bob)
    assert (notice.name, notice.contact) == ("Moor", None)
    assert one.id in (notice.business, notice.record)


def test_following_is_undone_and_following_again_records_nothing(ada, bob, one):
    followers.follow(one, bob, by=ada)
    before = Operation.select().count()
    followers.follow(one, bob, by=ada)
    assert Operation.select().count() == before
    undo = undo_last(ada)
    assert followers.of(one) == []
    journal.undo(undo.operation, by=ada)
    assert followers.of(one) == [bob]
    followers.unfollow(one, bob, by=bob)
    assert followers.of(one) == []
    [title] = [head.title for head in Operation.select().where(Operation.kind.endswith(".unfollowed"))]
    assert title == "Stopped following Fjord"


def test_a_viewer_follows_nothing(vic, one):
    with pytest.raises(access.NotAllowed):
        followers.follow(one, vic, by=vic)


def test_who_sees_only_what_is_theirs_sees_and_changes_what_they_follow(ada, eve, one):
    rename(one, "Fell", ada)
    assert not seen(one, eve)
    followers.follow(one, eve, by=ada)
    assert seen(one, eve)
    rename(one, "Hill", eve)
    assert access.editable([(type(one).number, one.id)], eve)
    followers.unfollow(one, eve, by=eve)
    assert not seen(one, eve)
    with pytest.raises(access.NotAllowed):
        followers.follow(one, eve, by=eve)


def test_a_narrow_follower_reads_no_notice_of_what_they_follow_no_longer(ada, eve, one):
    followers.follow(one, eve, by=ada)
    rename(one, "Hill", ada)
    assert len(told(eve)) == notices.unread(eve) == 2
    followers.unfollow(one, eve, by=ada)
    assert (told(eve), notices.unread(eve)) == ([], 0)


def test_a_narrow_follower_is_told_of_no_link_with_somebody_they_may_not_see(ada, bob, eve, ann, one):
    label = labels.create(Wanted("Supplier", "Customer", 1, one.kind_number), by=ada)
    for member in (bob, eve):
        followers.follow(one, member, by=ada)
    hear()
    before = len(notices.of(eve))
    associations.link((1, ann.id), Way(label, "a"), (one.kind_number, one.id), by=ada)
    hear()
    assert len(notices.of(eve)) == before
    assert told(bob)[0] == ("follow", "Linked: Supplier")
    followers.follow(ann, eve, by=ada)
    assert ("follow", "Linked: Supplier") in told(eve)


def test_notes_and_tasks_of_a_business_are_told_to_followers_who_read_them(ada, bob, eve):
    firm = firms.create({"name": "Fjord"}, by=ada)
    for member in (bob, eve):
        followers.follow(firm, member, by=ada)
    hear()
    before = {member: len(notices.of(member)) for member in (bob, eve)}
    notes.add(firm, "The roof leaks", by=ada)
    tasks.create(tasks.Typed("Mend it"), by=ada, zone="UTC", business=firm)
    hear()
    assert [len(notices.of(member)) - before[member] for member in (bob, eve)] == [2, 0]
    Member.update(only_assigned=1).where(Member.id == bob.id).execute()
    assert len(notices.of(Member.get_by_id(bob.id))) == before[bob]


def test_whoever_is_given_a_record_is_told(ada, bob, one):
    keeping.verbs_of(kinds.of(one.kind_number)).edit(one, {"owner": bob.email}, by=ada)
    assert told(bob) == [("owner", "Edited Fjord: owner")]


def test_a_deleted_business_is_told_and_comes_back_with_its_followers(ada, bob, eve):
    firm = firms.create({"name": "Fjord"}, by=ada)
    for member in (bob, eve):
        followers.follow(firm, member, by=ada)
    firms.remove(firm, by=ada)
    assert [told(member)[0] for member in (bob, eve)] == [("follow", "Deleted the business Fjord")] * 2
    undo_last(ada)
    assert {member.name for member in followers.of(firm)} == {bob.name, eve.name}


def test_an_archived_record_keeps_its_followers_who_are_told(ada, bob, boats):
    boat = objects.Verbs(boats).create({"name": "Tern"}, by=ada)
    followers.follow(boat, bob, by=bob)
    objects.archive(boat, by=ada)
    assert (type(boat).get_by_id(boat.id).state, followers.of(boat)) == (ARCHIVED, [bob])
    assert told(bob) == [("follow", "Archived Tern")]
    objects.restore(boat, by=ada)
    assert (type(boat).get_by_id(boat.id).state, followers.of(boat)) == (LIVE, [bob])


def test_followers_of_a_person_a_business_and_a_record_of_one_number_are_three_things(ada, bob, boats, ann):
    firm, boat = firms.create({"name": "Fjord"}, by=ada), objects.Verbs(boats).create({"name": "Tern"}, by=ada)
    assert firm.id == boat.id == ann.id
    followers.follow(boat, bob, by=ada)
    assert [followers.of(each) for each in (ann, firm, boat)] == [[], [], [bob]]
    assert (BusinessFollower.select().count(), RecordFollower.select().count()) == (0, 1)
    contacts.edit(ann, {"city": "Oslo"}, by=ada)
    rename(firm, "Fell", ada)
    assert told(bob) == [("follow", "Followed Tern for Bob Ray")]


def kind_of(one):
    return kinds.of(one.kind_number)


def run(chosen, key, given, by):
    head = bulk.act(chosen, key, given, by=by)
    work.run(head.id)
    return Operation.get_by_id(head.id)


def test_followers_are_added_in_bulk_counted_and_undone(ada, bob, eve, one):
    kind = kind_of(one)
    keeping.verbs_of(kind).create({"name": "Fell"}, by=ada)
    followers.follow(one, bob, by=ada)
    head = run(Selection(kind=kind), "add-followers", {"followers": [bob.email, eve.email]}, ada)
    assert (head.changed, head.unchanged) == (2, 0)
    assert [member.name for member in followers.of(one)] == [bob.name, eve.name]
    assert [why for why, title in told(bob) if title == head.title] == ["follow"]
    assert journal.undo(head, by=ada).kept == []
    assert followers.of(one) == [bob]
    head = run(Selection(kind=kind), "remove-followers", {"followers": [bob.email]}, ada)
    assert (head.changed, head.unchanged, followers.of(one)) == (1, 1, [])


@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [
        ("has_any", ["bob@example.org"], {"Fjord"}),
        ("has_any", ["me", "bob@example.org"], {"Fell", "Fjord"}),
        ("has_all", ["me", "bob@example.org"], set()),
        ("has_none", ["bob@example.org"], {"Fell", "Hill"}),
        ("empty", None, {"Hill"}),
        ("not_empty", None, {"Fell", "Fjord"}),
    ],
)
def test_records_are_found_by_who_follows_them(ada, bob, one, op, value, expected):
    kind = kind_of(one)
    fell, _ = (keeping.verbs_of(kind).create({"name": name}, by=ada) for name in ("Fell", "Hill"))
    followers.follow(one, bob, by=ada)
    followers.follow(fell, ada, by=ada)
    tree = parse({"field": "followers", "op": op, **({"value": value} if value else {})}, kind)
    found = {name for (name,) in Selection(kind=kind, tree=tree).query(ada, kind.table.name).tuples()}
    assert found == expected
    assert "followers" in describe(tree, kind)
    asker = Asker(ada.id, Calendar.of(clock.now(), "UTC", "NO"))
    assert explain(tree, one, asker, kind).because[0].value == bob.name


def test_a_follower_who_was_deactivated_follows_nobody_and_is_told_as_one(ada, bob, one):
    kind = kind_of(one)
    followers.follow(one, bob, by=ada)
    changing.deactivate(bob, by=ada)
    [reason] = explain(parse({"field": "followers", "op": "empty"}, kind), one, asker_of(ada), kind).because
    assert (reason.holds, reason.value) == (True, f"{bob.name} (deactivated)")


def test_a_column_of_followers_goes_out_and_comes_in_again(settings, ada, bob, eve, one):
    kind = kind_of(one)
    for member in (bob, eve):
        followers.follow(one, member, by=ada)
    [row] = listing.rows(kind, [one.id], ("followers",), ada)
    assert row.cells["followers"] == [bob.name, eve.name]
    assert "followers" in columns_of("data", kind)
    path = settings.data / "out.csv"
    files.write(path, Selection(kind=kind), columns_of("name,followers,follower_names", kind), ada)
    with path.open(newline="", encoding="utf-8-sig") as file:
        [line] = list(csv.DictReader(file))
    assert (line["followers"], line["follower_names"]) == (f"{bob.email}; {eve.email}", f"{bob.name}; {eve.name}")
    assert bring(settings, kind, ada, path) == (0, 0, 1, 0)
    followers.unfollow(one, eve, by=ada)
    path.write_text(f"name,followers\nFjord,{eve.email}\nFell,{bob.email}\nHill,nobody@example.org\nfell,{ada.email}\n")
    assert bring(settings, kind, ada, path) == (1, 1, 1, 1)
    made = kind.table.get(kind.table.name == "Fell")
    assert [followers.of(each) for each in (one, made)] == [[bob, eve], [ada, bob]]
    assert undo_last(ada).kept == []
    assert followers.of(one) == [bob]


def bring(settings, kind, by, path):
    """What an import of a file did: made, changed, left or merged, refused."""
    head = importing.start(kind, path, Options(), by=by, folder=settings.data / "files")
    work.run(head.id)
    done = running.result(Operation.get_by_id(head.id))
    return done["created"], done["updated"], done["unchanged"] + done["merged_in_file"], done["refused"]
