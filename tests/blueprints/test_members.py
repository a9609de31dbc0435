"""Members: who may let whom in, change them and send them away, and that it takes effect at once."""

import re
from datetime import timedelta

import pytest

from crm import clock, contacts, journal, members
from crm.journal.rights import LastOwner
from crm.models import Contact, Invitation, Member, Operation, Session
from tests.blueprints.conftest import PASSWORD

NEW = "five quiet river stones"

ENGINES = ("sqlite",)
"""Pages, whose verbs are tried on both databases elsewhere."""


def link_in(answer):
    """The path of the link a page shows."""
    return re.search(r'value="http://[^/]+(/join/[^"]+)"', answer.text)[1]


def invited(client, **more):
    return client.post("/members/invitations", data={"name": "Tom", "email": "tom@example.org", "role": "member", "once": "i", **more})


def last():
    return Operation.select().order_by(Operation.id.desc()).first()


def test_a_colleague_joins_by_a_link_that_works_once(app, me, browse):
    path = link_in(invited(me, only_assigned="1"))
    tom = app.test_client()
    tom.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    assert tom.get(path).status_code == tom.get(path).status_code == 200
    answer = tom.post(path, data={"name": "Tom Abara", "password": NEW})
    assert (answer.status_code, answer.location) == (303, "/contacts")
    assert tom.get("/contacts").status_code == 200
    made = Member.get(Member.email == "tom@example.org")
    assert (made.name, made.role, made.only_assigned) == ("Tom Abara", "member", 1)
    assert tom.get(path).status_code == tom.post(path, data={"name": "X", "password": NEW}).status_code == 404


def test_a_link_dies_after_an_hour_and_when_taken_back_or_made_anew(app, me):
    first = link_in(invited(me))
    second = link_in(invited(me, once="j"))
    client = app.test_client()
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    with clock.moved(timedelta(minutes=61)):
        assert client.get(second).status_code == 404
    [standing] = Invitation.select().where(Invitation.state == 1)
    assert me.post(f"/members/invitations/{standing.id}/withdrawal").status_code == 303
    assert client.get(second).status_code == 404
    assert client.get("/join/nonsense").status_code == 404


def test_a_link_is_kept_as_a_hash_only_and_its_page_is_not_stored(me):
    answer = invited(me)
    token = link_in(answer).rpartition("/")[2]
    assert answer.headers["Cache-Control"] == "no-store"
    assert token not in Invitation.get().token_hash
    assert invited(me).status_code == 409


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"name": ""}, 422),
        ({"name": "x" * 201}, 422),
        ({"name": "To\am"}, 422),
        ({"email": "nope"}, 422),
        ({"role": "king"}, 422),
        ({"email": "ada@example.org"}, 409),
    ],
)
def test_a_bad_invitation_says_why_and_keeps_what_was_typed(me, data, status):
    answer = invited(me, **data)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert data.get("name", "Tom") in answer.text
    assert Invitation.select().count() == 0


def test_a_weak_password_does_not_use_the_link_up(app, me):
    path = link_in(invited(me))
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    assert client.post(path, data={"name": "Tom", "password": "short"}).status_code == 422
    assert client.post(path, data={"name": "T\am", "password": NEW}).status_code == 422
    assert client.post(path, data={"name": "Tom", "password": NEW}).status_code == 303


def test_a_deactivated_member_is_refused_on_the_next_request(me, browse, bob):
    his = browse(bob)
    assert his.get("/contacts").status_code == 200
    me.post(f"/members/{bob.id}/deactivation")
    assert (his.get("/contacts").status_code, his.get("/contacts").location) == (303, "/sign-in?next=/contacts")
    me.post(f"/members/{bob.id}/activation")
    assert his.get("/contacts").status_code == 303
    assert browse(Member.get_by_id(bob.id)).get("/contacts").status_code == 200


def test_what_a_deactivated_member_owned_is_handed_over_and_can_be_undone(me, ada, bob):
    for n in range(3):
        contacts.create(contacts.Form({"first_name": f"P{n}", "owner": bob.email}), by=ada, region="US")
    answer = me.post(f"/members/{bob.id}/deactivation", data={"heir": ada.id})
    from crm.journal import work

    head = Operation.get_by_id(int(answer.location.rpartition("/")[2]))
    work.run(head.id)
    assert {c.owner_id for c in Contact.select()} == {ada.id}
    undo = journal.undo(Operation.get_by_id(head.id), by=ada).operation
    assert {c.owner_id for c in Contact.select()} == {bob.id}
    assert undo is not None


def test_a_change_of_role_signs_out_and_is_undone(me, browse, bob):
    his = browse(bob)
    me.post(f"/members/{bob.id}/rights", data={"role": "viewer", "only_assigned": "1"})
    changed = Member.get_by_id(bob.id)
    assert (changed.role, changed.only_assigned) == ("viewer", 1)
    assert his.get("/contacts").status_code == 303
    me.post(f"/operations/{last().id}/undo")
    back = Member.get_by_id(bob.id)
    assert (back.role, back.only_assigned) == ("member", 0)


@pytest.fixture
def amy(ada):
    return members.create("Amy", "amy@example.org", PASSWORD, role="admin", by=ada)


def test_an_admin_makes_no_owner_and_touches_none(browse, amy, ada, bob):
    hers = browse(amy)
    assert hers.post(f"/members/{bob.id}/rights", data={"role": "owner"}).status_code == 403
    assert hers.post(f"/members/{ada.id}/rights", data={"role": "member"}).status_code == 403
    assert hers.post(f"/members/{ada.id}/deactivation").status_code == 403
    assert hers.post(f"/members/{ada.id}/link").status_code == 403
    assert invited(hers, role="owner").status_code == 403
    assert [(m.role, m.state) for m in Member.select().order_by(Member.id)] == [("owner", 1), ("admin", 1), ("member", 1)]


def test_the_last_owner_stays(me, ada, amy):
    assert me.post(f"/members/{ada.id}/rights", data={"role": "member"}).status_code == 409
    assert me.post(f"/members/{ada.id}/deactivation").status_code == 409
    assert Member.get_by_id(ada.id).role == "owner"


def test_no_undo_leaves_the_office_without_an_owner(ada, amy):
    members.changing.set_role(amy, "owner", False, by=ada)
    made = last()
    members.changing.set_role(ada, "admin", False, by=Member.get_by_id(amy.id))
    with pytest.raises(LastOwner):
        journal.undo(made, by=Member.get_by_id(amy.id))
    assert Member.get_by_id(amy.id).role == "owner"


def test_a_former_admin_does_not_undo_himself_back(ada, amy, browse):
    members.changing.set_role(amy, "member", False, by=amy)
    taken = last()
    hers = browse(Member.get_by_id(amy.id))
    assert hers.post(f"/operations/{taken.id}/undo").status_code == 403
    assert Member.get_by_id(amy.id).role == "member"


def test_members_know_nothing_of_the_page_of_members(browse, bob, vic, ada):
    for client in (browse(bob), browse(vic)):
        assert client.get("/members").status_code == 403
        assert client.post(f"/members/{ada.id}/deactivation").status_code == 403
        assert invited(client).status_code == 403
    assert Member.select().where(Member.state == 1).count() == 3


def test_a_password_link_sets_a_new_password_and_signs_out_everywhere(app, me, browse, bob):
    his = browse(bob)
    path = link_in(me.post(f"/members/{bob.id}/link", data={"once": "p"}))
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    assert client.post(path, data={"password": NEW}).status_code == 303
    assert his.get("/contacts").status_code == 303
    assert client.post("/sign-in", data={"email": "bob@example.org", "password": NEW}).location == "/"
    assert client.post("/sign-in", data={"email": "bob@example.org", "password": PASSWORD}).status_code == 422


def test_an_admin_signs_a_member_out_everywhere(me, browse, bob):
    his = browse(bob)
    me.post(f"/members/{bob.id}/sign-out")
    assert his.get("/contacts").status_code == 303
    assert last().kind == "member.signed_out"


def test_one_changes_ones_profile_and_takes_it_back(me, ada):
    form = {"name": "Ada L.", "timezone": "Europe/Oslo", "locale": "de_DE", "theme": "dark", "page_size": "25"}
    assert me.post("/profile", data=form).status_code == 303
    changed = Member.get_by_id(ada.id)
    assert (changed.name, changed.theme, changed.page_size, changed.shortcuts) == ("Ada L.", "dark", 25, 0)
    assert 'data-bs-theme="dark"' in me.get("/contacts").text
    assert 'data-keys="0"' in me.get("/contacts").text
    me.post(f"/operations/{last().id}/undo")
    assert Member.get_by_id(ada.id).name == "Ada"


@pytest.mark.parametrize("bad", [{"timezone": "Mars/Olympus"}, {"theme": "pink"}, {"page_size": "7"}, {"locale": "xx"}, {"name": ""}])
def test_a_bad_profile_is_refused_and_keeps_what_was_typed(me, ada, bad):
    answer = me.post("/profile", data={"name": "Changed", "role": "owner", "email": "x@example.org", **bad})
    assert answer.status_code == 422
    assert Member.get_by_id(ada.id).name == "Ada"


def test_a_viewer_changes_their_profile_and_nothing_about_their_role(browse, vic):
    client = browse(vic)
    assert client.post("/profile", data={"name": "Victor", "role": "owner", "only_assigned": "0", "state": "1"}).status_code == 303
    changed = Member.get_by_id(vic.id)
    assert (changed.name, changed.role) == ("Victor", "viewer")


def test_a_password_is_changed_with_the_present_one_and_ends_other_sign_ins(me, browse, ada):
    other = browse(ada)
    assert me.post("/profile/password", data={"now": "wrong", "new": NEW}).status_code == 422
    assert other.get("/contacts").status_code == 200
    assert me.post("/profile/password", data={"now": PASSWORD, "new": NEW}).status_code == 303
    assert other.get("/contacts").status_code == 303
    assert me.get("/contacts").status_code == 200


def test_one_ends_ones_own_sign_in_and_nobody_elses(me, browse, ada, bob):
    other, his = browse(ada), browse(bob)
    of_bob = Session.get(Session.member == bob.id).token_hash
    assert me.post(f"/profile/sign-ins/{of_bob}/end").status_code == 404
    assert his.get("/contacts").status_code == 200
    ended = [s.token_hash for s in Session.select().where(Session.member == ada.id)][1]
    me.post(f"/profile/sign-ins/{ended}/end")
    assert {me.get("/contacts").status_code, other.get("/contacts").status_code} == {200, 303}


def test_the_settings_of_the_office_are_changed_and_taken_back(me, settings):
    form = {"name": "Fjord & Co", "phone_region": "NO", "timezone": "Europe/Oslo", "paper": "A4", "once": "o"}
    assert me.post("/settings/office", data=form).status_code == 303
    assert "Fjord &amp; Co" in me.get("/contacts").text
    me.post("/contacts", data={"first_name": "Ola", "phone": "22 33 44 55"})
    from crm.models import ContactPhone

    assert ContactPhone.get().e164 == "+4722334455"
    me.post(f"/operations/{Operation.get(Operation.kind == 'office.edited').id}/undo")
    assert "Fjord &amp; Co" not in me.get("/contacts").text


@pytest.mark.parametrize("bad", [{"name": ""}, {"phone_region": "XX"}, {"timezone": "Nowhere"}, {"paper": "A3"}])
def test_bad_settings_of_the_office_are_refused(me, bad):
    form = {"name": "Fjord", "phone_region": "NO", "timezone": "Europe/Oslo", "paper": "A4", **bad}
    answer = me.post("/settings/office", data=form)
    assert answer.status_code == 422
    assert "Fjord" not in me.get("/contacts").text


@pytest.mark.parametrize("page", ["/profile", "/settings/office", "/contacts/new"])
def test_a_time_zone_is_chosen_from_a_list_while_one_types(me, page):
    html = me.get(page).text
    assert 'name="timezone"' in html
    assert re.search('name="timezone"[^>]* list="zones"', html)
    assert '<datalist id="zones"><option value="Africa/Abidjan">UTC+00:00</option>' in html


@pytest.mark.parametrize("page", ["/profile", "/settings/office"])
def test_a_time_zone_is_known_by_its_city_and_an_unknown_one_is_told_with_the_nearest(me, ada, page):
    form = {"name": "Fjord", "phone_region": "NO", "paper": "A4", "theme": "dark", "page_size": "25", "locale": ""}
    taken = {key: value for key, value in form.items() if (key in ("phone_region", "paper")) == (page != "/profile") or key == "name"}
    assert me.post(page, data={**taken, "timezone": "new york"}).status_code == 303
    assert 'value="America/New_York" list="zones"' in me.get(page).text
    refused = me.post(page, data={**taken, "timezone": "Europ/Olso"})
    assert refused.status_code == 422
    assert "Time zone: “Europ/Olso” is not a time zone we know, like Europe/Oslo" in refused.text
    assert 'value="Europ/Olso" list="zones"' in refused.text
    assert 'value="America/New_York" list="zones"' in me.get(page).text


@pytest.mark.parametrize(
    ("sought", "found"), [("theme", "Appearance"), ("invite", "Members"), ("A4", "Office details"), ("zzz", "No setting is called")]
)
def test_settings_are_found_by_words(me, sought, found):
    assert found in me.get(f"/settings?q={sought}").text


def test_members_see_only_their_own_settings(browse, bob):
    page = browse(bob).get("/settings").text
    assert "Your profile" in page
    assert "Office details" not in page
    assert browse(bob).get("/settings/office").status_code == 403
