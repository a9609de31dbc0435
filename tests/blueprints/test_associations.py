"""Links over HTTP: made, refused and taken away from either side, with and without htmx; their labels in Settings."""

import pytest

from crm import contacts, db
from crm.associations import labels
from crm.associations.labels import Wanted
from crm.models import Association, AssociationLabel, Business
from tests.blueprints.conftest import FRAGMENT

ENGINES = ("sqlite",)


@pytest.fixture
def person(ada):
    return lambda name, **more: contacts.create(contacts.Form({"first_name": name, **more}), by=ada, region="NO")


@pytest.fixture
def bo(person):
    return person("Bo", business="Fjord Ltd")


@pytest.fixture
def manager(ada):
    return labels.create(Wanted("Report", "Manager", 1, 1, one_a=True), by=ada)


def links(record):
    return f"/contacts/{record.id}/associations"


def test_without_javascript_a_link_leads_back_to_the_record_where_both_see_it(me, ann, bo, manager):
    answer = me.post(links(ann), data={"way": f"{manager.id}a", "to": "bo", "once": "k1"})
    assert (answer.status_code, answer.location) == (303, f"/contacts/{ann.id}?did={Association.get().born}")
    assert ">Report</h3>" in me.get(f"/contacts/{ann.id}").text
    page = me.get(f"/contacts/{bo.id}").text
    assert ">Manager</h3>" in page
    assert f'href="/contacts/{ann.id}">Ann Lee</a>' in page
    assert "Manager: <del>empty</del> → <ins>Ann Lee</ins>" in page, "its timeline tells of it"
    assert "Ann Lee" in me.get(f"/contacts/{bo.id}/sheet").text
    made = Association.get()
    assert me.post(f"{links(bo)}/{made.id}/removal", data={"once": "k2"}).location.startswith(f"/contacts/{bo.id}?did=")
    assert ">Report</h3>" not in me.get(f"/contacts/{ann.id}").text


def test_htmx_gets_the_card_a_toast_and_the_timeline_anew(me, ann, bo, manager):
    text = me.post(links(ann), data={"way": f"{manager.id}a", "to": "Bo", "once": "k1"}, headers=FRAGMENT).text
    assert f'id="contacts-{ann.id}-links"' in text
    assert "Linked: Report." in text
    assert f'hx-get="/contacts/{ann.id}/timeline"' in text


@pytest.mark.parametrize("path", ["/settings/labels", "/settings/labels/{}"])
def test_a_limit_that_is_none_is_refused_and_what_was_typed_stays(me, manager, path):
    answer = me.post(path.format(manager.id), data={"name": "Mentor", "kind_a": "1", "kind_b": "1", "limit": "two"})
    assert answer.status_code == 422
    assert "Choose from the list how many links" in answer.text
    assert 'value="Mentor"' in answer.text
    assert [(one.name, one.one_a) for one in AssociationLabel.select()] == [("Report", 1)]


def test_several_of_one_name_are_offered_and_what_was_typed_stays(me, ann, manager, person):
    first, _ = person("Kim"), person("Kim")
    answer = me.post(links(ann), data={"way": f"{manager.id}a", "to": "Kim"})
    assert answer.status_code == 422
    assert 'value="Kim"' in answer.text
    assert answer.text.count('name="other"') == 2
    assert me.post(links(ann), data={"way": f"{manager.id}a", "to": "Kim", "other": first.id}).status_code == 303
    assert Association.get().b == first.id


@pytest.mark.parametrize(
    ("way", "to", "status", "said"),
    [
        ("a", "Nobody", 422, "People called “Nobody”: none was found."),
        ("a", "", 422, "none was found"),
        ("x", "Bo", 422, "Choose how the two belong together"),
        ("a", "Ann Lee", 422, "can’t be linked to itself"),
        ("b", "Bo", 409, "Ann Lee has a link “Manager” already, Cy"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(me, ann, bo, person, manager, way, to, status, said):
    me.post(links(person("Cy")), data={"way": f"{manager.id}a", "to": "Ann Lee"})
    answer = me.post(links(ann), data={"way": f"{manager.id}{way}", "to": to})
    assert answer.status_code == status
    assert said in answer.text
    assert f'value="{to}"' in answer.text
    assert Association.select().count() == 1


def test_a_business_is_linked_from_its_own_page(me, ada, ann, bo):
    lawyer = labels.create(Wanted("Lawyer of", "Lawyer", 1, 7), by=ada)
    fjord = Business.get()
    answer = me.post(f"/businesses/{fjord.id}/associations", data={"way": f"{lawyer.id}b", "to": "ann lee", "once": "k1"})
    assert answer.location.startswith(f"/businesses/{fjord.id}?did=")
    assert ">Lawyer</h3>" in me.get(f"/businesses/{fjord.id}").text
    assert "Fjord Ltd" in me.get(links(ann)).text


def test_who_sees_only_what_is_theirs_finds_no_name_and_no_number_of_others(browse, me, eve, ann, person, manager):
    mine = person("Mine", owner="eve@example.org")
    me.post(links(mine), data={"way": f"{manager.id}a", "to": "Ann Lee"})
    browser = browse(eve)
    for path in (f"/contacts/{mine.id}", links(mine), f"/contacts/{mine.id}/timeline", f"/contacts/{mine.id}/sheet", "/activity"):
        assert "Ann" not in browser.get(path).text
    assert "Linked: Report" not in browser.get(f"/contacts/{mine.id}").text
    assert browser.post(f"{links(mine)}/{Association.get().id}/removal").status_code == 404
    answer = browser.post(links(mine), data={"way": f"{manager.id}a", "other": ann.id})
    assert answer.status_code == 404


def test_a_label_is_made_changed_and_deleted_in_settings(me, ann, bo):
    assert "No labels yet" in me.get("/settings/labels").text
    typed = {"name": "Report", "back": "Manager", "kind_a": "1", "kind_b": "1", "limit": "one_a"}
    assert me.post("/settings/labels", data=typed).status_code == 303
    label = AssociationLabel.get()
    assert (label.words, label.one_a, label.one_b) == ("Report / Manager", 1, 0)
    again = me.post("/settings/labels", data=typed)
    assert again.status_code == 409
    assert 'value="Report"' in again.text
    assert me.post("/settings/labels", data={"name": " ", "kind_a": "1", "kind_b": "7"}).status_code == 422
    me.post(links(ann), data={"way": f"{label.id}a", "to": "Bo"})
    assert "1 link" in me.get(f"/settings/labels/{label.id}").text
    me.post(f"/settings/labels/{label.id}", data={"name": "Team member"})
    assert AssociationLabel.get().words == "Team member / Manager"
    assert AssociationLabel.get().one_a, "what a form leaves out stays"
    assert "1 link is hidden" in me.get(f"/settings/labels/{label.id}/removal").text
    me.post(f"/settings/labels/{label.id}/removal")
    assert ">Team member</h3>" not in me.get(f"/contacts/{ann.id}").text


def test_thirty_links_cost_a_record_no_more_queries_than_three(me, ann, person, manager, monkeypatch):
    def cost():
        asked = []
        execute = db.db.obj.execute_sql
        monkeypatch.setattr(db.db.obj, "execute_sql", lambda *args, **more: asked.append(args) or execute(*args, **more))
        assert me.get(f"/contacts/{ann.id}").status_code == 200
        monkeypatch.undo()
        return len(asked)

    def more(count):
        for _ in range(count):
            me.post(links(ann), data={"way": f"{manager.id}a", "other": person("P").id})

    more(3)
    few = cost()
    more(27)
    assert cost() == few
