"""Bell, notifications, following and activity as pages: they work as forms and as fragments, and tell nobody of others' people."""

from datetime import UTC, datetime

import pytest

from crm import contacts, followers, notes, notices
from crm.journal import listeners
from crm.members import profile
from crm.models import Member, Notice, Operation
from tests.blueprints.conftest import FRAGMENT

ENGINES = ("sqlite",)


def hear():
    while listeners.follow():
        pass


@pytest.fixture
def his(browse, bob):
    return browse(bob)


@pytest.fixture
def told(ada, bob, ann):
    """Bob follows Ann, whom Ada changed and wrote about."""
    followers.follow(ann, bob, by=bob)
    contacts.edit(ann, {"city": "Rome"}, by=ada)
    notes.add(ann, "Ask @Bob <b>about</b> the roof", by=ada)
    hear()
    return ann


def test_the_bell_counts_and_every_page_holds_it_without_waiting(his, told):
    assert 'aria-label="Notifications, 2 new"' in his.get("/notifications/bell", headers=FRAGMENT).text
    page = his.get("/contacts").text
    assert 'hx-get="/notifications/bell"' in page
    assert "2 new" not in page


def test_the_page_tells_who_did_what_and_quotes_the_mention_as_text(his, told):
    text = his.get("/notifications").text
    assert "edited Ann Lee: city" in text
    assert "Ask @Bob &lt;b&gt;about&lt;/b&gt; the roof" in text
    assert "edited Ann Lee" not in his.get("/notifications?why=mention").text


def test_opening_a_notice_marks_it_read_and_leads_to_the_person(his, bob, told):
    first = notices.of(bob)[0]
    answer = his.post(f"/notifications/{first.id}/reading")
    assert (answer.status_code, answer.location) == (303, f"/contacts/{told.id}")
    assert notices.unread(bob) == 1
    his.post("/notifications/reading")
    assert notices.unread(bob) == 0


def test_a_notice_of_somebody_else_is_nothing(me, told):
    assert me.post(f"/notifications/{Notice.select().first().id}/reading").status_code == 404


def test_one_follows_from_the_record_and_stops_again(his, bob, ann):
    page = his.post(f"/contacts/{ann.id}/followers", data={"once": "f1"}, headers=FRAGMENT)
    assert "Stop following" in page.text
    assert [one.id for one in followers.of(ann)] == [bob.id]
    his.post(f"/contacts/{ann.id}/followers/{bob.id}/removal", data={"once": "f2"})
    assert followers.of(ann) == []


def test_a_colleague_is_made_a_follower_by_address_and_an_unknown_one_is_refused(me, bob, ann):
    me.post(f"/contacts/{ann.id}/followers", data={"follower": bob.email})
    assert [one.id for one in followers.of(ann)] == [bob.id]
    assert me.post(f"/contacts/{ann.id}/followers", data={"follower": "no@example.org"}).status_code == 422


def test_who_stops_following_may_lose_sight_and_is_led_to_the_list(browse, ada, eve, ann):
    followers.follow(ann, eve, by=ada)
    answer = browse(eve).post(f"/contacts/{ann.id}/followers/{eve.id}/removal", data={"once": "e1"})
    assert (answer.status_code, answer.location) == (303, "/contacts")


def test_the_profile_says_how_one_is_told_and_that_mails_wait(his, bob, ada, ann):
    his.post("/profile", data={"name": "Bob", "theme": "dark", "page_size": "50", "notices_email": "now"})
    bob = Member.get_by_id(bob.id)
    assert (bob.notices_app, bob.notices_email) == (0, "now")
    followers.follow(ann, bob, by=bob)
    contacts.edit(ann, {"city": "Rome"}, by=ada)
    hear()
    assert "Ada: Edited Ann Lee: city" in his.get("/notifications/mails").text
    assert his.post("/profile", data={"notices_email": "hourly"}).status_code == 422


def test_activity_is_narrowed_in_the_address_and_comes_as_a_file(me, told):
    assert "Edited Ann Lee: city" in me.get("/activity").text
    assert "Edited Ann Lee: city" not in me.get("/activity?kind=notes").text
    assert "Nothing like that was done" in me.get("/activity?q=nobody").text
    file = me.get("/activity.csv?kind=notes")
    assert file.headers["Content-Type"].startswith("text/csv")
    assert file.text.count("\r\n") == 2


def test_activity_is_narrowed_to_days_of_ones_own_calendar(me, ada, told):
    profile.change(ada, {"timezone": "Pacific/Tongatapu"})
    late = datetime(2026, 3, 11, 12, 30, tzinfo=UTC)  # 01:30 on the 12th in Tonga
    Operation.update(created_at=late).where(Operation.title == "Edited Ann Lee: city").execute()
    for asked, there in (
        ("from=2026-03-12&to=2026-03-12", True),
        ("to=2026-03-11", False),
        ("from=2026-03-13", False),
        ("from=x&to=9999-12-31", True),
    ):
        assert ("Edited Ann Lee: city" in me.get(f"/activity?{asked}").text) is there, asked
        assert ("Edited Ann Lee: city" in me.get(f"/activity.csv?{asked}").text) is there, asked
    assert 'name="from" value="2026-03-12"' in me.get("/activity?from=2026-03-12").text


def test_activity_of_one_who_sees_little_names_nobody_else(browse, eve, told):
    assert "Ann Lee" not in browse(eve).get("/activity").text
    assert "Ann Lee" not in browse(eve).get("/activity.csv").text
