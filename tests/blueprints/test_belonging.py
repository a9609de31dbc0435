"""People and businesses tied to each other, from the page of either, also without JavaScript."""

import io

import pytest

from crm import contacts, journal, members, notes, tasks
from crm.businesses import belonging
from crm.journal import listeners
from crm.models import Business, Contact, File, Note, Notice, Operation, Task

ENGINES = ("sqlite",)
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": "http://localhost/contacts/1"}


@pytest.fixture
def fjord(ada, ann):
    belonging.add(ann, "Fjord & Co", "Buyer", by=ada)
    return Business.get()


def test_a_business_is_added_with_a_role_made_primary_and_left_on_the_record(me, ann, fjord):
    at = f"/contacts/{ann.id}/businesses"
    page = me.post(at, data={"name": "Fell", "role": "Chair", "once": "a"}, follow_redirects=True).text
    assert "Added Fell to Ann Lee, as Chair" in page
    fell = Business.get(Business.name == "Fell")
    assert "Chair" in me.post(f"{at}/{fell.id}/primary", data={"once": "b"}, headers=FRAGMENT).text
    assert Contact.get_by_id(ann.id).business_id == fell.id
    me.post(f"{at}/{fjord.id}", data={"role": "Owner", "once": "c"})
    assert [one.role for one in belonging.of(Contact.get_by_id(ann.id))] == ["Chair", "Owner"]
    gone = me.post(f"{at}/{fell.id}/removal", data={"once": "d", "next": f"/businesses/{fell.id}"})
    assert gone.location.startswith(f"/businesses/{fell.id}?did=")


def test_what_is_wrong_is_said_beside_what_was_typed(me, ann, fjord):
    refused = me.post(f"/contacts/{ann.id}/businesses", data={"name": "x" * 300, "role": "Chair"})
    assert (refused.status_code, "x" * 300 in refused.text) == (422, True)
    assert me.post(f"/contacts/{ann.id}/businesses/{fjord.id}", data={"role": "y" * 3000}).status_code == 422
    assert me.post(f"/businesses/{fjord.id}/people", data={}).status_code == 422
    assert me.post(f"/businesses/{fjord.id}/people", data={"contact": "99"}).status_code == 404


def test_somebody_is_found_and_added_on_the_page_of_the_business(me, browse, ada, ann, fjord):
    bo = contacts.create(contacts.Form({"first_name": "Bo", "last_name": "Ray"}), by=ada, region="US")
    assert "Belongs here" in me.get(f"/businesses/{fjord.id}/people?q=ann").text
    assert f'value="{bo.id}" aria-label="Add Bo Ray"' in me.get(f"/businesses/{fjord.id}/people?q=ray").text
    page = me.post(f"/businesses/{fjord.id}/people", data={"contact": bo.id, "once": "a"}, follow_redirects=True).text
    assert "Added Bo Ray to Fjord" in page
    vic = members.create("Vic", "vic@example.org", "seven green kettles", role="viewer", by=ada)
    assert browse(vic).post(f"/businesses/{fjord.id}/people").status_code == 403
    assert "Nobody is found" in me.get(f"/businesses/{fjord.id}/people?q=%25").text


def test_a_note_about_a_business_is_written_pinned_changed_and_removed(me, ada, bob, browse, fjord):
    at = f"/businesses/{fjord.id}/notes"
    assert "Moves in <strong>May</strong>" in me.post(at, data={"text": "Moves in **May**", "once": "a"}, follow_redirects=True).text
    note = Note.get()
    me.post(f"{at}/{note.id}/pin", data={"pinned": "1", "once": "b"})
    assert "Pinned note" in me.get(f"/businesses/{fjord.id}").text
    assert me.post(at, data={"text": " "}).status_code == 422
    assert browse(bob).post(f"{at}/{note.id}", data={"text": "Not so", "shown": note.text}).status_code == 403
    stale = me.post(f"{at}/{note.id}", data={"text": "In June", "shown": "Moves in April"})
    assert (stale.status_code, "In June" in stale.text) == (409, True)
    me.post(f"{at}/{note.id}", data={"text": "In June", "shown": note.text, "once": "c"})
    assert "Moves in **May**" in me.get(f"{at}/{note.id}").text
    me.post(f"{at}/{note.id}/removal", data={"once": "d"})
    assert "In June" not in me.get(f"/businesses/{fjord.id}").text.split("record-1-timeline")[0]


def test_files_in_a_note_about_a_business_go_and_come_with_it_and_are_for_who_reads_it(me, browse, ada, bob, ann, fjord):
    at = f"/businesses/{fjord.id}/notes"
    refused = me.post(at, data={"text": "A plan", "file": (io.BytesIO(b""), "empty.txt"), "once": "a"})
    assert (refused.status_code, "A plan" in refused.text, Note.select().count()) == (422, True, 0)
    sent = {"text": "A plan", "file": (io.BytesIO(b"Some words"), "plan.txt"), "once": "b"}
    assert "plan.txt" in me.post(at, data=sent, follow_redirects=True).text
    note, file = Note.get(), File.get()
    assert "plan.txt" in me.get(f"{at}/{note.id}").text
    with browse(bob).get(f"/files/{file.id}") as answer:
        assert answer.data == b"Some words"
    eve = members.create("Eve", "eve@example.org", "seven green kettles", only_assigned=True, by=ada)
    contacts.edit(ann, {"owner": eve.email}, by=ada)
    assert browse(eve).get(f"/files/{file.id}").status_code == 404
    me.post(f"{at}/{note.id}/removal", data={"once": "c"})
    assert "plan.txt" not in me.get(f"/businesses/{fjord.id}").text
    journal.undo(Operation.select().order_by(Operation.id.desc()).get(), by=ada)
    assert "plan.txt" in me.get(f"/businesses/{fjord.id}").text


def test_a_task_about_a_business_is_made_from_its_page_and_stands_in_the_lists(me, ada, fjord):
    assert "New task for Fjord" in me.get(f"/tasks/new?business={fjord.id}").text
    assert me.post("/tasks", data={"title": " ", "business": fjord.id}).status_code == 422
    me.post("/tasks", data={"title": "Renew", "business": fjord.id, "assignee": ada.email, "due": "2026-11-30", "once": "a"})
    assert Task.get().business_id == fjord.id
    for path in (f"/businesses/{fjord.id}", "/tasks?view=everyone", f"/tasks?view=everyone&business={fjord.id}", "/today/sheet", "/today"):
        assert "Fjord" in me.get(path).text
    assert "Renew" in me.get(f"/businesses/{fjord.id}").text
    me.post(f"/tasks/{Task.get().id}", data={"title": "Renew it", "once": "b"})
    assert Task.get().business_id == fjord.id


def test_a_suggestion_is_taken_or_refused_on_both_pages(me, ada, ann, fjord):
    contacts.edit(ann, {"business": "Fjord & Co"}, by=ada)
    bo = contacts.create(contacts.Form({"first_name": "Bo"}, "bo@example.org"), by=ada, region="US")
    assert "Both use example.org" in me.get(f"/contacts/{bo.id}/suggestions").text
    assert "Both use example.org" in me.get(f"/businesses/{fjord.id}").text
    me.post(f"/contacts/{bo.id}/suggestions/{fjord.id}", data={"answer": "no", "once": "a"})
    assert "Both use example.org" not in me.get(f"/contacts/{bo.id}/suggestions").text
    me.post(f"/operations/{Operation.select().order_by(Operation.id.desc()).get().id}/undo", data={})
    me.post(f"/contacts/{bo.id}/suggestions/{fjord.id}", data={"answer": "yes", "once": "b", "next": f"/businesses/{fjord.id}"})
    assert Contact.get_by_id(bo.id).business_id == fjord.id


def test_who_sees_only_what_is_theirs_reads_no_notes_of_a_business(browse, ada, ann, fjord):
    eve = members.create("Eve", "eve@example.org", "seven green kettles", only_assigned=True, by=ada)
    contacts.edit(ann, {"owner": eve.email}, by=ada)
    note = notes.add(fjord, "Bo Ray is leaving", by=ada)
    tasks.create(tasks.Typed("About Bo Ray"), by=ada, zone="UTC", business=fjord)
    page = browse(eve).get(f"/businesses/{fjord.id}")
    assert (page.status_code, "Bo Ray" in page.text) == (200, False)
    assert browse(eve).get(f"/businesses/{fjord.id}/notes/{note.id}").status_code == 403
    assert browse(eve).post(f"/businesses/{fjord.id}/notes", data={"text": "Hm"}).status_code == 403


def test_a_mention_in_a_note_of_a_business_leads_there_and_names_only_who_may_read_it(me, browse, ada, bob, fjord):
    members.create("Eve Lund", "eve@example.org", "seven green kettles", only_assigned=True, by=ada)
    page = me.get(f"/businesses/{fjord.id}").text
    mentionable = page.split("data-members=", 1)[1].split(">")[0]
    assert ("Bob" in mentionable, "Eve Lund" in mentionable) == (True, False)
    me.post(f"/businesses/{fjord.id}/notes", data={"text": "@Bob, look", "once": "a"})
    listeners.follow()
    his = browse(bob)
    assert "You are mentioned in a note about Fjord &amp; Co" in his.get("/notifications").text
    assert his.post(f"/notifications/{Notice.get().id}/reading").location == f"/businesses/{fjord.id}"
