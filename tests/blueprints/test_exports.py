import io

import pytest
from openpyxl import load_workbook

from crm import bulk, contacts, selection
from crm.exporting import running
from crm.models import ColumnSet, Operation
from crm.selection import Selection
from tests.blueprints.conftest import FRAGMENT


@pytest.fixture
def crowd(ada):
    return [contacts.create(contacts.Form({"first_name": f"P{n}", "city": "Oslo" if n < 3 else ""}), by=ada, region="US") for n in range(5)]


def made(browser, **data):
    """Make a file as the page's form does; gives the answer to fetching it."""
    answer = browser.post("/exports", data={"format": "csv", "columns": "data", **data})
    assert answer.status_code == 303, answer.text
    return browser.get(f"{answer.location}/file", buffered=True)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 5),
        ({"q": "P1"}, 1),
        ({"filter": '{"field": "city", "op": "is", "value": "Oslo"}'}, 3),
        ({"list": "unowned"}, 5),
        ({"list": "unowned", "filter": '{"field": "city", "op": "empty"}'}, 2),
    ],
)
def test_the_rows_of_the_file_are_the_count_on_the_screen(me, crowd, asked, count):
    page = me.get("/exports/new", query_string=asked).text
    assert f"<b>{count}</b>" in page
    assert len(made(me, **asked).text.splitlines()) == count + 1


def test_ticked_people_and_a_kept_choice_are_those_in_the_file(me, crowd, ada):
    assert len(made(me, id=[crowd[0].id, crowd[1].id]).text.splitlines()) == 3
    kept = bulk.drafts.draft(Selection(search="P"), by=ada)
    contacts.create(contacts.Form({"first_name": "P9"}), by=ada, region="US")
    assert len(made(me, chosen=str(kept.id)).text.splitlines()) == 6


def test_a_workbook_of_chosen_columns(me, crowd):
    answer = made(me, format="xlsx", columns="chosen", column=["city", "id"])
    rows = list(load_workbook(io.BytesIO(answer.data)).active.values)
    assert rows[:2] == [("City", "Number"), ("Oslo", crowd[0].id)]


def test_the_file_is_never_kept_by_a_cache_and_has_a_name(me, crowd):
    answer = made(me)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=contacts-")
    note = me.get(f"/exports/{Operation.select().order_by(Operation.id.desc()).get().id}/note")
    assert "Rows: 5" in note.text
    assert note.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "data",
    [
        {"format": "exe"},
        {"columns": "chosen"},
        {"format": "vcf", "columns": "chosen", "column": ["type", "owner"]},
        {"filter": '{"all": []}', "q": "nobody at all"},
    ],
)
def test_what_cannot_be_made_is_said_and_what_was_chosen_kept(me, crowd, data):
    answer = me.post("/exports", data={"format": "xlsx", "columns": "all", **data})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_file_of_somebody_else_is_nothing(me, crowd, browse, bob):
    answer = me.post("/exports", data={"format": "csv", "columns": "data"})
    for path in ("", "/file", "/note"):
        assert browse(bob).get(answer.location + path).status_code == 404


def test_a_large_file_is_left_to_the_worker_and_its_page_says_how_far_it_is(me, crowd, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 2)
    answer = me.post("/exports", data={"format": "csv", "columns": "data"})
    page = me.get(answer.location).text
    assert "0 of 5 people written" in page
    assert 'hx-trigger="every 1s"' in page
    assert me.get(f"{answer.location}/file").status_code == 404


def test_narrow_members_export_what_they_see(browse, eve, crowd, ada):
    contacts.create(contacts.Form({"first_name": "Hers", "owner": eve.email}), by=ada, region="US")
    assert selection.count(Selection(), eve) == 1
    assert len(made(browse(eve)).text.splitlines()) == 2
    assert len(made(browse(eve), id=[crowd[0].id, *(i for (i,) in Selection().query(eve).tuples())]).text.splitlines()) == 2


@pytest.mark.parametrize(("form", "version"), [("vcf", "4.0"), ("vcf3", "3.0")])
def test_cards_are_as_many_as_people(me, crowd, form, version):
    answer = made(me, format=form)
    assert answer.text.count("BEGIN:VCARD") == 5
    assert f"VERSION:{version}" in answer.text
    assert ".vcf" in answer.headers["Content-Disposition"]


def test_columns_are_moved_kept_under_a_name_and_exported_in_their_order(me, crowd, ada):
    form = {"column": ["first_name", "city"], "columns": "data", "up": "city"}
    page = me.get("/exports/new", query_string=form).text
    assert page.index('id="col-city"') < page.index('id="col-first_name"')
    assert me.get("/exports/new", query_string=form, headers=FRAGMENT).text.strip().startswith('<div id="export-columns"')
    answer = me.post("/exports/columns", data={"set_name": "Towns", "column": ["city", "first_name"], "q": "P1", "once": "k"})
    kept = ColumnSet.get()
    assert answer.location.startswith(f"/exports/new?columns=set-{kept.id}&q=P1")
    assert f'value="set-{kept.id}" checked' in me.get(answer.location).text
    assert made(me, columns=f"set-{kept.id}", q="P1").text.splitlines() == ["\ufeffcity,first_name", "Oslo,P1"]


def test_a_set_is_renamed_shared_and_deleted_and_a_wrong_name_is_said(me, crowd, browse, bob):
    me.post("/exports/columns", data={"set_name": "Towns", "column": ["city"]})
    number = ColumnSet.get().id
    assert me.post(f"/exports/columns/{number}", data={"name": ""}).status_code == 422
    assert browse(bob).get(f"/exports/new?columns=set-{number}").status_code == 404
    me.post(f"/exports/columns/{number}", data={"name": "Places", "shared": "1"})
    assert "Places" in browse(bob).get("/exports/new").text
    assert browse(bob).post(f"/exports/columns/{number}/removal").status_code == 403
    me.post(f"/exports/columns/{number}/removal")
    assert "None yet" in me.get("/exports/columns").text
    again = me.post("/exports/columns", data={"set_name": "", "column": ["city"], "q": "P1"})
    assert (again.status_code, 'role="alert"' in again.text, "<b>1</b>" in again.text) == (422, True, True)
