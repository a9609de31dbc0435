"""People over HTTP: what each address answers, to whom, as a page and as a fragment."""

import io
import re
from hashlib import blake2b

import pytest

from crm import contacts, custom_fields, notes, talks, tasks
from crm.db import db
from crm.models import Business, Contact, ContactEmail, ContactTag, Event, File, Note, Operation
from tests.blueprints.conftest import FRAGMENT, PASSWORD

PAGES = ("/contacts", "/contacts?q=ann", "/archive", "/contacts/new", "/contacts/{id}", "/contacts/{id}/edit", "/contacts/{id}/timeline")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_works(me, ann, path):
    answer = me.get(path.format(id=ann.id))
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<!doctype html>")


def test_the_list_is_a_fragment_for_htmx_and_a_page_for_history(me, ann):
    assert "<html" not in me.get("/contacts?q=ann", headers=FRAGMENT).text
    assert "<html" in me.get("/contacts", headers={**FRAGMENT, "HX-History-Restore-Request": "true"}).text
    assert me.get("/contacts").headers["Vary"] == "HX-Request, HX-Request-Type"


@pytest.mark.parametrize("typed", ["ann", "LEE", "ann@exam", "22334455", "+47 22 33", "0047 2233", "(22) 33-44"])
def test_search_finds_a_person_by_name_address_or_number_in_any_spelling(me, ann, typed):
    assert "Ann Lee" in me.get("/contacts", query_string={"q": typed}).text


def test_search_finds_a_person_by_business_and_tag(me, ann):
    me.post(f"/contacts/{ann.id}", data={"business": "Acme Ltd"})
    me.post(f"/contacts/{ann.id}/tags", data={"name": "vip"})
    for typed in ("acme", "vip", "ann acme", "vi"):
        assert "Ann Lee" in me.get("/contacts", query_string={"q": typed}).text, typed


@pytest.mark.parametrize("typed", ["%", "_", "'", '"', "\\", "\x00", "ann OR 1=1", '"; DROP', "x" * 5000, "🦊", "a"])
def test_search_takes_anything(me, ann, typed):
    assert me.get("/contacts", query_string={"q": typed}).status_code == 200


@pytest.mark.parametrize("query", ["page=0", "page=-5", "page=999999999999", "page=x", "per_page=7", "sort=nonsense", "sort=-city&page=2"])
def test_nonsense_in_the_address_is_the_first_page(me, ann, query):
    assert me.get(f"/contacts?{query}").status_code == 200


@pytest.mark.parametrize("sort", ["name", "-name", "city", "-city", "created_at", "-last_activity_at"])
def test_every_page_of_every_sort_shows_everybody_once(me, ada, sort):
    for n in range(60):
        contacts.create(contacts.Form({"first_name": f"P{n % 7}", "city": ["", "Oslo", "Bern"][n % 3]}), by=ada, region="NO")
    seen = []
    for page in (1, 2, 3):
        seen += re.findall(r'id="c-(\d+)"', me.get(f"/contacts?sort={sort}&per_page=25&page={page}").text)
    assert len(seen) == len(set(seen)) == 60


def test_the_number_of_queries_does_not_grow_with_the_rows(me, ada):
    def queries() -> int:
        seen = []
        me.get("/contacts")
        db.obj.query_hooks.append(lambda *args, **kwargs: seen.append(args))
        me.get("/contacts?per_page=100")
        db.obj.query_hooks.clear()
        return len(seen)

    contacts.create(contacts.Form({"first_name": "One"}, "one@example.org"), by=ada, region="NO")
    few = queries()
    for n in range(30):
        contacts.create(
            contacts.Form({"first_name": f"N{n}", "business": f"B{n}"}, f"n{n}@example.org", f"22 33 44 {n:02}"), by=ada, region="NO"
        )
    assert queries() == few


def test_a_person_is_made_and_shown(me, ada):
    answer = me.post("/contacts", data={"first_name": "Bo", "email": "bo@example.org", "once": "k1"})
    made = Contact.get(Contact.first_name == "Bo")
    assert answer.status_code == 303
    assert answer.location.startswith(f"/contacts/{made.id}?did=")
    assert "Undo" in me.get(answer.location).text


def test_the_same_form_sent_twice_makes_one_person(me, ada):
    for _ in range(2):
        assert me.post("/contacts", data={"first_name": "Bo", "once": "k1"}).status_code == 303
    assert Contact.select().count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "needs a name"),
        ({"email": "nobody at all"}, "not an email address"),
        ({"first_name": "A", "phone": "abc"}, "not a phone number"),
        ({"first_name": "A" * 201}, "short enough"),
        ({"first_name": "A", "birth_date": "31.5.1980"}, "a date like"),
        ({"first_name": "A", "country": "Atlantis"}, "country"),
        ({"first_name": "A\x1b[2J"}, "control sign"),
        ({"first_name": "A", "owner": "stranger@example.org"}, "member"),
    ],
)
def test_a_form_that_is_wrong_answers_422_with_what_was_typed(me, ada, data, said):
    before = Operation.select().count()
    answer = me.post("/contacts", data={"city": "Tromsø kept", **data})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Tromsø kept" in answer.text
    assert Operation.select().count() == before


def test_an_edit_changes_what_was_typed_and_nothing_else(me, ann):
    me.post(f"/contacts/{ann.id}", data={"city": "Bergen", "shown_city": "Oslo", "first_name": "Ann", "shown_first_name": "Ann"})
    fresh = Contact.get_by_id(ann.id)
    assert (fresh.city, fresh.first_name, fresh.last_name) == ("Bergen", "Ann", "Lee")


def test_two_tabs_on_one_field_the_second_sees_both_values(me, ann):
    me.post(f"/contacts/{ann.id}", data={"city": "Bergen", "shown_city": "Oslo"})
    answer = me.post(f"/contacts/{ann.id}", data={"city": "Tromsø", "shown_city": "Oslo"})
    assert answer.status_code == 409
    assert "Bergen" in answer.text
    assert "Tromsø" in answer.text
    assert Contact.get_by_id(ann.id).city == "Bergen"


def test_two_tabs_on_different_fields_both_land(me, ann):
    me.post(f"/contacts/{ann.id}", data={"city": "Bergen", "shown_city": "Oslo"})
    answer = me.post(f"/contacts/{ann.id}", data={"source": "Fair", "shown_source": ""})
    assert answer.status_code == 303
    fresh = Contact.get_by_id(ann.id)
    assert (fresh.city, fresh.source) == ("Bergen", "Fair")


def test_fields_that_are_not_of_the_form_are_ignored(me, ann):
    names = {name: "99" for name in Contact._meta.fields if name not in ("first_name", "last_name")}
    me.post(f"/contacts/{ann.id}", data={**names, "type": "", "owner": "", "birth_date": "", "business": "", "city": "X", "source": ""})
    fresh = Contact.get_by_id(ann.id)
    assert (fresh.id, fresh.score, fresh.dnc, fresh.state, fresh.born) == (ann.id, 0, 0, 1, ann.born)


def test_a_tag_is_added_as_a_fragment_with_a_toast_and_taken_off(me, ann):
    answer = me.post(f"/contacts/{ann.id}/tags", data={"name": "VIP", "once": "t"}, headers=FRAGMENT)
    assert answer.status_code == 200
    assert answer.text.count("<hx-partial") == 3
    assert "Undo" in answer.text
    tag = ContactTag.get()
    me.post(f"/contacts/{ann.id}/tags/{tag.tag_id}/removal")
    assert ContactTag.get().on == 0


def test_a_note_that_is_empty_answers_422_and_an_act_without_javascript_comes_back_to_the_record(me, ann):
    assert me.post(f"/contacts/{ann.id}/notes", data={"text": "  "}).status_code == 422
    answer = me.post(f"/contacts/{ann.id}/notes", data={"text": "Called", "once": "n"})
    assert answer.status_code == 303
    assert Note.get().text == "Called"


def test_addresses_are_added_and_taken_away(me, ann):
    me.post(f"/contacts/{ann.id}/emails", data={"address": "ann@work.example", "label": "work"})
    me.post(f"/contacts/{ann.id}/phones", data={"number": "79 12 34 56"})
    row = ContactEmail.get(ContactEmail.address == "ann@work.example")
    assert "ann@work.example" in me.get(f"/contacts/{ann.id}").text
    me.post(f"/contacts/{ann.id}/emails/{row.id}/removal")
    assert "ann@work.example" not in me.get("/contacts?q=ann@work").text


@pytest.mark.parametrize("data", [{}, {"channel": "pigeon"}])
def test_an_objection_to_no_channel_is_refused_and_what_was_typed_stays(me, ann, data):
    answer = me.post(f"/contacts/{ann.id}/dnc", data={"reason": "Asked by phone", **data})
    assert answer.status_code == 422
    assert "Tick at least one of email, text, call and post" in answer.text
    assert 'value="Asked by phone"' in answer.text
    assert Contact.get_by_id(ann.id).dnc == 0
    assert "No objections known" in me.get(f"/contacts/{ann.id}").text


def test_nobody_unknown_follows_or_stops(me, ann):
    unknown = me.post(f"/contacts/{ann.id}/followers", data={"follower": "nobody@example.org"})
    assert (unknown.status_code, "Nobody here has that email address" in unknown.text) == (422, True)
    assert me.post(f"/contacts/{ann.id}/followers/99/removal").status_code == 404


def test_archived_people_leave_the_list_and_come_back(me, ann):
    me.post(f"/contacts/{ann.id}/archive")
    assert "Ann Lee" not in me.get("/contacts").text
    assert "Ann Lee" in me.get("/archive").text
    assert me.post(f"/contacts/{ann.id}/notes", data={"text": "x"}).status_code == 409
    me.post(f"/contacts/{ann.id}/restoration")
    assert "Ann Lee" in me.get("/contacts?q=lee").text


def test_everything_is_undone_from_its_toast(me, ann):
    me.post(f"/contacts/{ann.id}", data={"city": "Bergen", "once": "e"})
    head = Operation.get(Operation.idem_key.startswith("e "))
    me.post(f"/operations/{head.id}/undo", data={"next": f"/contacts/{ann.id}", "once": "u"})
    assert Contact.get_by_id(ann.id).city == "Oslo"
    undone = Operation.get(Operation.idem_key.startswith("u "))
    me.post(f"/operations/{undone.id}/undo", data={"once": "uu"})
    assert Contact.get_by_id(ann.id).city == "Bergen"


ACTS = (
    ("", {"city": "X"}),
    ("/tags", {"name": "x"}),
    ("/notes", {"text": "x"}),
    ("/emails", {"address": "x@example.org"}),
    ("/phones", {"number": "22 22 22 22"}),
    ("/dnc", {"channel": "email"}),
    ("/archive", {}),
    ("/restoration", {}),
)


@pytest.mark.parametrize(("act", "data"), ACTS)
def test_a_stranger_gets_404_and_changes_nothing(browse, eve, ann, act, data):
    before = Event.select().count()
    assert browse(eve).post(f"/contacts/{ann.id}{act}", data=data).status_code == 404
    assert Event.select().count() == before


@pytest.mark.parametrize(("act", "data"), ACTS)
def test_a_viewer_gets_403_and_changes_nothing(browse, vic, ann, act, data):
    before = Event.select().count()
    assert browse(vic).post(f"/contacts/{ann.id}{act}", data=data).status_code == 403
    assert Event.select().count() == before


@pytest.mark.parametrize("path", ["/contacts/{id}", "/contacts/{id}/edit", "/contacts/{id}/timeline"])
def test_a_stranger_sees_no_page_of_somebody_elses_person(browse, eve, ann, path):
    assert browse(eve).get(path.format(id=ann.id)).status_code == 404


def test_only_assigned_members_find_export_and_count_only_their_own(browse, eve, ann):
    client = browse(eve)
    client.post("/contacts", data={"first_name": "Mine"})
    assert "Ann" not in client.get("/contacts").text
    assert "Ann" not in client.get("/contacts?q=ann").text
    lines = client.get(f"/contacts/export?id={ann.id}&id=2").text.splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["Mine"]


def test_the_export_has_the_rows_that_the_list_counts(me, ann, ada):
    contacts.create(contacts.Form({"first_name": "=cmd"}), by=ada, region="NO")
    everybody = me.get("/contacts/export").text.splitlines()
    assert everybody[0].startswith("\ufefffirst_name,last_name,emails")
    assert len(everybody) == 3
    assert everybody[2].startswith("'=cmd,")
    assert len(me.get("/contacts/export?q=ann").text.splitlines()) == 2


def test_a_record_costs_the_same_however_much_happened_to_somebody(me, ada, ann, monkeypatch):
    def cost():
        asked = []
        execute = db.obj.execute_sql
        monkeypatch.setattr(db.obj, "execute_sql", lambda *args, **more: asked.append(args) or execute(*args, **more))
        assert me.get(f"/contacts/{ann.id}").status_code == 200
        monkeypatch.undo()
        return len(asked)

    def more(count):
        for n in range(count):
            notes.add(ann, f"**Note** {n}\n- [ ] item", by=ada, pinned=n % 2 == 0)
            tasks.create(tasks.Typed(f"Task {n}", "2026-11-25", ada.email), by=ada, zone="UTC", contact=ann)
            talks.log(ann, talks.Told("call"), by=ada)
            contacts.edit(ann, {"city": f"City {n} of {count}"}, by=ada)
            made = custom_fields.define(custom_fields.Wanted(f"Field {n} of {count}"), by=ada)
            contacts.edit(ann, {f"cf_{made.key}": "words"}, by=ada)

    more(8)  # more than a page of the timeline holds
    few = cost()
    more(12)
    assert cost() == few


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_other_words_from_a_page_that_back_shows_as_it_was_are_no_repeat(me, ann, headers):
    path = f"/contacts/{ann.id}/notes"
    for words in ("One", "Two", "One"):
        assert me.post(path, data={"text": words, "once": "one key"}, headers=headers).status_code < 400
    assert [note.text for note in Note.select().order_by(Note.id)] == ["One", "Two"]


@pytest.mark.parametrize("button", [{}, {"again": "1"}, {"anyway": "1"}])
def test_whichever_button_sends_a_form_again_it_is_done_once(me, button):
    for form in ({}, button):
        me.post("/contacts", data={"first_name": "Zed", "once": "one key", **form})
    assert Contact.select().count() == 1


def test_nothing_of_a_password_is_kept_in_a_key(me):
    me.post("/profile/password", data={"now": PASSWORD, "new": "nine yellow kettles", "once": "one key"})
    [key] = [key for (key,) in Operation.select(Operation.idem_key).where(Operation.idem_key.is_null(False)).tuples()]
    assert key == f"one key {blake2b(repr(('/profile/password', [], [])).encode(), digest_size=8).hexdigest()}"


def test_other_files_from_such_a_page_are_no_repeat(me, ann):
    for words in (b"one", b"one two"):
        me.post(f"/contacts/{ann.id}/files", data={"file": (io.BytesIO(words), "plan.txt"), "once": "one key"})
    assert File.select().count() == 2


def test_a_key_is_of_its_form(me, ann):
    me.post(f"/contacts/{ann.id}/tags", data={"name": "Zed", "once": "one key"})
    assert me.post("/records/businesses", data={"name": "Zed", "once": "one key"}).status_code == 303
    assert Business.select().count() == 1
