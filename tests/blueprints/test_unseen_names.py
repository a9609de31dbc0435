"""Who sees only what is assigned learns no names of others: not where their own people link to them, nor by asking for a name."""

import json

import pytest

from crm import contacts, custom_fields
from crm.custom_fields import Wanted
from crm.models import Business, Contact

SECRET, FIRM = "Ann Secret", "Hidden Ltd"


@pytest.fixture
def zoe(ada, eve):
    """Eve's person, whose own fields point to a person and a business that are not Eve's."""
    fields = {}
    for label, to in (("Friend", Contact.number), ("Firm", Business.number)):
        fields[label] = f"cf_{custom_fields.define(Wanted(label, 'reference', to=to), by=ada).key}"
    secret = contacts.Form({"first_name": "Ann", "last_name": "Secret", "business": FIRM}, "ann@secret.example")
    contacts.create(secret, by=ada, region="NO")
    made = contacts.create(contacts.Form({"first_name": "Zoe", "owner": eve.email}), by=ada, region="NO")
    contacts.edit(made, {fields["Friend"]: SECRET, fields["Firm"]: FIRM}, by=ada)
    made.keys = fields
    return made


def paths(zoe):
    columns, friend = ",".join(zoe.keys.values()), zoe.keys["Friend"]
    one = f"/contacts/{zoe.id}"
    is_secret = json.dumps({"field": friend, "op": "is", "value": SECRET})
    filled = json.dumps({"field": friend, "op": "not_empty"})
    yield from (one, f"{one}/edit", f"{one}/sheet", f"{one}/timeline", f"{one}/fields/{friend}", f"{one}/fields/{friend}?place=list")
    yield from (f"/contacts?columns={columns}", "/contacts/export?columns=all", "/contacts/export", f"/prints/list?columns={columns}&all=1")
    yield from (
        f"/why?contact={zoe.id}&filter={filled}",
        f"/as-of?filter={filled}&on=2026-01-01",
        "/activity",
        "/businesses",
        "/operations",
    )
    yield f"/contacts?filter={is_secret.replace('Ann Secret', 'ANN secret')}"


def test_pages_and_files_withhold_the_names(browse, bob, eve, zoe):
    hers, his = browse(eve), browse(bob)
    told = 0
    for path in paths(zoe):
        answer = hers.get(path)
        assert answer.status_code == 200, path
        assert SECRET not in answer.text, path
        assert FIRM not in answer.text, path
        told += SECRET in his.get(path).text
    assert told >= 8


def test_asking_for_a_name_finds_nobody_it_must_not(browse, eve, zoe):
    hers, friend = browse(eve), zoe.keys["Friend"]
    for op, value in (("is", SECRET), ("contains", "secret"), ("starts_with", "ann")):
        asked = json.dumps({"field": friend, "op": op, "value": value})
        assert ">Zoe</a>" not in hers.get("/contacts", query_string={"filter": asked}).text
    for typed in (SECRET, "ann@secret.example", "nobody@secret.example"):
        refused = hers.post(f"/contacts/{zoe.id}/fields/{friend}", data={"value": typed, "shown": "Contact 1 (#1)"})
        assert refused.status_code == 422
        assert "the name or number of a contact here" in refused.text


def test_a_form_that_shows_a_number_keeps_the_link(browse, eve, zoe):
    hers, friend = browse(eve), zoe.keys["Friend"]
    number = next(iter(Contact.select().where(Contact.last_name == "Secret"))).id
    page = hers.get(f"/contacts/{zoe.id}/fields/{friend}").text
    assert f"Contact {number} (#{number})" in page
    data = {"value": f"Contact {number} (#{number})", "shown": f"Contact {number} (#{number})"}
    assert hers.post(f"/contacts/{zoe.id}/fields/{friend}", data=data).status_code in (200, 204, 303)
    assert contacts.values_of(Contact.get_by_id(zoe.id))[friend] == str(number)


@pytest.mark.parametrize("label", ["Friend", "Firm"])
@pytest.mark.parametrize("typed", ["{}", "#{}", "Contact {} (#{})"])
def test_a_link_by_number_to_somebody_unseen_is_refused_like_one_to_nobody(browse, ada, eve, zoe, label, typed):
    field, table = zoe.keys[label], Contact if label == "Friend" else Business
    hidden = table.select().where(table.name_f != "zoe").get()
    mine = contacts.create(contacts.Form({"first_name": "Mia", "owner": eve.email}), by=ada, region="NO")
    contacts.edit(zoe, {field: ""}, by=ada)
    hers, path = browse(eve), f"/contacts/{mine.id}/fields/{field}"
    refused, nobody = (hers.post(path, data={"value": typed.format(i, i), "shown": ""}) for i in (hidden.id, 9_999))
    assert (refused.status_code, nobody.status_code) == (422, 422)
    assert refused.text.replace(str(hidden.id), "N").count("is not the name or number of") == 1
    assert contacts.values_of(Contact.get_by_id(mine.id))[field] == ""
    assert browse(ada).post(path, data={"value": f"#{hidden.id}", "shown": ""}).status_code == 303


def test_after_her_request_names_are_told_again(browse, ada, eve, zoe):
    browse(eve).get(f"/contacts/{zoe.id}")
    assert contacts.as_typed(Contact.get_by_id(zoe.id), zoe.keys["Friend"]).startswith(SECRET)
