"""Numbers stand beside names and names beside addresses, so that nobody is taken for another of the same name."""

import csv

import pytest

from crm import contacts, custom_fields, followers, members
from crm.businesses import belonging
from crm.businesses import keeping as businesses
from crm.custom_fields import Wanted
from crm.exporting import files
from crm.exporting.columns import columns_of, fields_of
from crm.fields import NoSuchField
from crm.importing import running, untaken
from crm.importing.mapping import guess
from crm.importing.options import Options
from crm.journal import work
from crm.kinds import BUSINESSES, CONTACTS
from crm.models import Business, Contact, Operation
from crm.records import importing
from crm.records.reading import guessed
from crm.selection import Selection


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture
def sam(ada):
    """Two members who are both called Sam Lee."""
    return [members.create("Sam Lee", f"sam{n}@example.org", "seven green kettles", by=ada) for n in (1, 2)]


def person(ada, name, **more):
    form = contacts.Form({"first_name": name, **more}, f"{name.lower()}@example.org")
    return contacts.create(form, by=ada, region="NO")


def written(settings, by, columns, kind=CONTACTS):
    path = settings.data / "out.csv"
    files.write(path, Selection(kind=kind), columns_of(columns, kind), by)
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def brought(settings, by, *lines, file=None, **options):
    path = settings.data / (file or "in.csv")
    if lines:
        path.write_text("\n".join(lines))
    head = running.start(path, path.name, Options(**options), by=by, folder=settings.data / "files")
    work.run(head.id)
    told = running.result(Operation.get_by_id(head.id))
    return {k: told[k] for k in ("created", "updated", "unchanged", "refused") if told[k]} | told["reasons"]


def test_members_and_businesses_of_one_name_are_told_apart_in_a_file(settings, ada, sam):
    old = businesses.create({"name": "Fjord", "owner": sam[0].email}, by=ada)
    businesses.remove(old, by=ada)
    new = businesses.create({"name": "Fjord", "owner": sam[1].email}, by=ada)
    ann = person(ada, "Ann", owner=sam[1].email, business="Fjord")
    for member in sam:
        followers.follow(ann, member, by=ada)
    (row,) = written(settings, ada, "all")
    assert (row["business"], row["business_id"], row["owner"], row["owner_name"]) == ("Fjord", str(new.id), sam[1].email, "Sam Lee")
    assert (row["followers"], row["follower_names"]) == (f"{sam[0].email}; {sam[1].email}", "Sam Lee; Sam Lee")
    (firm,) = written(settings, ada, "all", BUSINESSES)
    assert (firm["owner"], firm["owner_name"]) == (sam[1].email, "Sam Lee")
    assert not {"business_id", "owner_name", "follower_names"} & set(columns_of("data"))


def test_further_businesses_stand_in_a_file_of_every_field_with_their_roles(settings, ada):
    ann, bo = person(ada, "Ann", business="Fjord"), person(ada, "Bo")
    belonging.add(ann, "Vidda; Sons", "Treasurer", by=ada)
    belonging.add(ann, "Hill", by=ada)
    belonging.add(bo, "Gone", by=ada)
    businesses.remove(Business.get(name="Gone"), by=ada)
    number = dict(Business.select(Business.name, Business.id).tuples())
    assert [row["further_businesses"] for row in written(settings, ada, "all")] == [
        f'"Vidda; Sons #{number["Vidda; Sons"]} (Treasurer)"; Hill #{number["Hill"]}', "",
    ]  # fmt: skip
    assert brought(settings, ada, file="out.csv") == {"unchanged": 2}
    assert "further_businesses" not in columns_of("data")


def test_a_number_counts_only_where_a_living_business_bears_the_name_beside_it(settings, ada):
    gone = businesses.create({"name": "Fjord"}, by=ada)
    businesses.remove(gone, by=ada)
    fjord, hill = (businesses.create({"name": name}, by=ada) for name in ("Fjord", "Hill"))
    head = "first_name,email,business,business_id"
    right, others = f"A,a@example.org,FJORD,{fjord.id}", [
        f"B,b@example.org,Fjord,{gone.id}", f"C,c@example.org,Fjord,{hill.id}", "D,d@example.org,New,999", f"E,e@example.org,,{hill.id}",
    ]  # fmt: skip
    told = {"mapping": {"first_name": "first_name", "email": "email", "business": "business", "business_id": "business_id"}}
    assert brought(settings, ada, head, right, *others, **told) == {"created": 1, "refused": 4, "business_number": 4}
    assert Contact.get().business_id == fjord.id
    assert brought(settings, ada, head, right, *others, **told, bad_cell="blank") == {"created": 4, "unchanged": 1}
    assert dict(Contact.select(Contact.first_name, Business.name).left_outer_join(Business).tuples()) == {
        "A": "Fjord", "B": "Fjord", "C": "Fjord", "D": "New", "E": None,
    }  # fmt: skip


def test_a_number_maps_only_when_somebody_says_so_and_a_file_of_ours_comes_back(settings, ada, sam):
    fjord = businesses.create({"name": "Fjord"}, by=ada)
    for name, owner in (("Ann", sam[0]), ("Bo", sam[1])):
        person(ada, name, owner=owner.email, business="Fjord")
    written(settings, ada, "all")
    columns = [key for key in columns_of("all") if key in {*columns_of("data"), "business_id"}]
    assert brought(settings, ada, file="out.csv") == {"unchanged": 2}
    assert brought(settings, ada, file="out.csv", mapping={key: key for key in columns}) == {"unchanged": 2}
    businesses.edit(fjord, {"name": "Fjord & Sons"}, by=ada)
    assert brought(settings, ada, file="out.csv", mapping={key: key for key in columns}) == {"refused": 2, "business_number": 2}


def test_every_column_of_a_file_is_read_again_or_said_why_not(settings, ada):
    custom_fields.define(Wanted("Hull", "text"), by=ada)
    for kind in (CONTACTS, BUSINESSES):
        for key, field in fields_of(kind).items():
            for heading in (key, field.label):
                read = guess([heading], [["x"]]).columns[0].key if kind == CONTACTS else guessed(kind, [heading]).get(0)
                assert read == key or untaken.why(heading, kind), (kind.key, heading, read)


def test_a_computed_column_of_businesses_feeds_nothing_whoever_says_so(settings, ada):
    path, mapping = settings.data / "in.csv", {"name": "name", "people": "people"}
    path.write_text("name,people\nHill,5")
    with pytest.raises(NoSuchField, match="people"):
        importing.dry_run(BUSINESSES, path, Options(mapping=mapping), by=ada)
