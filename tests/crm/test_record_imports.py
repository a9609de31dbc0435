"""Businesses come in from files: made, matched by name or number, filled or overwritten, refused with a reason, and undone as one."""

import pytest

from crm import custom_fields, custom_objects, journal, kinds
from crm.businesses import keeping
from crm.custom_fields import Wanted
from crm.exporting import files
from crm.exporting.columns import columns_of
from crm.importing import outcome, running
from crm.importing.errors import FileError
from crm.importing.options import Options
from crm.importing.session import source_of
from crm.journal import lease as leases
from crm.journal import work
from crm.kinds import BUSINESSES
from crm.models import Business, Operation
from crm.models.custom_object import FIRST_OWN
from crm.records import importing, values_of
from crm.records.reading import NoName, NotKnownBy
from crm.selection import Selection


@pytest.fixture
def bring(settings, ada):
    def bring_in(*lines, by=ada, **options):
        file = settings.data / "in.csv"
        file.write_text("\n".join(lines))
        head = importing.start(BUSINESSES, file, Options(**options), by=by, folder=settings.data / "files")
        work.run(head.id)
        told = running.result(Operation.get_by_id(head.id))
        kept = ("created", "updated", "unchanged", "merged_in_file", "refused")
        return {k: v for k, v in told.items() if k in kept and v} | told["reasons"]

    return bring_in


@pytest.fixture
def fjord(ada):
    return keeping.create({"name": "Fjord", "city": "Bergen"}, by=ada)


def cities():
    return dict(Business.select(Business.name, Business.city).where(Business.state == 1).tuples())


def newest():
    return Operation.select().order_by(Operation.id.desc()).get()


def test_rows_make_fill_repeat_and_refuse_and_undo_takes_all_of_it_back(bring, ada, fjord):
    custom_fields.define(Wanted("Since", "date", subject=BUSINESSES.number), by=ada)
    told = bring(
        "Name,City,Phone,Owner,since,nonsense",
        "FJORD,Oslo,55 12 34,ada@example.org,31.12.2019,x",
        "Fell,Voss,,,,",
        "fell,,77 88 99,,,",
        ",Nowhere,,,,",
        "Dale,,,nobody@example.org,,",
        "Rock,,not a number,,,",
    )
    assert told == {"created": 1, "updated": 1, "merged_in_file": 1, "refused": 3, "no_name": 1, "owner": 1, "phone": 1}
    assert cities() == {"Fjord": "Bergen", "Fell": "Voss"}, "what is filled stays"
    held = values_of(Business.get_by_id(fjord.id))
    assert (held["phone"], held["owner"], held["cf_since"]) == ("55 12 34", ada.id, "2019-12-31")
    assert Business.get(Business.name == "Fell").phone == "77 88 99"
    assert journal.undo(newest(), by=ada).kept == []
    assert cities() == {"Fjord": "Bergen"}
    assert Business.get_by_id(fjord.id).phone == ""


def test_what_goes_before_is_chosen(bring, fjord):
    assert bring("name,city", "Fjord,Oslo", mode="create") == {"unchanged": 1}
    assert bring("name,city", "Fjord,Oslo", on_match="overwrite") == {"updated": 1}
    assert cities() == {"Fjord": "Oslo"}
    assert bring("name,city", "Fjord,Oslo", on_match="overwrite") == {"unchanged": 1}
    assert bring("name,city", "Fell,Oslo", mode="update") == {"refused": 1, "no_match": 1}
    assert bring("name,phone", "Fell,no number", bad_cell="blank") == {"created": 1}


def test_a_number_names_the_record_and_a_name_that_is_anothers_is_refused(bring, ada, fjord):
    keeping.create({"name": "Fell"}, by=ada)
    assert bring("id,name", f"{fjord.id},Fjord & Co", on_match="overwrite") == {"updated": 1}
    assert bring("id,name", f"{fjord.id},Fell", on_match="overwrite") == {"refused": 1, "not_unique": 1}
    assert bring("id,name", "999,Dale") == {"refused": 1, "no_match": 1}
    assert set(cities()) == {"Fjord & Co", "Fell"}


def test_a_unique_value_stays_with_its_first(bring, ada):
    custom_fields.define(Wanted("Plate", unique=True, subject=BUSINESSES.number), by=ada)
    assert bring("name,cf_plate", "A,7", "B,7", "C,8") == {"created": 2, "refused": 1, "not_unique": 1}
    assert bring("name,cf_plate", "D,8") == {"refused": 1, "not_unique": 1}


def test_records_are_known_by_a_unique_field_that_was_chosen(bring, ada, fjord):
    custom_fields.define(Wanted("Plate", unique=True, subject=BUSINESSES.number), by=ada)
    assert bring("name,cf_plate", "A,7", "B,8", known_by="cf_plate") == {"created": 2}
    told = bring(
        "name,city,cf_plate", ",Oslo,7", "B,Voss,8", "C,Voss,9", ",Hol,9", "Fjord,,7", "B,,10", "Fjord,Bergen,", known_by="cf_plate"
    )
    assert told == {"updated": 2, "created": 1, "merged_in_file": 1, "unchanged": 2, "refused": 1, "not_unique": 1}
    assert cities() == {"Fjord": "Bergen", "A": "Oslo", "B": "Voss", "C": "Hol"}
    assert bring("name,city,cf_plate", "G,,11", "G,Oslo,", known_by="cf_plate") == {"created": 1, "merged_in_file": 1}
    assert cities()["G"] == "Oslo"
    with pytest.raises(NotKnownBy):
        bring("name,city", "A,Oslo", known_by="cf_plate")
    with pytest.raises(NotKnownBy):
        bring("name,city", "A,Oslo", known_by="city")


def test_records_of_an_object_may_share_a_name_where_something_else_tells_them_apart(settings, ada):
    boats = kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)
    custom_fields.define(Wanted("Hull", unique=True, subject=boats.number), by=ada)
    custom_fields.define(Wanted("Length", "number", subject=boats.number), by=ada)
    file = settings.data / "boats.csv"
    for lines, expected in (
        (("name,cf_hull,cf_length", "Rose,H1,30", "Rose,H2,", "Rose,H2,12"), {"created": 2, "merged_in_file": 1}),
        (("name,cf_hull,cf_length", "Rose,H1,30", "Rose,H2,12", "Rose,H3,7"), {"created": 1, "unchanged": 2}),
    ):
        file.write_text("\n".join(lines))
        head = importing.start(boats, file, Options(known_by="cf_hull"), by=ada, folder=settings.data / "files")
        work.run(head.id)
        told = running.result(Operation.get_by_id(head.id))
        assert {key: told[key] for key in ("created", "updated", "unchanged", "merged_in_file", "refused") if told[key]} == expected
    held = sorted((values_of(one)["cf_hull"], values_of(one)["cf_length"]) for one in boats.table.select())
    assert held == [("H1", "30"), ("H2", "12"), ("H3", "7")]


def test_a_file_without_a_name_or_with_two_of_one_is_refused_whole(bring):
    with pytest.raises(NoName):
        bring("city,phone", "Oslo,1234")
    with pytest.raises(FileError, match="Two columns"):
        bring("name,Name,city", "A,B,C")
    assert not Operation.select().where(Operation.kind == "import").exists()


def test_columns_are_mapped_as_told(bring):
    assert bring("Firma,Ort", "Fjord,Bergen", mapping={"Firma": "name", "1": "city"}) == {"created": 1}
    assert cities() == {"Fjord": "Bergen"}


def test_an_export_comes_back_without_a_change_and_after_a_loss_as_it_was(bring, ada, fjord, settings):
    custom_fields.define(Wanted("Sizes", "choices", options=("Small", "Large; old"), subject=BUSINESSES.number), by=ada)
    keeping.edit(fjord, {"cf_sizes": 'Small; "Large; old"', "about": "Line\nbreak; =1+1", "country": "NO", "owner": ada.email}, by=ada)
    was, out = values_of(Business.get_by_id(fjord.id)), settings.data / "out.xlsx"
    for name in ("out.csv", "out.xlsx"):
        out = settings.data / name
        files.write(out, Selection(kind=BUSINESSES), columns_of("data", BUSINESSES), ada)
        for told in ({"unchanged": 1}, {"updated": 1}):
            head = importing.start(BUSINESSES, out, Options(), by=ada, folder=settings.data / "files")
            work.run(head.id)
            assert {k: v for k, v in running.result(Operation.get_by_id(head.id)).items() if k in told} == told
            assert values_of(Business.get_by_id(fjord.id)) == was
            if "unchanged" in told:
                keeping.edit(fjord, {"cf_sizes": "", "about": "", "country": "", "owner": ""}, by=ada)


def test_a_dry_run_says_the_same_and_writes_nothing(settings, ada, fjord):
    file = settings.data / "in.csv"
    file.write_text("name,city\nFjord,Oslo\nFell,Voss\nFell,\n,x\n")
    told = importing.dry_run(BUSINESSES, file, Options(on_match="overwrite"), by=ada)
    assert (told["updated"], told["created"], told["merged_in_file"], told["refused"]) == (1, 1, 1, 1)
    assert cities() == {"Fjord": "Bergen"}


def test_who_sees_only_what_is_theirs_owns_what_they_bring_and_changes_nothing_else(bring, ada, eve, fjord):
    assert bring("name,city", "Fjord,Oslo", "Fell,Voss", by=eve, on_match="overwrite") == {"refused": 1, "not_visible": 1, "created": 1}
    assert Business.get(Business.name == "Fell").owner_id == eve.id
    assert cities()["Fjord"] == "Bergen"


def test_what_changed_since_the_plan_is_left_alone_and_another_worker_goes_on(settings, ada, fjord, monkeypatch):
    file = settings.data / "in.csv"
    file.write_text("name,city\n" + "".join(f"N{n},Oslo\n" for n in range(1_200)) + "N5,Voss\n")
    head = importing.start(BUSINESSES, file, Options(), by=ada, folder=settings.data / "files")
    lease = leases.claim(head.id)
    while lease.head.status == "planning":
        importing.step(lease)
    importing.step(lease)
    lease.release()
    keeping.create({"name": "N1100"}, by=ada)
    work.run(head.id)
    told = running.result(Operation.get_by_id(head.id))
    assert (told["created"], told["merged_in_file"], told["refused"], told["reasons"]) == (1_199, 1, 1, {"moved": 1})
    assert cities()["N5"] == "Voss"
    rows = list(outcome.stream(source_of(head), outcome.items_of(head), ""))
    assert rows[-1].decode().splitlines()[-1].split(",")[2:4] == ["1201", "merged"]
