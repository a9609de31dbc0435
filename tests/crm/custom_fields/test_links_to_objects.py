"""A field may point to a record of an object of the office's own, like to a contact or a business."""

import pytest

from crm import contacts, custom_fields, custom_objects, kinds, members, onlooker, selection
from crm.custom_fields import Wanted
from crm.custom_fields.errors import NoSuchTarget
from crm.custom_objects.keeping import Verbs
from crm.fields import FIELDS, BadValue, show
from crm.filters import parse
from crm.models import Contact, CustomObject
from crm.models.custom_object import FIRST_OWN
from crm.selection import Selection


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture
def boats(ada):
    return kinds.of(FIRST_OWN + custom_objects.create("island boat", "island boats", by=ada).id)


@pytest.fixture
def rose(ada, boats):
    return Verbs(boats).create({"name": "Sea Rose"}, by=ada)


@pytest.fixture
def ann(ada, boats):
    custom_fields.define(Wanted("Berth", "reference", to=boats.number), by=ada)
    return contacts.create(contacts.Form({"first_name": "Ann"}), by=ada, region="NO")


def typed_of(contact):
    return contacts.as_typed(Contact.get_by_id(contact.id), "cf_berth")


def holders(ada, op, value):
    tree = parse({"field": "cf_berth", "op": op, "value": value})
    return [i for (i,) in Selection(tree=tree).query(ada).tuples()]


def test_it_is_found_by_name_or_number_shown_and_filtered(ada, boats, rose, ann):
    for typed in ("sea rose", f"#{rose.id}", f"Sea Rose (#{rose.id})"):
        assert contacts.edit(ann, {"cf_berth": typed}, by=ada) in (True, False)
        assert typed_of(ann) == f"Sea Rose (#{rose.id})"
    assert show(FIELDS["cf_berth"], str(rose.id), "UTC", "en") == "Sea Rose"
    assert holders(ada, "is", "SEA ROSE") == [ann.id]
    assert holders(ada, "contains", "tulip") == []
    assert selection.count(Selection(tree=parse({"field": "cf_berth", "op": "not_empty"})), ada) == 1


def test_records_of_other_objects_are_none_of_its(ada, boats, rose, ann):
    cars = kinds.of(FIRST_OWN + custom_objects.create("car", "cars", by=ada).id)
    beetle = Verbs(cars).create({"name": "Beetle"}, by=ada)
    for typed in ("Beetle", f"#{beetle.id}"):
        with pytest.raises(BadValue, match="the name or number of an island boat here"):
            contacts.edit(ann, {"cf_berth": typed}, by=ada)
    with pytest.raises(NoSuchTarget):
        custom_fields.define(Wanted("Other", "reference", to=FIRST_OWN + 99), by=ada)


def test_a_deleted_object_is_pointed_to_no_more_but_what_points_there_is_still_told(ada, boats, rose, ann):
    contacts.edit(ann, {"cf_berth": "Sea Rose"}, by=ada)
    custom_objects.remove(CustomObject.get(), by=ada)
    assert typed_of(ann) == f"Sea Rose (#{rose.id})"
    bo = contacts.create(contacts.Form({"first_name": "Bo"}), by=ada, region="NO")
    with pytest.raises(BadValue, match="island boats were deleted"):
        contacts.edit(bo, {"cf_berth": "Sea Rose"}, by=ada)


def test_who_may_not_see_the_record_learns_only_its_number(ada, rose, ann):
    eve = members.create("Eve", "eve@example.org", "seven green kettles", only_assigned=True, by=ada)
    contacts.edit(ann, {"cf_berth": "Sea Rose", "owner": eve.email}, by=ada)
    with onlooker.reading(eve):
        assert typed_of(ann) == f"Island boat {rose.id} (#{rose.id})"
        assert holders(eve, "is", "Sea Rose") == []
