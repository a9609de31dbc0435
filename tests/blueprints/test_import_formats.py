"""Workbooks and address books in the wizard: a sheet is chosen, columns map themselves, and people come in."""

import io

from crm.importing import drafts
from crm.journal import work
from crm.models import Contact, Operation
from tests.crm.importing.cards import books as cards
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
