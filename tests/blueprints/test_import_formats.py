"""Workbooks and address books in the wizard: a sheet is chosen, columns map themselves, and people come in."""

import io

import pytest

from crm.importing import drafts
from crm.importing.reading import unpacking
from crm.journal import work
from crm.models import Contact, Operation
from tests.crm.importing.cards import books as cards
from tests.crm.importing.test_unwrapping import DAMAGED
from tests.crm.importing.workbooks import books
from tests.crm.importing.workbooks.test_sheets import of_sheets


def upload(client, data, name):
    answer = client.post("/imports", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 303
    return Operation.select().order_by(Operation.id.desc()).get()


def run(head):
    """Take a draft through the dry run and import it."""
    drafts.check(head)
    work.run(head.id)
    drafts.run(head, Operation.get_by_id(head.id).params["plan"])
    work.run(head.id)


def test_an_address_book_goes_through_the_wizard(me, settings):
    head = upload(me, cards.APPLE, "people.vcf")
    assert me.get(f"/imports/{head.id}/map").status_code == 200
    run(head)
    assert {contact.name for contact in Contact.select()} >= {"Ann Lee"}
    assert len(list((settings.data / "photos").iterdir())) == 1
    assert "kith_photo" in me.get(f"/imports/{head.id}/outcome").text.splitlines()[0]
    with me.get(f"/imports/{head.id}/original") as answer:
        assert answer.data == cards.APPLE


def test_the_sheet_of_a_workbook_is_chosen(me):
    head = upload(me, of_sheets(Ann="visible", Bob="visible"), "people.xlsx")
    page = me.get(f"/imports/{head.id}/file").text
    assert '<select class="form-select" id="sheet"' in page
    assert "Between cells" not in page
    assert "Bob" in me.get(f"/imports/{head.id}/file?sheet=Bob", headers={"HX-Request": "true"}).text
    assert me.post(f"/imports/{head.id}/file", data={"sheet": "Bob"}).status_code == 303
    assert me.post(f"/imports/{head.id}/file", data={"sheet": "Cid"}).status_code == 422
    assert Operation.get_by_id(head.id).params["options"]["sheet"] == "Bob"


def test_what_was_unpacked_goes_with_the_draft(me, settings):
    upload(me, of_sheets(Ann="visible"), "people.xlsx")
    head = upload(me, cards.APPLE, "people.vcf")
    assert {path.suffix for path in (settings.data / "files").iterdir()} == {"", ".csv", ".pictures"}
    assert not [path for path in settings.data.iterdir() if path.suffix in (".csv", ".upload")]
    drafts.discard(head)
    assert {path.suffix for path in (settings.data / "files").iterdir()} == {"", ".csv"}


def test_a_refused_workbook_leaves_nothing(me, settings):
    data = of_sheets(Sheet1="visible")
    assert me.post("/imports", data={"file": (io.BytesIO(data), "people.xlsx")}).status_code == 422
    assert not list(settings.data.rglob("*.csv"))
    assert not Contact.select().exists()


@pytest.fixture
def large(monkeypatch):
    """Whatever must be unpacked takes long."""
    monkeypatch.setattr(unpacking, "_LONG_WORKBOOK", 0)
    monkeypatch.setattr(unpacking, "_LONG_CARDS", 0)


def test_a_large_workbook_shows_how_far_it_is_unpacked_and_then_its_rows(me, large):
    head = upload(me, of_sheets(Ann="visible", Bob="visible"), "people.xlsx")
    there = f"/imports/{head.id}/unpacking"
    page = me.get(there)
    assert (page.status_code, f'hx-get="{there}"' in page.text, "Waiting for the worker." in page.text) == (200, True, True)
    for step in ("file", "map", "choose", "review", ""):
        assert me.get(f"/imports/{head.id}/{step}".rstrip("/")).headers["Location"] == there
    assert me.post(f"/imports/{head.id}/map", data={"c0": "first_name"}).headers["Location"] == there
    work.run(head.id)
    assert me.get(there).headers["Location"] == f"/imports/{head.id}/file"
    assert me.get(there, headers={"HX-Request": "true", "HX-Request-Type": "partial"}).headers["HX-Redirect"] == f"/imports/{head.id}/file"
    assert "Ann" in me.get(f"/imports/{head.id}/file").text


def test_another_large_sheet_is_unpacked_when_it_is_chosen(me, large):
    head = upload(me, of_sheets(Ann="visible", Bob="visible"), "people.xlsx")
    work.run(head.id)
    live = me.get(f"/imports/{head.id}/file?sheet=Bob", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert (live.status_code, "This part of the file is large." in live.text) == (200, True)
    assert me.post(f"/imports/{head.id}/file", data={"sheet": "Bob"}).headers["Location"] == f"/imports/{head.id}/unpacking"
    assert me.post(f"/imports/{head.id}/stop").headers["Location"] == f"/imports/{head.id}/file"
    me.post(f"/imports/{head.id}/file", data={"sheet": "Bob"})
    work.run(head.id)
    assert ">Bob</td>" in me.get(f"/imports/{head.id}/file").text


def test_unpacking_a_new_file_is_stopped_by_forgetting_it(me, large, settings):
    head = upload(me, cards.APPLE, "people.vcf")
    assert me.post(f"/imports/{head.id}/stop").headers["Location"] == "/imports"
    assert list((settings.data / "files").iterdir()) == []


def test_a_large_file_that_is_damaged_says_so_where_it_would_go_on(me, large):
    head = upload(me, books.by_hand(DAMAGED), "people.xlsx")
    work.run(head.id)
    page = me.get(f"/imports/{head.id}", follow_redirects=True).text
    assert "This Excel workbook is cut off or damaged." in page
    assert "Import another file" in page
    assert "rows stayed out" not in page
