"""The wizard over HTTP: a file goes in, every step keeps its choices, the dry run shows every row, and exactly that is imported."""

import html
import io
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from crm import clock, contacts, custom_fields, lists
from crm.custom_fields import Wanted
from crm.importing import drafts, originals, reasons
from crm.journal import work
from crm.models import LIVE, Business, Contact, Event, Operation, SavedMapping, SmartList
from tests.blueprints.conftest import FRAGMENT

ENGINES = ("sqlite",)
FILE = "first_name,last_name,email,phone\r\nAnn,Lee,ann@example.org,22 33 44 55\r\nBob,Ray,not-an-address,\r\n"
CHOICES = {"mode": "both", "on_match": "fill", "match1": "id", "match2": "email", "match3": "phone"}


def upload(client, text=FILE, name="people.csv", **data):
    return client.post("/imports", data={"file": (io.BytesIO(text.encode() if isinstance(text, str) else text), name), **data})


def draft(client, text=FILE, name="people.csv"):
    """An uploaded file as a draft."""
    answer = upload(client, text, name)
    assert answer.status_code == 303, answer.text
    return Operation.get_by_id(int(answer.location.split("/")[2]))


def fresh(head):
    return Operation.get_by_id(head.id)


def mapped(client, head):
    """The fields of the matching form as the page offers them."""
    page = client.get(f"/imports/{head.id}/map").text
    names = re.findall(r'<select class="form-select" name="(c\d+)"(.*?)</select>', page, re.DOTALL)
    return {name: (re.findall(r'value="([^"]*)" selected', options) or [""])[0] for name, options in names}


def checked(client, head, form=None, **choices):
    """The draft after every step up to the dry run, which the worker has made."""
    answer = client.post(f"/imports/{head.id}/map", data={**mapped(client, head), **(form or {})})
    assert answer.location == f"/imports/{head.id}/choose", answer.text
    answer = client.post(f"/imports/{head.id}/choose", data={**CHOICES, **choices})
    assert answer.location == f"/imports/{head.id}/review", answer.text
    work.run(head.id)
    return fresh(head)


def imported(client, head):
    """The import after its run."""
    answer = client.post(f"/imports/{head.id}/run", data={"plan": head.params["plan"]})
    assert answer.location == f"/imports/{head.id}", answer.text
    work.run(head.id)
    return fresh(head)


def test_a_file_goes_through_every_step_and_nothing_is_written_before_the_run(me):
    answer = upload(me)
    head = Operation.get(Operation.kind == "import")
    assert answer.location == f"/imports/{head.id}/file"
    assert "ann@example.org" in me.get(answer.location).text
    assert me.post(f"/imports/{head.id}/file", data={}).location == f"/imports/{head.id}/map"
    assert mapped(me, head) == {"c0": "first_name", "c1": "last_name", "c2": "email", "c3": "phone"}
    head = checked(me, head)
    page = me.get(f"/imports/{head.id}/review").text
    assert "All 2 rows are checked" in page
    assert "Import 1 row<" in page
    assert "Email is not valid" in page
    assert "not-an-address" in page
    assert f"/imports/{head.id}/plan?rows=stayed" in page
    assert len(me.get(f"/imports/{head.id}/plan?rows=stayed").text.splitlines()) == 2
    assert (Contact.select().count(), Event.select().where(Event.operation == head.id).count()) == (0, 0)
    head = imported(me, head)
    page = me.get(f"/imports/{head.id}").text
    assert "1 created and 0 changed" in page
    lines = me.get(f"/imports/{head.id}/outcome").text.splitlines()
    assert lines[0].endswith("kith_row,kith_outcome,kith_reason,kith_contact_id,kith_link")
    assert "created" in lines[1]
    assert f"/imports/{head.id}/outcome?rows=stayed" in page
    left = me.get(f"/imports/{head.id}/outcome?rows=stayed").text.splitlines()
    assert (len(left), left[1].startswith("Bob,Ray,not-an-address"), "refused,email" in left[1]) == (2, True, True)
    assert fresh(draft(me, "\n".join(left), "mended.csv")).params["of"] == head.id
    assert ",refused,email," in lines[2]
    me.post(f"/operations/{head.id}/undo")
    assert Contact.get().state == 0


def test_what_only_cells_suggest_is_marked_until_somebody_says_so(me):
    head = draft(me, "first_name,where to write\n" + "".join(f"P{n},p{n}@example.org\n" for n in range(9)))
    page = me.get(f"/imports/{head.id}/map").text
    assert (mapped(me, head), page.count("Guessed by its cells")) == ({"c0": "first_name", "c1": "email"}, 1)
    me.post(f"/imports/{head.id}/map", data=mapped(me, head))
    assert "Guessed by its cells" not in me.get(f"/imports/{head.id}/map").text


def test_while_the_worker_looks_the_page_asks_every_second_and_then_goes_to_the_review(me):
    head = draft(me)
    me.post(f"/imports/{head.id}/map", data=mapped(me, head))
    me.post(f"/imports/{head.id}/choose", data=CHOICES)
    assert "every 1s" in me.get(f"/imports/{head.id}/review", headers=FRAGMENT).text
    work.run(head.id)
    assert me.get(f"/imports/{head.id}/review", headers=FRAGMENT).headers["HX-Redirect"] == f"/imports/{head.id}/review"
    me.post(f"/imports/{head.id}/run", data={"plan": fresh(head).params["plan"]})
    assert "every 1s" in me.get(f"/imports/{head.id}", headers=FRAGMENT).text
    work.run(head.id)
    assert "every 1s" not in me.get(f"/imports/{head.id}").text


def test_a_draft_goes_on_where_it_was_left(me):
    head = draft(me)
    assert me.get(f"/imports/{head.id}").location == f"/imports/{head.id}/file"
    assert "not finished" in me.get("/imports").text
    me.post(f"/imports/{head.id}/map", data=mapped(me, head))
    assert me.get(f"/imports/{head.id}").location == f"/imports/{head.id}/map"
    head = checked(me, head)
    assert me.get(f"/imports/{head.id}").location == f"/imports/{head.id}/review"
    assert "not finished" in me.get("/imports").text


def test_the_back_button_and_a_second_tab_never_import_what_nobody_looked_at(me):
    head = checked(me, draft(me))
    seen = head.params["plan"]
    me.post(f"/imports/{head.id}/choose", data={**CHOICES, "on_match": "overwrite"})
    assert me.post(f"/imports/{head.id}/run", data={"plan": seen}).location == f"/imports/{head.id}/review"
    work.run(head.id)
    assert me.post(f"/imports/{head.id}/run", data={"plan": seen}).status_code == 409
    assert Contact.select().count() == 0
    imported(me, fresh(head))
    assert Contact.select().count() == 1
    assert me.get(f"/imports/{head.id}/map").location == f"/imports/{head.id}"
    for step, data in (("map", {}), ("choose", CHOICES), ("file", {}), ("review", {}), ("stop", {}), ("discard", {})):
        assert me.post(f"/imports/{head.id}/{step}", data=data).status_code == 409, step


def test_a_run_that_is_sent_twice_is_one_import(me):
    head = checked(me, draft(me))
    form = {"plan": head.params["plan"]}
    assert [me.post(f"/imports/{head.id}/run", data=form).status_code for _ in range(2)] == [303, 303]
    work.run(head.id)
    assert me.post(f"/imports/{head.id}/run", data=form).status_code == 303
    work.run(head.id)
    assert Contact.select().count() == 1


def test_the_same_upload_sent_twice_is_one_draft(me):
    first, second = upload(me, once="k"), upload(me, once="k")
    assert (first.status_code, second.status_code) == (303, 303)
    assert Operation.select().where(Operation.kind == "import").count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"%PDF-1.7", "PDF"), (b"PK\x03\x04zip", "archive"), (b"\x89PNG\r\n\x1a\n", "picture")],
)
def test_a_file_that_cannot_be_read_says_why_and_stores_nothing(me, settings, content, said):
    answer = upload(me, content)
    assert answer.status_code == 422
    assert said in answer.text
    assert not Operation.select().where(Operation.kind == "import").exists()


def test_a_file_without_headings_asks_where_they_stand(me):
    head = draft(me, b"a report\r\n\r\nfirst_name,email\r\nAnn,ann@example.org\r\n")
    assert "look like headings" in me.get(f"/imports/{head.id}/file").text
    assert me.get(f"/imports/{head.id}/map").location == f"/imports/{head.id}/file"
    assert me.post(f"/imports/{head.id}/file", data={}).status_code == 422
    assert "ann@example.org" in me.get(f"/imports/{head.id}/file?header_line=3", headers=FRAGMENT).text
    assert me.post(f"/imports/{head.id}/file", data={"header_line": "3"}).location == f"/imports/{head.id}/map"
    assert mapped(me, head) == {"c0": "first_name", "c1": "email"}


def test_two_columns_for_one_field_are_an_error_at_the_columns(me):
    head = draft(me, b"first_name,email,email\r\nA,a@example.org,b@example.org\r\n")
    form = mapped(me, head)
    assert "Two columns want this" in me.get(f"/imports/{head.id}/map").text
    answer = me.post(f"/imports/{head.id}/map", data=form)
    assert answer.status_code == 422
    assert "same field" in answer.text
    assert me.post(f"/imports/{head.id}/map", data={**form, "c2": "emails"}).status_code == 303


def test_dates_that_may_be_either_are_asked_about_in_their_row(me):
    head = draft(me, b"first_name,birthday\r\nA,3/4/1980\r\n")
    assert "Day first or month first?" in me.get(f"/imports/{head.id}/map").text
    assert me.post(f"/imports/{head.id}/map", data=mapped(me, head)).status_code == 422
    head = checked(me, head, {"date_order": "DMY"})
    imported(me, head)
    assert Contact.get().birth_date == "1980-04-03"


def test_words_no_field_knows_are_asked_about_in_their_row(me, ada):
    head = draft(me, "first_name,type,owner\r\nA,Active,Boss\r\nB,Lead,\r\n")
    page = me.get(f"/imports/{head.id}/map").text
    assert "Match 1 value" in page
    assert 'value="Active"' in page
    form = {"w-1-1": "Active", "m-1-1": "customer", "w-2-1": "Boss", "m-2-1": ada.email}
    head = checked(me, head, form)
    assert head.params["counts"] == [[1, "", 2]]
    imported(me, head)
    first = Contact.get(Contact.first_name == "A")
    assert (first.type.label, first.owner_id) == ("Customer", ada.id)


def test_what_a_reason_means_for_its_rows_is_chosen_at_the_review(me):
    head = checked(me, draft(me))
    assert me.post(f"/imports/{head.id}/review", data={"a-email": "blank"}).status_code == 303
    work.run(head.id)
    head = fresh(head)
    assert head.params["counts"] == [[1, "", 2]]
    assert "left blank" in me.get(f"/imports/{head.id}/review").text
    imported(me, head)
    assert sorted(one.first_name for one in Contact.select()) == ["Ann", "Bob"]


def test_the_review_counts_and_shows_the_rows_that_make_a_business_or_a_tag(me):
    head = checked(me, draft(me, "first_name,email,business,tags\r\nAnn,ann@example.org,Fjord,\r\nBo,bo@example.org,,fair\r\n"))
    page = me.get(f"/imports/{head.id}/review?group=new_tag").text
    assert re.search(r'href="\?group=new_business">New business <span class="num">1<', page)
    assert re.search(r'group=new_tag" aria-current="true">New tag <span class="num">1<', page)
    assert "Overwrites a value" not in page
    assert re.findall(r'aria-hidden="true">Row</span>(\d+)', page) == ["2"]


def test_a_row_is_found_on_the_review_by_number_or_words_within_what_is_shown(me):
    people = "".join(f"P{n},Lee,p{n}@example.org\r\n" for n in range(1, 31))
    head = checked(me, draft(me, f"first_name,last_name,email\r\n{people}Bob,Lee,no-address\r\n"))
    place = f"/imports/{head.id}/review"

    def rows(**asked):
        page = me.get(place, query_string=asked)
        assert page.status_code == 200
        return [int(n) for n in re.findall(r'aria-hidden="true">Row</span>(\d+)', page.text)], page.text

    assert rows(find="p30@")[0] == rows(find="30")[0] == [30]
    assert rows(find="lee", group="refused")[0] == [31]
    first, text = rows(find="lee", group="new")
    assert first == list(range(1, 26))
    assert re.search(r'href="([^"]*after=25[^"]*)">Next', text)[1].count("find=lee&amp;") == 1
    assert rows(find="lee", group="new", after=25)[0] == list(range(26, 31))
    found, text = rows(find="<nobody>", reason="email")
    assert not found
    assert "No row has “&lt;nobody&gt;” in it, of those shown." in text
    assert rows(find="lee", after="x")[0] == rows(find="lee", after="-5")[0] == first
    assert rows(find=" ")[0] == first


@pytest.mark.parametrize(("said", "state", "people"), [("restore", 1, 1), ("new", 2, 2), ("refuse", 2, 1)])
def test_a_row_of_somebody_in_the_archive_restores_them_or_is_new_or_stays_out(me, ada, ann, said, state, people):
    contacts.archive(ann, by=ada)
    head = checked(me, draft(me, "first_name,email,city\r\nAnn,ann@example.org,Bergen\r\n"), on_match="overwrite")
    assert "Matches somebody in the archive" in me.get(f"/imports/{head.id}/review").text
    me.post(f"/imports/{head.id}/review", data={"a-archived": said})
    work.run(head.id)
    head = fresh(head)
    assert head.params["counts"] == {"restore": [[2, "", 1]], "new": [[1, "", 1]], "refuse": [[5, "archived", 1]]}[said]
    if said != "refuse":
        imported(me, head)
    again = Contact.get_by_id(ann.id)
    assert (again.state, Contact.select().count()) == (state, people)
    assert again.city == ("Bergen" if said == "restore" else "Oslo")
    if said == "restore":
        me.post(f"/operations/{head.id}/undo")
        again = Contact.get_by_id(ann.id)
        assert (again.state, again.city) == (2, "Oslo")


def test_a_row_of_several_people_is_whom_somebody_picks(me, ada, ann):
    twin = contacts.create(contacts.Form({"first_name": "Anna"}, "ann@example.org"), by=ada, region="NO")
    head = checked(me, draft(me, "first_name,email,source\r\nAnn,ann@example.org,Fair\r\n"))
    page = me.get(f"/imports/{head.id}/review").text
    assert f'name="p-1" value="{twin.id}"' in page
    assert "Several rows of this file" not in page
    me.post(f"/imports/{head.id}/review", data={"p-1": str(twin.id)})
    work.run(head.id)
    imported(me, fresh(head))
    assert (Contact.get_by_id(twin.id).source, Contact.get_by_id(ann.id).source) == ("Fair", "")


def test_a_row_that_may_be_several_of_its_own_file_says_so(me, ada, ann):
    rows = ("A,a@example.org", "B,b@example.org", "C,a@example.org; b@example.org", "Ann,ann@example.org")
    head = checked(me, draft(me, "\r\n".join(("first_name,emails", *rows))))
    assert me.get(f"/imports/{head.id}/review").text.count("Several rows of this file fit it alike") == 1
    me.post(f"/imports/{head.id}/review", data={"p-3": "new"})
    work.run(head.id)
    assert fresh(head).params["plan"]
    imported(me, fresh(head))
    assert Contact.select().where(Contact.first_name == "C").count() == 1


def test_a_pick_of_somebody_the_row_does_not_match_is_not_obeyed(me, ada, ann):
    other = contacts.create(contacts.Form({"first_name": "Zoe"}, "zoe@example.org"), by=ada, region="NO")
    contacts.create(contacts.Form({"first_name": "Anna"}, "ann@example.org"), by=ada, region="NO")
    head = checked(me, draft(me, "first_name,email,source\r\nAnn,ann@example.org,Fair\r\n"))
    me.post(f"/imports/{head.id}/review", data={"p-1": str(other.id)})
    work.run(head.id)
    assert fresh(head).params["counts"] == [[5, "ambiguous", 1]]


def test_what_changed_after_the_review_is_shown_and_not_overwritten(me, ada, ann):
    text = "first_name,email,city\r\nAnn,ann@example.org,Bergen\r\n"
    head = checked(me, draft(me, text), on_match="overwrite")
    page = me.get(f"/imports/{head.id}/review").text
    assert "<del>Oslo</del>" in page
    assert "<ins>Bergen</ins>" in page
    contacts.edit(ann, {"city": "Rome"}, by=ada)
    head = imported(me, head)
    assert Contact.get_by_id(ann.id).city == "Rome"
    assert "Changed after the review" in me.get(f"/imports/{head.id}/rows").text


@pytest.mark.parametrize(("erase", "city"), [("1", ""), ("", "Oslo")])
def test_blank_cells_empty_a_field_only_when_that_was_asked_for(me, ann, erase, city):
    head = checked(me, draft(me, "first_name,email,city\r\nAnna,ann@example.org,\r\n"), on_match="overwrite", erase=erase)
    imported(me, head)
    now = Contact.get_by_id(ann.id)
    assert (now.first_name, now.city) == ("Anna", city)


def test_the_same_file_again_is_known_at_once_and_changes_nothing(me, ada):
    imported(me, checked(me, draft(me)))
    head = draft(me)
    assert "This very file was imported" in me.get(f"/imports/{head.id}/file").text
    head = checked(me, head, on_match="overwrite")
    assert "0 changes" in me.get(f"/imports/{head.id}/review").text


def test_the_outcome_comes_as_a_workbook_too_which_takes_the_mended_rows_back(me, monkeypatch):
    head = imported(me, checked(me, draft(me, FILE.replace("Bob", "=Bob"))))
    page = me.get(f"/imports/{head.id}").text
    places = [html.unescape(one) for one in re.findall(rf'href="(/imports/{head.id}/outcome[^"]*as=xlsx)"', page)]
    assert sorted("rows=stayed" in place for place in places) == [False, True]
    whole, left = (load_workbook(io.BytesIO(me.get(place).data)) for place in sorted(places, key=len))
    rows = [[cell.value for cell in row] for row in whole.active.rows]
    assert [row[-5:-2] for row in rows] == [["kith_row", "kith_outcome", "kith_reason"], [1, "created", None], [2, "refused", "email"]]
    sheet = left.active
    assert (sheet.max_row, sheet["A2"].value, sheet["A2"].data_type) == (2, "'=Bob", "s")
    sheet["C2"] = "bob@example.org"
    mended = io.BytesIO()
    left.save(mended)
    again = imported(me, checked(me, draft(me, mended.getvalue(), "outcome.xlsx")))
    assert (again.params["of"], Contact.get(Contact.id == 2).first_name) == (head.id, "=Bob")
    monkeypatch.setattr("blueprints.imports.history.MOST_IN_EXCEL", 1)
    answer = me.get(f"/imports/{head.id}/outcome?as=xlsx")
    assert (answer.status_code, "Take the CSV" in answer.text) == (422, True)


def test_the_plan_comes_as_a_workbook_too(me, monkeypatch):
    head = checked(me, draft(me))
    places = re.findall(rf'href="(/imports/{head.id}/plan[^"]*as=xlsx)"', me.get(f"/imports/{head.id}/review").text)
    found = [load_workbook(io.BytesIO(me.get(html.unescape(place)).data)).active for place in sorted(places, key=len)]
    assert [[row[-4].value for row in sheet.rows][1:] for sheet in found] == [["created", "refused"], ["refused"]]
    monkeypatch.setattr("blueprints.imports.review.MOST_IN_EXCEL", 0)
    assert "as=xlsx" not in me.get(f"/imports/{head.id}/review").text


def test_of_an_outcome_file_only_the_failed_rows_are_taken(me):
    first = imported(me, checked(me, draft(me), {"phone_region": "NO"}))
    text = me.get(f"/imports/{first.id}/outcome").text.replace("not-an-address", "bob@example.org").replace("Ann,", "Changed,")
    head = draft(me, text, "outcome.csv")
    assert head.params["of"] == first.id
    assert "only the rows that didn’t come in are taken" in me.get(f"/imports/{head.id}/map").text
    head = checked(me, head)
    assert head.params["counts"] == [[1, "", 1], [3, "done_before", 1]]
    head = imported(me, head)
    assert sorted(one.first_name for one in Contact.select()) == ["Ann", "Bob"]
    assert f'href="/imports/{first.id}"' in me.get(f"/imports/{head.id}").text


def test_a_saved_mapping_recognises_the_next_file_of_its_kind(me):
    text = "Vor,Nach,Was\r\nAnn,Lee,ann@example.org\r\n"
    head = draft(me, text.replace("Vor", "first_name").replace("Was", "Status"))
    checked(me, head, {"c1": "last_name", "c2": "source", "save": "1", "mapping_name": "Fair"})
    assert SavedMapping.get().name == "Fair"
    head = draft(me, text.replace("Vor", "first_name").replace("Was", "Status").replace("Ann", "Zoe"))
    assert "Matched as saved in “Fair”" in me.get(f"/imports/{head.id}/map").text
    assert mapped(me, head) == {"c0": "first_name", "c1": "last_name", "c2": "source"}
    me.post(f"/imports/{head.id}/map", data={"use": "guess"})
    assert mapped(me, head)["c2"] == "email"
    me.post(f"/imports/{head.id}/map", data={"use": str(SavedMapping.get().id)})
    assert mapped(me, head)["c2"] == "source"


def test_a_saved_mapping_is_renamed_and_forgotten(me):
    checked(me, draft(me), {"save": "1", "mapping_name": "Fair"})
    kept = SavedMapping.get()
    assert me.post(f"/imports/mappings/{kept.id}", data={"name": ""}).status_code == 422
    me.post(f"/imports/mappings/{kept.id}", data={"name": "Trade fair"})
    assert 'value="Trade fair"' in me.get("/imports/mappings").text
    me.post(f"/imports/mappings/{kept.id}/removal")
    assert "None yet" in me.get("/imports/mappings").text


def test_everybody_who_comes_in_gets_the_tags_and_stands_in_the_list(me, ada):
    head = imported(me, checked(me, draft(me), tags="fair, spring", list="1", list_name="From the fair"))
    made = SmartList.get()
    assert (made.name, made.born) == ("From the fair", head.id)
    assert "Ann" in me.get(f"/contacts?list={made.id}").text
    assert "spring" in me.get(f"/imports/{head.id}").text
    me.post(f"/operations/{head.id}/undo")
    assert not SmartList.select().where(SmartList.state == LIVE).exists()


def test_a_list_name_that_is_taken_is_told_before_the_dry_run(me, ada):
    lists.save("Fair", lists.READY[0].tree, by=ada)
    head = draft(me)
    me.post(f"/imports/{head.id}/map", data=mapped(me, head))
    answer = me.post(f"/imports/{head.id}/choose", data={**CHOICES, "list": "1", "list_name": "Fair"})
    assert answer.status_code == 409
    assert "You have a list called" in answer.text


def test_ticked_rows_are_taken_back_and_the_others_stay(me):
    text = "first_name,email\r\n" + "".join(f"P{n},p{n}@example.org\r\n" for n in range(5))
    head = imported(me, checked(me, draft(me, text)))
    answer = me.post(f"/imports/{head.id}/undo", data={"row": ["2", "4"], "once": "k"})
    assert answer.status_code == 303
    assert [one.first_name for one in Contact.select().where(Contact.state == LIVE).order_by(Contact.id)] == ["P0", "P2", "P4"]
    undo = Operation.get(Operation.kind == "undo")
    me.post(f"/operations/{undo.id}/undo")
    assert Contact.select().where(Contact.state == LIVE).count() == 5


def test_the_plan_can_be_downloaded_before_it_is_run(me):
    head = checked(me, draft(me))
    lines = me.get(f"/imports/{head.id}/plan").text.splitlines()
    assert [line.split(",")[5] for line in lines[1:]] == ["created", "refused"]


@pytest.mark.parametrize(
    ("step", "data"),
    [
        ("map", {"c0": "owner_id"}),
        ("map", {"c9": "email"}),
        ("map", {"c0": "first_name", "date_order": "XYZ"}),
        ("file", {"header_line": "x"}),
        ("file", {"encoding": "evil"}),
        ("file", {"quote": "x"}),
        ("choose", {**CHOICES, "mode": "evil"}),
        ("choose", {"mode": "both", "on_match": "fill"}),
        ("choose", {**CHOICES, "match1": "evil"}),
    ],
)
def test_a_wrong_choice_answers_422(me, step, data):
    head = draft(me)
    assert me.post(f"/imports/{head.id}/{step}", data=data).status_code == 422


@pytest.mark.parametrize("name", ["../../../etc/passwd.csv", "x%0D%0ASet-Cookie: a=b.csv", "<script>.csv", "a" * 300 + ".csv", "-rf.csv"])
def test_the_name_of_the_file_is_text_and_nothing_else(me, settings, name):
    answer = upload(me, name=name)
    assert answer.status_code == 303
    assert "<script>" not in me.get(answer.location).text.replace("<script src", "")
    assert all(len(path.name) == 64 for path in (settings.data / "files").iterdir())


def test_no_file_answers_422(me):
    assert me.post("/imports", data={}).status_code == 422


def test_viewers_cannot_import(browse, vic):
    client = browse(vic)
    assert client.get("/imports/new").status_code == 403
    assert upload(client).status_code == 403


def test_another_members_import_is_not_there(me, browse, bob):
    head = checked(me, draft(me))
    client = browse(bob)
    for step in ("", "/file", "/map", "/choose", "/review", "/rows", "/outcome", "/original", "/plan"):
        assert client.get(f"/imports/{head.id}{step}").status_code == 404, step
    for step in ("/file", "/map", "/choose", "/review", "/run", "/stop", "/discard", "/undo"):
        assert client.post(f"/imports/{head.id}{step}", data={"plan": head.params["plan"]}).status_code == 404, step
    assert client.post(f"/operations/{head.id}/undo").status_code == 404
    assert fresh(head).params == head.params
    assert "people.csv" not in client.get("/imports").text


def test_an_only_assigned_member_owns_what_they_import_and_matches_nobody_else(browse, eve, ann):
    client = browse(eve)
    head = checked(client, draft(client))
    assert "you may not see" in client.get(f"/imports/{head.id}/review").text
    imported(client, checked(client, draft(client, FILE.replace("ann@", "new@").replace("22 33 44 55", "99 88 77 66"))))
    assert Contact.get(Contact.id != ann.id).owner_id == eve.id


def test_a_draft_is_forgotten_with_its_file(me, settings):
    head = checked(me, draft(me))
    me.post(f"/imports/{head.id}/discard")
    assert Operation.get_or_none(Operation.id == head.id) is None
    assert not list((settings.data / "files").iterdir())


def test_a_draft_nobody_finished_within_a_day_dies(me, monkeypatch):
    head = draft(me)
    assert drafts.expire() == 0
    monkeypatch.setattr(drafts, "LIFE", drafts.LIFE * 0)
    assert drafts.expire() == 1
    assert Operation.get_or_none(Operation.id == head.id) is None


def test_people_are_known_again_by_a_unique_field_of_the_office(me, ada, ann):
    made = custom_fields.define(Wanted("Customer number", "text", unique=True), by=ada)
    contacts.edit(ann, {f"cf_{made.key}": "C7"}, by=ada)
    head = draft(me, "Customer number,source\r\nC7,Fair\r\n")
    me.post(f"/imports/{head.id}/map", data=mapped(me, head))
    assert f'<option value="cf_{made.key}">Customer number</option>' in me.get(f"/imports/{head.id}/choose").text
    imported(me, checked(me, head, match1=f"cf_{made.key}", match2="", match3=""))
    assert (Contact.get_by_id(ann.id).source, Contact.select().count()) == ("Fair", 1)


def test_the_original_file_is_kept_as_long_as_the_import_can_be_undone(me, browse, ada, settings):
    head = imported(me, checked(me, draft(me)))
    kept = settings.data / "files" / head.params["sha256"]
    assert "kept until" in me.get(f"/imports/{head.id}").text
    assert originals.clear() == 0
    with clock.moved(timedelta(days=61)):
        later = browse(ada)
        second = draft(later)
        assert originals.clear() == 0
        drafts.discard(second)
        kept.write_text("here")
        assert (originals.clear(), kept.exists(), originals.clear()) == (1, False, 0)
        assert "was removed when the import could no longer be undone" in later.get(f"/imports/{head.id}").text
        for page in ("original", "outcome", "rows"):
            assert later.get(f"/imports/{head.id}/{page}").status_code == 404


def rows_shown(client, address):
    """The numbers of the rows on a page, by the word that each row's outcome is."""
    page = client.get(address)
    assert page.status_code == 200
    words = re.findall(r'<span class="bdg \w+">.*?</svg>(.*?)</span>', page.text)
    return list(zip(map(int, re.findall(r'aria-hidden="true">Row</span>(\d+)', page.text)), words, strict=True))


def tiles(client, head):
    """Each count of the result with the address it leads to."""
    page = client.get(f"/imports/{head.id}").text
    counted = re.findall(r'<a class="c-tile" href="([^"]+)"><span[^>]*>([^<]+)</span><b>([\d,]+)</b>', page)
    reasons = re.findall(r'<li><b class="num">([\d,]+)</b><a href="([^"]+)">([^<]+)</a>', page)
    found = {name: (int(count), html.unescape(address)) for address, name, count in counted}
    return found | {name: (int(count), html.unescape(address)) for count, address, name in reasons}


def test_each_count_of_a_result_leads_to_exactly_its_rows(me, ada):
    known = {
        name: contacts.create(contacts.Form({"first_name": name}, f"{name}@example.org"), region="NO", by=ada)
        for name in ("cy", "di", "old")
    }
    contacts.archive(known["old"], by=ada)
    lines = "A,a@example.org\r\nA,a@example.org\r\nCy,cy@example.org\r\ndi,di@example.org\r\nE,bad\r\nold,old@example.org\r\n"
    head = imported(me, checked(me, draft(me, f"first_name,email\r\n{lines}"), on_match="overwrite"))
    found = tiles(me, head)
    assert {name: count for name, (count, _) in found.items() if count} == {
        "Created": 1, "Changed": 1, "Same already": 1, "Merged in the file": 1, "Stayed out": 2, "Email is not valid": 1, "Matches somebody in the archive": 1,
    }  # fmt: skip
    shown = {name: [number for number, _ in rows_shown(me, address)] for name, (_, address) in found.items()}
    assert {name: len(rows) for name, rows in shown.items()} == {name: count for name, (count, _) in found.items()}
    assert shown["Stayed out"] == [5, 6]
    whole = ("Created", "Changed", "Same already", "Merged in the file", "Stayed out")
    assert sorted(number for name in whole for number in shown[name]) == [1, 2, 3, 4, 5, 6]


def test_rows_that_a_cancelled_import_did_not_come_to_stay_out(me):
    head = checked(me, draft(me, "first_name\r\nA\r\nB\r\n"))
    me.post(f"/imports/{head.id}/run", data={"plan": head.params["plan"]})
    work.ask(fresh(head), "cancel")
    work.run(head.id)
    found = tiles(me, head)
    assert (fresh(head).status, found["Created"][0], found["Stayed out"][0], found["Not done"][0]) == ("cancelled", 0, 2, 2)
    assert rows_shown(me, found["Created"][1]) == []
    assert rows_shown(me, found["Stayed out"][1]) == rows_shown(me, found["Not done"][1]) == [(1, "Refused"), (2, "Refused")]


def test_a_cell_is_said_to_be_left_blank_only_if_nothing_of_it_comes_in(me):
    text = "first_name,emails,note\r\nAnn,ann@example.org; bad,\r\nBob,worse,\r\n"
    head = checked(me, draft(me, text))
    me.post(f"/imports/{head.id}/review", data={"a-email": "blank"})
    work.run(head.id)
    page = me.get(f"/imports/{head.id}/review").text
    told = re.findall(r'<code>([^<]*)</code><span class="ink3">([^<]*)</span>', page)
    assert told == [("ann@example.org; bad", "this part is left out, the rest is taken"), ("worse", "left blank")]


def test_the_undo_of_an_import_lands_where_it_can_be_undone(me):
    head = imported(me, checked(me, draft(me)))
    answer = me.post(f"/operations/{head.id}/undo", data={"once": "u"})
    undo = Operation.get(Operation.undoes == head.id)
    assert answer.location == f"/operations/{undo.id}?did={undo.id}"
    page = me.get(answer.location).text
    assert f'action="/operations/{undo.id}/undo"' in page
    assert f'href="/operations/{undo.id}/undo"' in page


def test_new_and_changed_people_each_have_a_list_of_their_own(me, ada):
    contacts.create(contacts.Form({"first_name": "Cy"}, "cy@example.org"), region="NO", by=ada)
    head = imported(
        me, checked(me, draft(me, "first_name,email,city\r\nAnn,a@example.org,\r\nBo,b@example.org,\r\nCy,cy@example.org,Oslo\r\n"))
    )
    page = me.get(f"/imports/{head.id}").text
    links = dict(re.findall(r'href="([^"]+)">(Open the (?:one|\d) (?:created|changed))</a>', page))
    assert sorted(links.values()) == ["Open the 2 created", "Open the one changed"]
    named = {word: me.get(html.unescape(address)).text for address, word in links.items()}
    shown = {word: [who for who in ("a@example", "b@example", "cy@example") if f">{who}" in text] for word, text in named.items()}
    assert shown == {"Open the 2 created": ["a@example", "b@example"], "Open the one changed": ["cy@example"]}
    assert "outcome" in named["Open the one changed"]


def test_the_result_names_the_tags_and_businesses_it_made_with_links_and_what_undo_does_with_them(me, ada):
    text = "first_name,email,business,tags\r\nAnn,ann@example.org,Fjord & Sons,summer fair\r\n"
    head = imported(me, checked(me, draft(me, text)))
    page = me.get(f"/imports/{head.id}").text
    firm = Business.get()
    assert f'1 new business: <a href="/businesses/{firm.id}">Fjord &amp; Sons</a>' in page
    assert "1 new tag: <a" in page
    tag = html.unescape(re.search(r'1 new tag: <a class="tg c\d" href="([^"]+)">summer fair</a>', page)[1])
    assert "Ann" in me.get(tag).text
    assert "Businesses it made go too" in page
    assert "Tags it made go too" in page
    again = me.get(f"/imports/{imported(me, checked(me, draft(me, text))).id}").text
    assert "new business" not in again
    assert "1 new tag, 1 new business" in me.get("/imports").text
    assert "Businesses it made" not in again


def test_what_was_noticed_of_a_file_is_said_in_words_before_and_after(me):
    head = checked(me, draft(me, "first_name,email,shoe\r\nAnn,ann@example.org,40\r\n"))
    said = "Some columns are not imported; “Match columns” names them."
    assert said in me.get(f"/imports/{head.id}/review").text
    assert said in me.get(f"/imports/{imported(me, head).id}").text
    assert reasons.noticed(["more_sheets", "more_sheets", "strange_thing"]) == [
        "The workbook has several sheets; one of them was read.",
        "strange thing",
    ]
