"""Links go out as columns, with names and numbers, as far as the one who takes the file sees them."""

import csv

import pytest

from crm import associations, contacts, custom_objects, journal, kinds
from crm.associations import columns as links
from crm.associations import labels
from crm.associations.labels import Wanted
from crm.associations.ways import Way
from crm.businesses import keeping as businesses
from crm.custom_objects.keeping import Verbs
from crm.exporting import files
from crm.exporting.columns import columns_of
from crm.fields import NoSuchField
from crm.importing import running
from crm.importing.options import Options
from crm.journal import feed, work
from crm.kinds import BUSINESSES, CONTACTS
from crm.models import Association, Contact, CustomRecord, Operation
from crm.models.custom_object import FIRST_OWN
from crm.records import importing, linking
from crm.selection import Selection


@pytest.fixture
def boats(ada):
    return kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)


@pytest.fixture
def person(ada):
    def make(first, last="", **more):
        return contacts.create(contacts.Form({"first_name": first, "last_name": last, **more}), by=ada, region="NO")

    return make


@pytest.fixture
def written(settings, ada):
    """The rows of a file by name."""

    def write(kind, columns, by=ada, form="csv"):
        path = settings.data / f"out.{form}"
        files.write(path, Selection(kind=kind), columns_of(columns, kind), by)
        with path.open(newline="", encoding="utf-8-sig") as file:
            return {row["name"]: row for row in csv.DictReader(file)}

    return write


def test_every_kind_has_a_column_for_each_way_with_names_and_numbers(ada, boats, person, written):
    label, spouse = labels.create(Wanted("Boat", "Skipper", 1, boats.number), by=ada), labels.create(Wanted("Spouse", "", 1, 1), by=ada)
    ann, bo = person("Ann", "Lee; Jr"), person("Bo")
    rose, sun = (Verbs(boats).create({"name": name}, by=ada) for name in ("Sea Rose", "Sun"))
    for boat in (sun, rose):
        associations.link((1, ann.id), Way(label, "a"), (boats.number, boat.id), by=ada)
    associations.link((1, bo.id), Way(label, "a"), (boats.number, rose.id), by=ada)
    associations.link((1, bo.id), Way(spouse, "a"), (1, ann.id), by=ada)
    mine, theirs, married = f"link_{label.id}a", f"link_{label.id}b", f"link_{spouse.id}a"
    assert {key: one.label for key, one in links.fields_of(CONTACTS).items()} == {mine: "Link: Boat", married: "Link: Spouse"}
    people = written(CONTACTS, f"{married},name,{mine}")
    assert people["Ann Lee; Jr"][mine] == f"Sea Rose #{rose.id}; Sun #{sun.id}"
    assert (people["Ann Lee; Jr"][married], people["Bo"][married]) == (f"Bo #{bo.id}", f'"Ann Lee; Jr #{ann.id}"')
    out = written(boats, f"name,{theirs}")
    assert (out["Sea Rose"][theirs], out["Sun"][theirs]) == (f'"Ann Lee; Jr #{ann.id}"; Bo #{bo.id}', f'"Ann Lee; Jr #{ann.id}"')
    assert columns_of("all", boats)[-1] == theirs
    assert theirs not in columns_of("data", boats)
    labels.remove(label, by=ada)
    with pytest.raises(NoSuchField):
        columns_of(f"name,{theirs}", boats)


def test_who_sees_only_what_is_theirs_finds_no_name_of_others(ada, eve, boats, person, written):
    label = labels.create(Wanted("Boat", "Skipper", 1, boats.number), by=ada)
    hers, other = person("Hers", owner=eve.email), person("Other")
    rose = Verbs(boats).create({"name": "Sea Rose"}, by=ada)
    for one in (hers, other):
        associations.link((1, one.id), Way(label, "a"), (boats.number, rose.id), by=ada)
    assert written(boats, f"name,link_{label.id}b", by=eve)["Sea Rose"][f"link_{label.id}b"] == f"Hers #{hers.id}"


@pytest.fixture
def bring(settings, ada):
    def bring_in(kind, *lines, file=None, by=ada, **options):
        file = file or settings.data / "in.csv"
        if lines:
            file.write_text("\n".join(lines))
        head = importing.start(kind, file, Options(**options), by=by, folder=settings.data / "files")
        work.run(head.id)
        told = running.result(Operation.get_by_id(head.id))
        return {k: told[k] for k in ("created", "updated", "unchanged", "refused") if told[k]} | told["reasons"]

    return bring_in


def newest():
    return Operation.select().order_by(Operation.id.desc()).get()


def pairs():
    return sorted(Association.select(Association.a, Association.b).where(Association.state == 1).tuples())


def test_a_file_that_went_out_comes_back_without_a_change_and_after_a_loss_as_it_was(ada, boats, person, written, bring, settings):
    label = labels.create(Wanted("Boat", "Skipper", 1, boats.number, one_a=True), by=ada)
    ann, twin = person("Ann", "Lee; Jr"), person("Ann", "Lee; Jr")
    rose, sun = (Verbs(boats).create({"name": name}, by=ada) for name in ("Sea Rose", "Sun"))
    made = [associations.link((1, one.id), Way(label, "a"), (boats.number, boat.id), by=ada) for one, boat in ((twin, rose), (ann, sun))]
    was = pairs()
    written(boats, f"id,name,owner,link_{label.id}b")
    assert bring(boats, file=settings.data / "out.csv") == {"unchanged": 2}
    for one in made:
        associations.unlink(one, by=ada)
    assert bring(boats, file=settings.data / "out.csv") == {"updated": 2}
    assert pairs() == was
    assert "association.added" in [entry.kind for entry in feed.of(Contact.get_by_id(twin.id))]
    journal.undo(newest(), by=ada)
    assert pairs() == []


def test_records_are_linked_by_name_address_and_number_and_what_names_nobody_is_refused(ada, boats, person, bring, settings):
    label = labels.create(Wanted("Boat", "Skipper", 1, boats.number, one_a=True), by=ada)
    firm = businesses.create({"name": "Fjord", "email": "hi@fjord.no"}, by=ada)
    labels.create(Wanted("Yard", "", boats.number, BUSINESSES.number), by=ada)
    ann, bo = (
        contacts.create(contacts.Form({"first_name": "Ann", "last_name": "Lee"}, "ann@example.org"), by=ada, region="NO"),
        person("Bo", "Moe"),
    )
    person("Cy"), person("Cy")

    told = bring(
        boats,
        "name,Link: Skipper,Link: Yard",
        "A,Ann@Example.org,HI@fjord.no",
        f"B,{bo.id},",
        "C,Nobody,",
        "D,Cy,",
        "E,Ann Lee; Bo Moe,",
        "F,,Fjord",
    )
    assert told == {"created": 3, "refused": 3, "no_match": 1, "ambiguous": 1, "not_unique": 1}
    by_name = dict(CustomRecord.select(CustomRecord.name, CustomRecord.id).tuples())
    assert set(by_name) == {"A", "B", "F"}, "a row that can't be linked makes nothing"
    linked = {(ann.id, by_name["A"]), (bo.id, by_name["B"]), (by_name["A"], firm.id), (by_name["F"], firm.id)}
    assert set(pairs()) == linked
    assert bring(boats, "name,Link: Skipper", "A,Bo Moe") == {"refused": 1, "not_unique": 1}, "it has a skipper already"
    assert bring(boats, "name,Link: Skipper", "A,Nobody", bad_cell="blank") == {"unchanged": 1}
    done = bring(boats, "name,Link: Skipper", f"G,Ann Lee #{ann.id}", f"H,Ann Lee #{bo.id}")
    assert done == {"created": 2}, "a number that bears another name is not trusted, the name is"
    journal.undo(newest(), by=ada)
    assert set(pairs()) == linked
    again = bring(boats, "name,Link: Skipper", "I,Ann Lee", "I,Ann Lee", "I,Bo Moe", "B,Ann Lee")
    assert again == {"created": 1, "refused": 2, "not_unique": 2}, "rows of one boat name one skipper"
    made = CustomRecord.get(CustomRecord.name == "I").id
    subjects = [(CustomRecord.number, made), *linking.born_with(newest().id, boats.number, [made])]
    journal.undo(newest(), by=ada, subjects=subjects)
    assert set(pairs()) == linked
    assert not CustomRecord.select().where((CustomRecord.id == made) & (CustomRecord.state == 1)).exists()
    path = settings.data / "late.csv"
    path.write_text("name,Link: Skipper\nK,Ann Lee\n")
    head = importing.start(boats, path, Options(), by=ada, folder=settings.data / "files")
    labels.remove(label, by=ada)
    work.run(head.id)
    assert Operation.get_by_id(head.id).status == "failed", "a label that was deleted meanwhile is said, and nobody comes in without it"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_people_with_their_links_come_back_without_a_change(ada, boats, person, settings, form):
    label = labels.create(Wanted("Boat", "Skipper", 1, boats.number), by=ada)
    for name in ("Ann", "Bo"):
        boat = Verbs(boats).create({"name": f"Sea {name}"}, by=ada)
        mine = contacts.create(contacts.Form({"first_name": name}, f"{name}@example.org"), by=ada, region="NO")
        associations.link((1, mine.id), Way(label, "a"), (boats.number, boat.id), by=ada)
    was, out = pairs(), settings.data / f"out.{form}"
    files.write(out, Selection(), columns_of("all"), ada)
    head = running.start(out, out.name, Options(), by=ada, folder=settings.data / "files")
    work.run(head.id)
    told = running.result(Operation.get_by_id(head.id))
    assert (told["unchanged"], told["updated"], told["created"], told["refused"]) == (2, 0, 0, 0)
    assert pairs() == was


@pytest.mark.parametrize("which", ["businesses", "boats"])
def test_every_column_of_businesses_and_objects_comes_back_by_a_workbook(ada, boats, person, bring, settings, which):
    kind = BUSINESSES if which == "businesses" else boats
    label = labels.create(Wanted("Firm" if which == "businesses" else "Boat", "Keeper", 1, kind.number), by=ada)
    one = person("Ann", "Lee; Jr")
    if which == "businesses":
        made = [businesses.create({"name": name, "owner": ada.email, "city": "=Oslo"}, by=ada) for name in ("Fjord; Co", "Hill, 'Sons'")]
    else:
        made = [Verbs(boats).create({"name": name, "owner": ada.email}, by=ada) for name in ("Sea #12", "+Sun")]
    linked = [associations.link((1, one.id), Way(label, "a"), (kind.number, each.id), by=ada) for each in made]
    was, out = pairs(), settings.data / "every.xlsx"
    files.write(out, Selection(kind=kind), columns_of("all", kind), ada)
    assert bring(kind, file=out) == {"unchanged": 2}
    for each in linked:
        associations.unlink(each, by=ada)
    assert bring(kind, file=out) == {"updated": 2}
    assert pairs() == was
