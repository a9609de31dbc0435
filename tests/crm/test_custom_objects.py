"""Objects of the office's own: made, renamed, deleted and given back; their records, links and what is asked of them."""

import pytest

from crm import associations, contacts, custom_fields, custom_objects, journal, kinds, lists, selection
from crm.access import NotAllowed
from crm.associations import card, labels, telling
from crm.associations.labels import Wanted
from crm.associations.ways import Way
from crm.custom_objects import keeping
from crm.custom_objects.errors import BadName, BadWords, ObjectGone, WordsTaken
from crm.errors import NotFound
from crm.filters import BadFilter, as_json, describe, parse
from crm.importing.options import Options
from crm.journal import feed, work
from crm.kinds import NoSuchKind
from crm.lists import Broken
from crm.models import Contact, CustomObject, CustomRecord, Operation
from crm.models.custom_object import FIRST_OWN
from crm.records import importing, values_of
from crm.selection import Selection


@pytest.fixture
def boats(ada):
    """Boats, with a length and a harbour."""
    kind = kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)
    custom_fields.define(custom_fields.Wanted("Length", "number", subject=kind.number), by=ada)
    custom_fields.define(custom_fields.Wanted("Harbour", "choice", options=("Bergen", "Oslo"), subject=kind.number), by=ada)
    return kinds.of(kind.number)


@pytest.fixture
def boat(ada, boats):
    def make(name, length="", by=ada, **more):
        return keeping.Verbs(boats).create({"name": name, "cf_length": length, **more}, by=by)

    return make


@pytest.fixture
def owns(ada, boats):
    """Somebody's boats; a boat has one skipper."""
    label = labels.create(Wanted("Boat", "Skipper", 1, boats.number, one_a=True), by=ada)

    def link(person, record, by=ada):
        return associations.link((1, person.id), Way(label, "a"), (boats.number, record.id), by=by)

    return link


def newest():
    return Operation.select().order_by(Operation.id.desc()).get()


def names(kind, actor, **asked):
    query = Selection(kind=kind, **asked).query(actor, kind.table.name).order_by(kind.table.name_f)
    return [name for (name,) in query.tuples()]


def skippers(actor, where, op="gte", value=1):
    tree = parse({"related": "boats", "where": where, "count": {"op": op, "value": value}})
    assert parse(as_json(tree)) == tree
    assert "boat" in describe(tree)
    return sorted(name for (name,) in Selection(tree=tree).query(actor, Contact.first_name).tuples())


def test_an_object_is_named_once_and_its_key_stays(ada, bob):
    made = custom_objects.create(" Boat ", "Boats", by=ada)
    assert (made.one, made.many, made.key) == ("boat", "boats", "boats")
    for one, many, error in (("", "x", BadWords), ("x" * 41, "x", BadWords), ("BOAT", "Ships", WordsTaken), ("person", "folk", WordsTaken)):
        with pytest.raises(error):
            custom_objects.create(one, many, by=ada)
    assert custom_objects.rename(made, "ship", "ships", by=ada)
    assert (kinds.named("boats").words.heading, CustomObject.get().key) == ("Ships", "boats")
    journal.undo(newest(), by=ada)
    assert kinds.named("boats").words.heading == "Boats"
    for act in (
        lambda: custom_objects.create("horse", "horses", by=bob),
        lambda: custom_objects.rename(made, "x", "y", by=bob),
        lambda: custom_objects.remove(made, by=bob),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_records_are_made_found_sorted_and_told_of(ada, boats, boat):
    sea, sun = boat("Sea Rose", "31.5", cf_harbour="Bergen"), boat("Sun", "12")
    with pytest.raises(BadName):
        boat("  ")
    assert names(boats, ada) == ["Sea Rose", "Sun"]
    assert names(boats, ada, search="rose") == ["Sea Rose"]
    assert names(boats, ada, tree=parse({"field": "cf_length", "op": "gt", "value": 30}, boats)) == ["Sea Rose"]
    assert names(boats, ada, tree=parse({"field": "cf_harbour", "op": "is", "value": "Oslo"}, boats)) == []
    assert selection.count(Selection(kind=boats), ada) == 2
    assert keeping.Verbs(boats).edit(sun, {"name": "Sunny", "cf_length": "13"}, by=ada, shown={"name": "Sun"})
    lines = {(line.label, line.old, line.new) for line in feed.of(CustomRecord.get_by_id(sun.id))[0].lines}
    assert lines == {("Length", "12", "13"), ("Name", "Sun", "Sunny")}
    assert [entry.kind for entry in feed.of(sea)] == ["record.created"]


def test_everything_done_to_a_record_can_be_undone(ada, boats, boat):
    sea = boat("Sea Rose", "31")
    made = newest()
    keeping.Verbs(boats).edit(sea, {"cf_length": "32"}, by=ada)
    edited = newest()
    assert [verdict.why for verdict in journal.undo(made, by=ada).kept] == ["used since"]
    assert keeping.archive(sea, by=ada)
    assert not keeping.archive(sea, by=ada)
    assert (names(boats, ada), names(boats, ada, archived=True)) == ([], ["Sea Rose"])
    journal.undo(newest(), by=ada)
    assert names(boats, ada) == ["Sea Rose"]
    journal.undo(edited, by=ada)
    assert names(boats, ada, tree=parse({"field": "cf_length", "op": "eq", "value": 31}, boats)) == ["Sea Rose"]
    journal.undo(made, by=ada)
    assert names(boats, ada) == []


def test_records_of_two_objects_stay_apart(ada, boats, boat):
    horses = kinds.of(FIRST_OWN + custom_objects.create("horse", "horses", by=ada).id)
    sea = boat("Sea Rose")
    keeping.Verbs(horses).create({"name": "Bella"}, by=ada)
    assert (names(boats, ada), names(horses, ada)) == (["Sea Rose"], ["Bella"])
    assert keeping.load(horses, sea.id, ada) is None
    with pytest.raises(BadFilter):
        parse({"field": "cf_length", "op": "gt", "value": 1}, horses)


def test_people_are_asked_for_by_what_they_are_linked_with(ada, ann, boats, boat, owns):
    bo = contacts.create(contacts.Form({"first_name": "Bo"}), by=ada, region="NO")
    for person, name, length in ((ann, "Sea Rose", "31"), (ann, "Sun", "12"), (bo, "Moon", "29")):
        owns(person, boat(name, length, cf_harbour="Oslo"))
    longer = {"field": "cf_length", "op": "gt", "value": 30}
    assert skippers(ada, longer) == ["Ann"]
    assert skippers(ada, {"all": []}) == ["Ann", "Bo"]
    assert skippers(ada, longer, "eq", 0) == ["Bo"]
    assert skippers(ada, {"all": []}, "gte", 2) == ["Ann"]
    assert skippers(ada, {"none": [{"field": "cf_harbour", "op": "is", "value": "oslo"}]}) == []
    [group] = card.of((1, ann.id), ada).groups
    assert (group.way.words, [one.record.name for one in group.links]) == ("Boat", ["Sea Rose", "Sun"])
    rose = CustomRecord.get(CustomRecord.name == "Sea Rose")
    entries = feed.of(rose)
    telling.tell(entries, ada)
    assert [(line.label, line.new) for line in entries[0].lines] == [("Skipper", "Ann Lee")]


def test_a_deleted_object_is_gone_everywhere_and_comes_back_whole(ada, ann, boats, boat, owns):
    owns(ann, boat("Sea Rose", "31"))
    kept = lists.save("Skippers", parse({"related": "boats", "where": {"field": "cf_length", "op": "gt", "value": 30}}), by=ada)
    made = CustomObject.get()
    assert custom_objects.uses(made, ada) == custom_objects.Uses(records=1, fields=2, labels=1, links=1, lists=0)
    custom_objects.remove(made, by=ada)
    gone = newest()
    with pytest.raises(NoSuchKind):
        kinds.named("boats")
    with pytest.raises(ObjectGone):
        custom_objects.remove(made, by=ada)
    assert card.of((1, ann.id), ada) == card.Card([], 0, [])
    with pytest.raises(Broken):
        lists.tree_of(kept)
    journal.undo(gone, by=ada)
    assert names(kinds.named("boats"), ada) == ["Sea Rose"]
    assert card.of((1, ann.id), ada).total == 1
    assert lists.tree_of(kept)


def test_who_sees_only_what_is_theirs_sees_their_own_records_and_those_of_their_people(ada, eve, vic, ann, boats, boat, owns):
    mine = contacts.create(contacts.Form({"first_name": "Mine", "owner": "eve@example.org"}), by=ada, region="NO")
    theirs, hidden, own = boat("Sea Rose", "31"), boat("Hidden", "40"), boat("Own", "20", by=eve)
    owns(mine, theirs)
    owns(ann, hidden)
    assert names(boats, eve) == ["Own", "Sea Rose"]
    assert (keeping.load(boats, theirs.id, eve), keeping.load(boats, hidden.id, eve)) == (theirs, None)
    assert skippers(eve, {"field": "cf_length", "op": "gt", "value": 10}) == ["Mine"]
    assert keeping.Verbs(boats).edit(own, {"cf_length": "21"}, by=eve)
    assert journal.undo(newest(), by=eve).operation
    with pytest.raises(NotFound):
        owns(mine, hidden, by=eve)
    for act in (lambda: boat("X", by=vic), lambda: keeping.archive(own, by=vic), lambda: keeping.Verbs(boats).edit(own, {}, by=vic)):
        with pytest.raises(NotAllowed):
            act()


def test_records_come_in_from_a_file_and_the_import_is_undone_as_one(ada, boats, boat, settings):
    sun = boat("Sun", "12")
    file = settings.data / "in.csv"
    file.write_text("Name,Length,Harbour\nSea Rose,31.5,Bergen\nSun,13,Oslo\nMoon,long,\n")
    head = importing.start(boats, file, Options(on_match="overwrite"), by=ada, folder=settings.data / "files")
    work.run(head.id)
    found = Operation.get_by_id(head.id)
    assert (found.changed, found.refused) == (2, 1)
    assert names(boats, ada, tree=parse({"field": "cf_length", "op": "gt", "value": 12.5}, boats)) == ["Sea Rose", "Sun"]
    journal.undo(found, by=ada)
    assert names(boats, ada) == ["Sun"]
    assert values_of(sun)["cf_length"] == "12"
