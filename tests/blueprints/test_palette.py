"""The palette: what it finds by a few letters, and for whom."""

import pytest

from crm import businesses, contacts, custom_objects, kinds, lists, tags
from crm.filters import read
from crm.models import Contact
from crm.records import keeping
from tests.blueprints.conftest import FRAGMENT


@pytest.fixture
def harbour(ada, ann):
    """An office with one of everything that has "harbour" in its name."""
    contacts.edit(ann, {"business": "Harbour Works"}, by=ada)
    tags.put_on(ann, "old harbour", by=ada)
    custom_objects.create("boat", "boats", by=ada)
    keeping.verbs_of(boats()).create({"name": "Harbour Queen"}, by=ada)
    lists.save("Around the harbour", read('{"field": "city", "op": "is", "value": "Oslo"}'), by=ada)
    contacts.create(contacts.Form({"first_name": "Harbour", "last_name": "Hall"}), by=ada, region="NO")


def boats():
    return next(kind for kind in kinds.own() if kind.words.one == "boat")


def hits(client, sought):
    """The names that are found, without icons."""
    html = client.get("/palette", query_string={"q": sought}, headers=FRAGMENT).text
    return [part.split("<b>")[1].split("</b>")[0] for part in html.split('role="option"')[1:] if "<b>" in part]


def test_it_finds_people_businesses_records_tags_and_lists(me, harbour):
    assert hits(me, "harb") == [
        "Harbour Hall",
        "Ann Lee",
        "Harbour Works",
        "Harbour Queen",
        "old harbour",
        "Around the harbour",
        "New contact “harb”",
    ]


def test_a_tag_leads_to_those_who_carry_it(me, harbour):
    page = me.get("/palette", query_string={"q": "old harbour"}).text
    address = page.split('<a href="/contacts?filter=')[1].split('"')[0]
    assert "Ann Lee" in me.get(f"/contacts?filter={address}").text


def test_it_leads_to_the_lists_of_own_objects_and_makes_their_records(me, harbour):
    assert {"Boats", "New boat"} <= set(hits(me, "boat"))


def test_everything_that_can_be_made_is_an_action(me, harbour):
    made = {"contact", "task", "business", "boat", "filter", "field", "tag", "object", "label of links"}
    assert {f"New {what}" for what in made} <= set(hits(me, "new"))


def test_viewers_are_offered_nothing_they_may_not_do(browse, vic, harbour):
    assert [name for name in hits(browse(vic), "new") if name.startswith("New")] == [
        "New this week",
        "New this week",
        "New this week",
        "New filter",
    ]
    assert "Members" not in hits(browse(vic), "")


def test_members_make_records_but_no_fields(browse, bob, harbour):
    offered = set(hits(browse(bob), "new"))
    assert {"New contact", "New boat"} <= offered
    assert not offered & {"New field", "New tag", "New object"}


def test_who_sees_only_what_is_theirs_finds_only_that(browse, ada, eve, harbour):
    assert hits(browse(eve), "harb") == ["New contact “harb”"]
    ann = Contact.get(Contact.first_name == "Ann")
    contacts.edit(ann, {"owner": eve.email}, by=ada)
    assert hits(browse(eve), "harb") == ["Ann Lee", "Harbour Works", "old harbour", "New contact “harb”"]


def test_a_percent_sign_is_a_letter(me, harbour):
    assert hits(me, "%%") == ["New contact “%%”"]


def test_a_business_that_is_deleted_is_not_found(me, ada, harbour):
    businesses.keeping.remove(businesses.named("Harbour Works", by=ada), by=ada)
    assert "Harbour Works" not in hits(me, "harb")
