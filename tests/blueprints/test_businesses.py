"""Businesses as pages: found, renamed with what was typed kept, deleted after their people are counted."""

import pytest

from crm import contacts
from crm.models import Business, Contact, Operation

ENGINES = ("sqlite",)


@pytest.fixture
def fjord(ada, ann):
    contacts.edit(ann, {"business": "Fjord & Co"}, by=ada)
    return Business.get()


def test_the_list_leads_to_the_business_and_its_people(me, fjord, ann):
    assert (
        f'href="/businesses/{fjord.id}?q=fjo&amp;sort=-people&amp;of=businesses&amp;n=1">Fjord &amp; Co</a>'
        in me.get("/businesses?q=fjo&sort=-people").text
    )
    page = me.get(f"/businesses/{fjord.id}").text
    assert f'href="/contacts/{ann.id}">Ann Lee</a>' in page
    assert "Edited Ann Lee: business" in page
    assert all(f">{part}" in page for part in ("Notes", "Tasks", "People")), "everything that hangs on it stands on its page"
    assert f'href="/businesses/{fjord.id}"' in me.get(f"/contacts/{ann.id}").text


def test_nonsense_in_the_address_shows_the_list(me, fjord):
    assert "Fjord" in me.get("/businesses?sort=nothing&page=-1&per_page=7").text
    assert "There are no businesses that match" in me.get("/businesses?q=%25").text


def test_a_name_that_is_taken_is_refused_and_kept_as_typed(me, fjord, ada, ann):
    contacts.create(contacts.Form({"first_name": "Bo", "business": "Fell"}), by=ada, region="US")
    answer = me.post(f"/records/businesses/{fjord.id}", data={"name": "FELL", "shown_name": "Fjord & Co"})
    assert answer.status_code == 409
    assert 'value="FELL"' in answer.text
    assert me.post(f"/records/businesses/{fjord.id}", data={"name": " "}).status_code == 422


def test_deleting_says_how_many_people_stay_and_can_be_undone(me, browse, bob, fjord, ann):
    assert "1 person stays" in me.get(f"/businesses/{fjord.id}/removal").text
    answer = me.post(f"/businesses/{fjord.id}/removal", data={"once": "b1"}, follow_redirects=True)
    assert "Deleted the business Fjord &amp; Co" in answer.text
    assert Contact.get_by_id(ann.id).business_id is None
    act, gone = Operation.select().order_by(Operation.id.desc()).get().id, me.get(f"/businesses/{fjord.id}")
    assert (gone.status_code, "Ada deleted it on" in gone.text, f'href="/operations/{act}"' in gone.text) == (404, True, True)
    assert "Ask Ada or an admin" in browse(bob).get(f"/businesses/{fjord.id}").text
    me.post(f"/operations/{act}/undo", data={})
    assert Contact.get_by_id(ann.id).business_id == fjord.id


def test_strangers_and_viewers_change_nothing(browse, eve, vic, fjord):
    assert browse(eve).get(f"/businesses/{fjord.id}").status_code == 404
    assert browse(vic).get(f"/businesses/{fjord.id}").status_code == 200
    assert browse(vic).post(f"/records/businesses/{fjord.id}", data={"name": "Other"}).status_code == 403
    assert browse(vic).post(f"/businesses/{fjord.id}/removal").status_code == 403
