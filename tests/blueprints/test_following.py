"""Businesses and records of the office's own are followed on their pages, by oneself and by colleagues, and no longer."""

import pytest

from crm import custom_objects, followers, kinds
from crm.businesses import keeping as firms
from crm.custom_objects.keeping import Verbs
from crm.models import Operation
from crm.models.custom_object import FIRST_OWN
from tests.blueprints.conftest import FRAGMENT

ENGINES = ("sqlite",)


@pytest.fixture(params=["business", "record"])
def one(request, ada):
    """A record, the address of its page, and the one that its followers are changed at."""
    if request.param == "business":
        made = firms.create({"name": "Fjord"}, by=ada)
        return made, f"/businesses/{made.id}", f"/records/businesses/{made.id}/fields/followers"
    kind = kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)
    made = Verbs(kind).create({"name": "Tern"}, by=ada)
    return made, f"/objects/{kind.key}/{made.id}", f"/records/{kind.key}/{made.id}/fields/followers"


def test_one_follows_lets_a_colleague_follow_and_stops(me, ada, bob, one):
    record, page, at = one
    assert "Stop following" not in me.get(page).text
    answer = me.post(at, data={"once": "a"}, headers=FRAGMENT)
    assert (answer.status_code, "Stop following" in answer.text, "data-toast" in answer.text) == (200, True, True)
    assert me.post(at, data={"follower": bob.email, "once": "b"}).status_code == 303
    assert followers.of(record) == [ada, bob]
    assert ("Stop following" in me.get(page).text, "Bob follows no longer" in me.get(page).text) == (True, True)
    me.post(at, data={"unfollow": bob.id, "once": "c"})
    assert followers.of(record) == [ada]


def test_a_form_that_is_sent_twice_is_done_once(me, ada, one):
    record, _, at = one
    before = Operation.select().count()
    assert [me.post(at, data={"once": "a"}).status_code for _ in range(2)] == [303, 303]
    assert (Operation.select().count(), followers.of(record)) == (before + 1, [ada])


def test_who_is_nobody_here_is_said_and_nobody_follows(me, one):
    record, _, at = one
    answer = me.post(at, data={"follower": "no@example.org"}, headers=FRAGMENT)
    assert (answer.status_code, "Nobody here has that email address" in answer.text) == (422, True)
    assert me.post(at, data={"follower": "no@example.org"}).status_code == 422
    assert me.post(at, data={"unfollow": 999}).status_code == 404
    assert followers.of(record) == []


def test_viewers_follow_nothing_and_strangers_find_nothing(browse, vic, eve, one):
    _, page, at = one
    assert ("Nobody follows" in browse(vic).get(page).text, browse(vic).post(at).status_code) == (True, 403)
    assert (browse(eve).get(page).status_code, browse(eve).post(at).status_code) == (404, 404)


def test_who_follows_no_longer_what_is_not_theirs_goes_to_the_list(browse, ada, eve, one):
    record, page, at = one
    followers.follow(record, eve, by=ada)
    assert browse(eve).get(page).status_code == 200
    answer = browse(eve).post(at, data={"unfollow": eve.id})
    assert (answer.status_code, page.startswith(answer.location)) == (303, True)


def test_the_timeline_in_its_place_is_narrowed_and_older_entries_follow(me, one):
    _, page, at = one
    me.post(at, data={"once": "a"})
    assert "Followed" in me.get(f"{page}?words=followed").text.split("record-1-timeline")[-1]
    answer = me.get(f"{page}?kind=notes", headers=FRAGMENT)
    assert ("Nothing like that happened" in answer.text, "<h1" in answer.text) == (True, False)
    assert me.get(f"{page}?before=1", headers=FRAGMENT).text.strip().startswith("<li")
