"""Notes, calls and files over HTTP: what is typed comes back safe, is kept when refused, and files are only ever downloads."""

import io
import re

import pytest

from crm import contacts, files, notes
from crm.db import db
from crm.models import Business, File, Note, Operation, Talk
from tests.blueprints.conftest import FRAGMENT

ENGINES = ("sqlite",)


def test_a_note_with_marks_is_shown_rich_inside_the_shield(me, ann):
    me.post(f"/contacts/{ann.id}/notes", data={"text": "**Ring** <b>her</b>", "once": "n"})
    page = me.get(f"/contacts/{ann.id}").text
    assert '<div class="w-rich" hx-ignore><p><strong>Ring</strong> &lt;b&gt;her&lt;/b&gt;</p></div>' in page


def test_html_that_got_into_the_database_is_cleaned_on_its_way_out(me, ada, ann):
    note = notes.add(ann, "**x**", by=ada)
    Note.update(html="<img src=x onerror=alert(1)><p hx-get=/x>y</p>").where(Note.id == note.id).execute()
    for path in (f"/contacts/{ann.id}", f"/contacts/{ann.id}/notes/{note.id}", f"/contacts/{ann.id}/sheet"):
        page = me.get(path).text
        assert "onerror" not in page
        assert "<p>y</p>" in page


def test_a_note_is_changed_in_its_place_and_its_versions_are_told(me, ada, ann):
    note = notes.add(ann, "first words", by=ada)
    path = f"/contacts/{ann.id}/notes/{note.id}"
    assert "first words" in me.get(f"{path}/edit", headers=FRAGMENT).text
    answer = me.post(path, data={"text": "second words", "shown": "first words", "once": "c"}, headers=FRAGMENT)
    assert answer.status_code == 200
    assert "second words" in answer.text
    page = me.get(path).text
    assert page.index("second words") < page.index("first words")


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        ({"text": " ", "shown": "first"}, 422, "needs some text"),
        ({"text": "kept words", "shown": "what it said before"}, 409, "kept words"),
    ],
)
def test_a_change_that_is_refused_keeps_what_was_typed(me, ada, ann, data, status, said):
    note = notes.add(ann, "first", by=ada)
    for headers in (FRAGMENT, {}):
        answer = me.post(f"/contacts/{ann.id}/notes/{note.id}", data=data, headers=headers)
        assert answer.status_code == status
        assert said in answer.text
    assert Note.get().text == "first"


def test_a_member_does_not_change_the_words_of_others(browse, bob, ada, ann):
    note = notes.add(ann, "Ada’s words", by=ada)
    his = browse(bob)
    assert f"/notes/{note.id}/edit" not in his.get(f"/contacts/{ann.id}").text
    assert his.post(f"/contacts/{ann.id}/notes/{note.id}", data={"text": "Mine"}).status_code == 403


def test_a_pinned_note_stands_on_top(me, ada, ann):
    first = notes.add(ann, "first words", by=ada)
    notes.add(ann, "second words", by=ada)
    page = me.get(f"/contacts/{ann.id}").text
    assert page.index("second words") < page.index("first words")
    me.post(f"/contacts/{ann.id}/notes/{first.id}/pin", data={"pinned": "1", "once": "p"})
    page = me.get(f"/contacts/{ann.id}").text
    assert page.index("first words") < page.index("second words")


def test_a_note_comes_with_files_or_not_at_all(me, ann):
    good = (io.BytesIO(b"Some words"), "words.txt")
    bad = (io.BytesIO(b"<svg/>"), "logo.svg")
    answer = me.post(f"/contacts/{ann.id}/notes", data={"text": "Kept words", "file": [good, bad]})
    assert answer.status_code == 422
    assert "Kept words" in answer.text
    assert "logo.svg" in answer.text
    assert not Note.select().exists()
    good = (io.BytesIO(b"Some words"), "words.txt")
    assert me.post(f"/contacts/{ann.id}/notes", data={"text": "See", "file": [good], "once": "f"}).status_code == 303
    assert (File.get().note_id, File.get().contact_id) == (Note.get().id, ann.id)


def test_a_file_is_a_download_that_nothing_opens(me, ada, ann):
    made = files.add(ann, io.BytesIO(b"%PDF-1.7\n"), "Ærlig “offer”\u202e.pdf", by=ada)
    answer = me.get(f"/files/{made.id}")
    assert answer.data == b"%PDF-1.7\n"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "%E2%80%AE" not in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")
    answer.close()
    assert me.get(f"/files/{made.id}/small").status_code == 404
    assert me.get("/files/999").status_code == 404


def test_a_file_whose_bytes_are_lost_is_told_so(me, ada, ann):
    made = files.add(ann, io.BytesIO(b"%PDF-1.7\n"), "offer.pdf", by=ada)
    files.path_of(made).unlink()
    answer = me.get(f"/files/{made.id}")
    assert answer.status_code == 404
    assert "backup" in answer.text


def test_a_file_that_is_refused_says_why_beside_the_form(me, ann):
    for headers in (FRAGMENT, {}):
        answer = me.post(f"/contacts/{ann.id}/files", data={"file": (io.BytesIO(b"MZ\0"), "run.exe")}, headers=headers)
        assert answer.status_code == 422
        assert "run.exe" in answer.text
    assert me.post(f"/contacts/{ann.id}/files", data={}).status_code == 422


def test_a_call_is_logged_and_told_in_the_timeline(me, ann):
    data = {"kind": "call", "outcome": "reached", "direction": "out", "minutes": "12", "text": "Wants two", "once": "k"}
    assert me.post(f"/contacts/{ann.id}/talks", data=data, headers=FRAGMENT).status_code == 200
    page = me.get(f"/contacts/{ann.id}").text
    for said in ("Call, reached", "Outgoing · 12 min", "Wants two"):
        assert said in page
    me.post(f"/contacts/{ann.id}/talks/{Talk.get().id}/removal", data={"once": "r"})
    assert "This call was removed" in me.get(f"/contacts/{ann.id}").text


@pytest.mark.parametrize("data", [{"kind": "x"}, {"kind": "call", "minutes": "many"}, {"kind": "call", "at": "soon"}])
def test_a_call_that_is_refused_keeps_what_was_typed(me, ann, data):
    answer = me.post(f"/contacts/{ann.id}/talks", data={"compose": "call", "text": "Kept words", **data})
    assert answer.status_code == 422
    assert "Kept words" in answer.text


@pytest.mark.parametrize("tab", ["note", "call", "meeting"])
def test_the_composer_opens_the_tab_that_is_asked_for_with_and_without_scripts(me, ann, tab):
    assert re.search(rf'aria-current="page">.*?</svg>\s*{tab}', me.get(f"/contacts/{ann.id}?compose={tab}").text, re.IGNORECASE)
    assert f"Save {tab}" in me.get(f"/contacts/{ann.id}/composer?compose={tab}", headers=FRAGMENT).text


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("kind=notes", "a red kettle", "Call, reached"),
        ("kind=talks", "Call, reached", "a red kettle"),
        ("words=RED", "a red kettle", "Call, reached"),
        ("words=deux", "Call, reached", "a red kettle"),
        ("by=999", "Nothing like that", "a red kettle"),
        ("period=7", "a red kettle", "Nothing like that"),
    ],
)
def test_the_timeline_is_narrowed_by_kind_person_period_and_words(me, ada, ann, query, there, gone):
    notes.add(ann, "About a red kettle", by=ada)
    me.post(f"/contacts/{ann.id}/talks", data={"kind": "call", "outcome": "reached", "text": "Déux"})
    page = me.get(f"/contacts/{ann.id}/timeline?{query}", headers=FRAGMENT).text
    assert there in page
    assert gone not in page


def test_many_changes_in_a_row_fold_into_one_line(me, ann):
    for city in ("Bergen", "Bodø", "Moss", "Hamar"):
        me.post(f"/contacts/{ann.id}", data={"city": city})
    page = me.get(f"/contacts/{ann.id}").text
    assert "changes by Ada</summary>" in page
    assert page.count("Bodø") >= 2


def test_the_record_asks_as_many_questions_for_many_notes_as_for_one(me, ada, ann):
    def queries():
        seen = []
        db.obj.query_hooks.append(lambda *args, **kwargs: seen.append(args))
        assert me.get(f"/contacts/{ann.id}").status_code == 200
        db.obj.query_hooks.clear()
        return len(seen)

    def write(count):
        for number in range(count):
            data = {"text": f"Note {number}", "file": (io.BytesIO(b"%d words" % number), "w.txt"), "pinned": "1"}
            me.post(f"/contacts/{ann.id}/notes", data=data)
            me.post(f"/contacts/{ann.id}/talks", data={"kind": "call", "text": f"Call {number}"})

    write(1)
    queries()
    few = queries()
    write(25)
    queries()
    assert queries() == few


LATE = {
    "notes": {"text": "rang her"},
    "talks": {"kind": "call", "compose": "call", "text": "rang her"},
    "tasks": {"title": "rang her", "compose": "task"},
    "tags": {"name": "rang her"},
    "emails": {"address": "rang her"},
    "phones": {"number": "rang her"},
    "businesses": {"name": "rang her"},
}


@pytest.mark.parametrize("path", LATE)
def test_what_is_written_about_somebody_archived_meanwhile_is_refused_aloud(me, ada, ann, path):
    contacts.archive(ann, by=ada)
    for headers in (FRAGMENT, {}):
        answer = me.post(f"/contacts/{ann.id}/{path}", data={**LATE[path], "once": f"late{headers}"}, headers=headers)
        assert answer.status_code == 409
        assert 'role="alert"' in answer.text.split('id="alerts"')[0]
        assert path not in ("notes", "talks") or "rang her" in answer.text


def test_an_item_of_a_check_list_is_spoken_and_told_of_without_its_marks(me, ada, ann):
    words = "Send **all** of [the plan](https://example.org/plan) to <them> " + "soon " * 20
    note = notes.add(ann, f"- [ ] {words.strip()}", by=ada)
    assert 'aria-label="Send all of the plan to &lt;them&gt; soon' in me.get(f"/contacts/{ann.id}").text
    me.post(f"/contacts/{ann.id}/notes/{note.id}/ticks", data={"item": f"0:1:{words.strip()}", "once": "t1"})
    told = Operation.select().order_by(Operation.id.desc()).get().title
    assert told == "Ticked “Send all of the plan to <them> soon soon soon soon soon soo…” in a note about Ann Lee"


def test_items_of_a_check_list_are_buttons_for_who_may_change_the_note(me, browse, ada, bob, ann):
    note = notes.add(ann, "- [ ] Pump <b>\n- [x] Hose: 3", by=ada)
    page = me.get(f"/contacts/{ann.id}").text
    [first, second] = re.findall(r'<button class="w-tick"[^>]*>', page)
    assert 'value="0:1:Pump &lt;b&gt;"' in first
    assert 'aria-checked="false"' in first
    assert 'value="1:0:Hose: 3"' in second
    assert 'aria-checked="true"' in second
    path = f"/contacts/{ann.id}/notes/{note.id}/ticks"
    assert me.post(path, data={"item": "1:0:Hose: 3", "once": "t1"}).status_code == 303
    assert Note.get().text == "- [ ] Pump <b>\n- [ ] Hose: 3"
    answer = me.post(path, data={"item": "0:1:Pump <b>", "once": "t2"}, headers=FRAGMENT)
    assert "Ticked “Pump &lt;b&gt;” in a note about Ann Lee" in answer.text
    for wrong in ("", "7:1:Other words", "x:1:Pump", "0:1:Other words", "²:1:Pump"):
        assert me.post(path, data={"item": wrong, "once": f"t{wrong}"}, headers=FRAGMENT).status_code == 409, wrong
    assert Note.get().text == "- [x] Pump <b>\n- [ ] Hose: 3"
    his = browse(bob)
    assert "w-tick" not in his.get(f"/contacts/{ann.id}").text
    assert his.post(path, data={"item": "1:1:Hose: 3"}).status_code == 403


def test_items_of_a_check_list_of_a_business_are_ticked_too(me, ada, ann):
    contacts.edit(ann, {"business": "Fjord Ltd"}, by=ada)
    business = Business.get()
    note = notes.add(business, "- [ ] Pump", by=ada)
    assert 'value="0:1:Pump"' in me.get(f"/businesses/{business.id}").text
    path = f"/businesses/{business.id}/notes/{note.id}/ticks"
    assert me.post(path, data={"item": "0:1:Pump", "once": "t1"}).status_code == 303
    assert Note.get().text == "- [x] Pump"
    refused = me.post(path, data={"item": "0:0:Hose", "once": "t2"})
    assert refused.status_code == 409
    assert "changed this check-list meanwhile" in refused.text
