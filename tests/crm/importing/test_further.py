"""Further businesses come in as they go out: several a person, each with a role, never taken away by a blank cell."""

import random

import pytest

from crm import contacts, journal, members
from crm.businesses import belonging
from crm.businesses import keeping as businesses
from crm.exporting import files
from crm.exporting.columns import columns_of
from crm.importing import drafts, further, reviewing, running
from crm.importing.options import Options
from crm.importing.session import resume
from crm.journal import work
from crm.models import LIVE, Business, Contact, ContactBusiness, ContactDetail, Operation
from crm.selection import Selection
from tests.crm.exporting.hostile import TEXTS
from tests.crm.journal.world import clear

HEAD = "first_name,email,business,job_title,further_businesses"


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture
def bring(settings, ada):
    def brought(*lines, file="in.csv", by=ada, **options):
        path = settings.data / file
        if lines:
            path.write_text("\n".join(lines))
        head = running.start(path, file, Options(**options), by=by, folder=settings.data / "files")
        work.run(head.id)
        return Operation.get_by_id(head.id)

    return brought


def told(head):
    found = running.result(head)
    return {k: found[k] for k in ("created", "updated", "unchanged", "merged_in_file", "refused") if found[k]} | found["reasons"]


def standing():
    """{first name: (first business, job title, {further business: role})}, as far as they are there."""
    b = ContactBusiness
    found = {}
    for one in Contact.select().where(Contact.state == LIVE):
        rows = b.select(Business.name, b.role).join(Business, on=(Business.id == b.business))
        here = rows.where((b.contact == one.id) & (b.state == LIVE) & (Business.state == LIVE))
        found[one.first_name] = (one.business.name if one.business_id else "", dict(here.tuples()))
    return found


@pytest.mark.parametrize(
    ("entry", "likeliest"),
    [
        ("Fjord", ("Fjord", None, "")),
        ("Fjord #12", ("Fjord", 12, "")),
        ("Fjord #12 (Treasurer)", ("Fjord", 12, "Treasurer")),
        ("Fjord (Treasurer)", ("Fjord", None, "Treasurer")),
        ("Hill (North) #7", ("Hill (North)", 7, "")),
        ("Hill (North) #7 (Head (acting))", ("Hill (North)", 7, "Head (acting)")),
        ("Fjord #12 (Desk #3 (north))", ("Fjord", 12, "Desk #3 (north)")),
        ("Studio #54 (East) #12 (Desk #3)", ("Studio #54 (East)", 12, "Desk #3")),
        ("Studio #54x", ("Studio #54x", None, "")),
        ("(Treasurer)", ("(Treasurer)", None, "")),
        (" #12", ("#12", None, "")),
    ],
)
def test_an_entry_is_a_name_a_number_and_a_role(entry, likeliest):
    assert further.ways_of(entry.strip())[0] == likeliest


def test_a_person_gains_businesses_and_roles_and_a_blank_cell_takes_none_away(bring, ada):
    assert told(bring(HEAD, "Ann,ann@example.org,Fjord,Boss,Hill (Treasurer); Vidda", "Bo,bo@example.org,,,Hill")) == {"created": 2}
    assert standing() == {"Ann": ("Fjord", {"Hill": "Treasurer", "Vidda": ""}), "Bo": ("", {"Hill": ""})}
    again = bring(HEAD, "Ann,ann@example.org,,,Hill (Chair); vidda (Advisor); Fjord; New", "Bo,bo@example.org,,,")
    assert told(again) == {"updated": 1, "unchanged": 1}
    assert standing()["Ann"] == ("Fjord", {"Hill": "Treasurer", "Vidda": "Advisor", "New": ""})
    over = bring("email,further_businesses", "ann@example.org,Hill (Chair); Vidda", "bo@example.org,", on_match="overwrite", erase=True)
    assert told(over) == {"updated": 1, "unchanged": 1}
    assert standing()["Ann"] == ("Fjord", {"Hill": "Chair", "Vidda": "Advisor", "New": ""})
    journal.undo(over, by=ada)
    journal.undo(again, by=ada)
    assert standing()["Ann"] == ("Fjord", {"Hill": "Treasurer", "Vidda": ""})
    assert not Business.select().where((Business.name == "New") & (Business.state == LIVE)).exists()


def test_the_dry_run_says_old_and_new_of_every_role_and_which_businesses_are_new(settings, ada, bring):
    bring(HEAD, "Ann,ann@example.org,Fjord,,Hill (Treasurer)")
    (settings.data / "in.csv").write_text(f"{HEAD}\nAnn,ann@example.org,,,Hill (Chair); Vidda (Advisor)\nBo,bo@example.org,,,Vidda")
    head = drafts.begin(settings.data / "in.csv", "in.csv", Options(on_match="overwrite"), by=ada, folder=settings.data / "files")
    work.run(drafts.check(head).id)
    head = Operation.get_by_id(head.id)
    shown = reviewing.lines(resume(head), reviewing.items(head, reviewing.condition("", ""), 0, 25), ada)
    assert [[tuple(cell)[:3] for cell in line.cells if cell.label.startswith(("Further", "Role"))] for line in shown] == [
        [("Further business", "", "Vidda"), ("Role at Vidda", "", "Advisor"), ("Role at Hill", "Treasurer", "Chair")],
        [("Further business", "", "Vidda")],
    ]
    assert [line.new for line in shown] == [["Further business Vidda is new"]] * 2
    assert head.params["marks"] == {"overwrites": 1, "new_business": 2}


@pytest.mark.parametrize("size", [1, 1_000])
def test_later_rows_of_one_person_add_theirs_and_their_roles_win(bring, monkeypatch, size):
    monkeypatch.setattr("crm.journal.lease._FIRST", size)
    monkeypatch.setattr("crm.journal.lease._SMALLEST", 1)
    lines = ["Ann,ann@example.org,,,Hill (Treasurer); Vidda", "Ann,ann@example.org,,,Hill (Chair)", "Ann,ann@example.org,,,New; Hill"]
    assert told(bring(HEAD, *lines)) == {"created": 1, "merged_in_file": 2}
    assert standing() == {"Ann": ("", {"Hill": "Chair", "Vidda": "", "New": ""})}
    assert told(bring(HEAD, *(line.replace("Hill (", "Vidda (") for line in lines))) == {"updated": 1, "merged_in_file": 2}
    assert standing() == {"Ann": ("", {"Hill": "Chair", "Vidda": "Chair", "New": ""})}


def test_the_role_at_the_first_business_is_the_job_title(bring):
    bring(HEAD, "Ann,ann@example.org,Fjord,,Fjord (Boss); Hill")
    bring(HEAD, "Ann,ann@example.org,,,Hill (Chair); FJORD (Nobody)")
    assert ContactDetail.get().job_title == "Boss"
    assert standing() == {"Ann": ("Fjord", {"Hill": "Chair"})}


def test_a_number_of_a_further_business_checks_its_name_where_the_numbers_are_said_to_be_ours(bring, ada):
    hill = businesses.create({"name": "Hill"}, by=ada)
    lines = f"A,a@example.org,,,Hill #{hill.id} (Chair)", "B,b@example.org,,,Hill #999", f"C,c@example.org,,,New #{hill.id}"
    checking = f"{HEAD},business_id", *(f"{line}," for line in lines)
    mapping = {key: key for key in checking[0].split(",")}
    assert told(bring(*checking, mapping=mapping)) == {"created": 1, "refused": 2, "business_number": 2}
    assert told(bring(*checking, mapping=mapping, bad_cell="blank")) == {"created": 2, "unchanged": 1}
    assert standing() == {"A": ("", {"Hill": "Chair"}), "B": ("", {"Hill": ""}), "C": ("", {"New": ""})}
    assert told(bring(HEAD, *lines)) == {"unchanged": 3}


def test_a_business_called_as_an_entry_reads_is_meant_whole(bring, ada):
    businesses.create({"name": "Hill (North)"}, by=ada)
    bring(HEAD, "Ann,ann@example.org,,,Hill (North); Fjord (North)")
    assert standing() == {"Ann": ("", {"Hill (North)": "", "Fjord": "North"})}


def test_a_name_or_role_too_long_refuses_its_row(bring):
    long = "x" * 201
    assert told(bring(HEAD, f"A,a@example.org,,,{long}", f"B,b@example.org,,,Hill ({long})")) == {"refused": 2, "too_long": 2}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_further_businesses_of_any_text_go_round(settings, bring, ada, kind):
    chance = random.Random(3)
    for n in range(40):
        person = contacts.create(contacts.Form({"first_name": f"P{n}"}, f"p{n}@example.org"), by=ada, region="NO")
        for _ in range(chance.randint(0, 4)):
            name, role = (f"{chance.choice(TEXTS)}{chance.choice(('', ' (North)', ' #54', ' #54 (East)'))}" for _ in range(2))
            belonging.add(person, f"x{name}", chance.choice(("", role, "Head (acting)")), by=ada)
    was, file = standing(), f"out.{kind}"
    columns = [key for key in columns_of("all") if key != "id"]
    files.write(settings.data / file, Selection(), columns, ada)
    assert told(bring(file=file)) == {"unchanged": 40}
    clear()
    ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
    assert told(bring(file=file, by=ada)) == {"created": 40}
    assert standing() == was
