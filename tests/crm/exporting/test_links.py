"""Links go out as columns, with names and numbers, as far as the one who takes the file sees them."""

import csv

import pytest

from crm import associations, contacts, custom_objects, kinds
from crm.associations import columns as links
from crm.associations import labels
from crm.associations.labels import Wanted
from crm.associations.ways import Way
from crm.custom_objects.keeping import Verbs
from crm.exporting import files
from crm.exporting.columns import columns_of
from crm.fields import NoSuchField
from crm.kinds import CONTACTS
from crm.models.custom_object import FIRST_OWN
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
