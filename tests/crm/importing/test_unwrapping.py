"""Files that take long to unpack: the worker does it, and the draft goes on as one of a small file does."""

import pytest

from crm import kinds, members
from crm.importing import drafts, looking, mappings, unwrapping
from crm.importing.errors import FileError
from crm.importing.options import Options
from crm.importing.reading import tables, unpacking
from crm.importing.reading.unpacking import TakesLong
from crm.journal import work
from crm.models import Business, Contact, Operation
from crm.models.operation import DONE, DRAFT, FAILED, PLANNING
from crm.records import drafts as records
from tests.crm.importing.cards.test_cards import card
from tests.crm.importing.workbooks import books
from tests.crm.importing.workbooks.test_sheets import of_sheets

PEOPLE = [["first_name", "email"], *([f"Ann {n}", f"a{n}@example.org"] for n in range(95))]


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture(autouse=True)
def large(monkeypatch):
    """Whatever must be unpacked takes long, in steps of ten rows."""
    monkeypatch.setattr(unpacking, "_LONG_WORKBOOK", 0)
    monkeypatch.setattr(unpacking, "_LONG_CARDS", 0)
    monkeypatch.setattr(tables, "STEP", 10)
    monkeypatch.setattr(unwrapping, "_SECONDS", 0)


@pytest.fixture
def begin(settings, ada):
    """A draft of a file with this content."""

    def made(data, name="people.xlsx", kind=None):
        path, told = settings.data / name, {"by": ada, "folder": settings.data / "files"}
        path.write_bytes(data)
        return records.begin(kind, path, name, **told) if kind else drafts.begin(path, name, Options(), **told)

    return made


def fresh(head):
    return Operation.get_by_id(head.id)


def ran(head, tell=None):
    work.run(head.id, tell)
    return fresh(head)


def files(settings):
    return sorted(path.suffix for path in (settings.data / "files").iterdir())


def test_a_large_workbook_is_kept_at_once_and_unpacked_by_the_worker(begin, settings):
    head, counts = begin(books.of_rows(*PEOPLE)), []
    assert (head.status, head.params["unpack"], files(settings)) == (PLANNING, Options().as_json(), [""])
    now = ran(head, lambda at: counts.append(at.cursor))
    assert counts == [10, 20, 30, 40, 50, 60, 70, 80, 90, 96]
    assert (now.status, now.lease_owner, now.cursor, now.params["rows"], files(settings)) == (DRAFT, "", 0, 95, ["", ".csv"])
    assert "unpack" not in now.params
    work.run(drafts.check(now).id)
    assert ran(drafts.run(now, fresh(now).params["plan"])).status == DONE
    assert Contact.select().count() == 95


def test_a_large_address_book_too(begin):
    head, counts = begin(b"".join(card(f"FN:Ann {n}").encode() for n in range(35)), "book.vcf"), []
    now = ran(head, lambda at: counts.append(at.cursor))
    assert now.params["rows"] == 35
    assert counts == [0, 0, 0, 5, 15, 25, 35, 36]


def test_what_was_said_about_files_with_these_headings_is_known(begin, ada):
    saved = mappings.save("Fair", PEOPLE[0], Options(columns={"1": ""}), by=ada)
    now = ran(begin(books.of_rows(*PEOPLE)))
    assert (now.params["mapping"], drafts.options_of(now).columns) == (saved.id, {"1": ""})


def test_a_large_file_of_businesses_is_unpacked_too(begin):
    head = begin(books.of_rows(["name"], *([f"Kettles {n}"] for n in range(30))), kind=kinds.BUSINESSES)
    assert (head.status, ran(head).status) == (PLANNING, DRAFT)
    work.run(records.check(fresh(head), drafts.options_of(fresh(head))).id)
    ran(drafts.run(head, fresh(head).params["plan"]))
    assert Business.select().count() == 30


def test_nothing_is_chosen_before_it_is_unpacked(begin):
    head = begin(books.of_rows(*PEOPLE))
    with pytest.raises(drafts.NotUnpacked):
        drafts.change(head, "map", Options())
    with pytest.raises(drafts.Changed):
        drafts.run(head, "")


DAMAGED = books.HEADING + "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 4_000)) + "<row><c></row>"


def test_a_file_that_turns_out_to_be_damaged_ends_with_the_reason_and_is_not_kept(begin, settings):
    now = ran(begin(books.by_hand(DAMAGED)))
    assert (now.status, now.reason, files(settings)) == (FAILED, str(FileError("xlsx_damaged")), [])


def test_what_is_refused_at_once_is_still_refused_at_once(begin, settings):
    bomb = books.zipped(books.parts(books.HEADING) | {"xl/media/x.bin": b"\0" * 120_000_000})
    with pytest.raises(FileError) as error:
        begin(bomb)
    assert error.value.code == "xlsx_too_large_unpacked"
    assert not Operation.select().where(Operation.kind == "import").exists()


def test_another_sheet_is_unpacked_when_it_is_chosen_and_its_headings_make_the_columns_void(begin):
    head = ran(begin(of_sheets(Ann="visible", Bob="visible")))
    drafts.change(head, "map", Options(columns={"0": "last_name"}))
    with pytest.raises(TakesLong):
        looking.look(drafts.path_of(head), Options(sheet="Bob"))
    waits = drafts.change_file(fresh(head), Options(sheet="Bob", columns={"0": "last_name"}))
    assert (waits.status, drafts.options_of(waits).sheet) == (PLANNING, None)
    now = ran(waits)
    assert (now.status, drafts.options_of(now).sheet, now.params["step"]) == (DRAFT, "Bob", "file")
    assert looking.look(drafts.path_of(now), drafts.options_of(now)).samples[0][0] == "Bob"


def test_unpacking_another_sheet_can_be_stopped_and_nothing_else_changes(begin):
    head = ran(begin(of_sheets(Ann="visible", Bob="visible")))
    before = fresh(head).params
    now = drafts.stop(drafts.change_file(head, Options(sheet="Bob")))
    assert (now.status, now.params) == (DRAFT, before | {"plan": None, "file_error": None})


def test_a_draft_that_is_forgotten_while_it_is_unpacked_stops_its_worker_and_leaves_nothing(begin, settings):
    head = begin(books.of_rows(*PEOPLE))

    def forget(now):
        if now.cursor == 30:
            drafts.discard(fresh(head))

    work.run(head.id, forget)
    assert not Operation.select().where(Operation.id == head.id).exists()
    assert files(settings) == []
