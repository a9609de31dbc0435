"""An import knows people by a unique field of the office's own, and never gives one value to two people."""

import pytest

from crm import bulk, clock, contacts, custom_fields, journal, members
from crm.contacts import addresses
from crm.custom_fields import Wanted
from crm.importing import running
from crm.importing.options import BadOption, Options
from crm.journal import values, work
from crm.journal.kinds import KINDS
from crm.models import ARCHIVED, Contact, CustomField, Event, Operation
from crm.models.operation import RUNNING
from crm.selection import Selection


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture
def account(ada):
    return custom_fields.define(Wanted("Account no.", unique=True), by=ada)


@pytest.fixture
def ann(ada, account):
    return contacts.create(contacts.Form({"first_name": "Ann", "cf_account_no": "HP-1"}, "ann@example.org"), by=ada, region="NO")


@pytest.fixture
def bring(settings, ada):
    def bring_in(*lines, **options):
        file = settings.data / "in.csv"
        file.write_text("\n".join(lines))
        head = running.start(file, "in.csv", Options(**options), by=ada, folder=settings.data / "files")
        work.run(head.id)
        told = running.result(Operation.get_by_id(head.id))
        return {k: v for k, v in told.items() if k in ("created", "updated", "unchanged", "merged_in_file", "refused") and v} | told[
            "reasons"
        ]

    return bring_in


def test_a_row_is_whom_its_unique_value_belongs_to_in_any_case(bring, ann):
    told = bring("account no,city,email", "hp-1,Oslo,other@example.org", "HP-2,Bergen,new@example.org", match=("cf_account_no", "email"))
    assert told == {"updated": 1, "created": 1}
    assert Contact.get_by_id(ann.id).city == "Oslo"
    assert [row.address for row in addresses.emails_of(ann)] == ["ann@example.org", "other@example.org"]


def test_two_rows_of_one_value_are_one_person_when_matched_by_it_and_else_the_second_is_refused(bring, account):
    rows = ("account no,first_name,email", "A1,Bo,bo@example.org", "a1,Bo,bo2@example.org")
    assert bring(*rows) == {"created": 1, "refused": 1, "not_unique": 1}
    journal.undo(Operation.select().order_by(Operation.id.desc()).get(), by=members.owner())
    assert bring(*rows, match=("cf_account_no",)) == {"created": 1, "merged_in_file": 1}


def test_a_value_that_is_somebody_elses_is_refused(bring, ann):
    assert bring("email,account no", "bo@example.org,HP-1") == {"refused": 1, "not_unique": 1}
    assert bring("email,account no", "ann@example.org,HP-1") == {"unchanged": 1}


def test_who_comes_back_by_a_row_comes_with_no_value_that_somebody_else_has(bring, ann, ada):
    contacts.archive(ann, by=ada)
    row, back = ("email,city,account no", "ann@example.org,Oslo,", "bo@example.org,,hp-1"), {"answers": {"archived": "restore"}}
    assert bring(*row, **back) == {"updated": 1, "refused": 1, "not_unique": 1}, "the second row would take it from who came back"
    journal.undo(Operation.select().order_by(Operation.id.desc()).get(), by=ada)
    contacts.create(contacts.Form({"first_name": "Bo", "cf_account_no": "hp-1"}), by=ada, region="NO")
    assert bring(*row[:2], **back) == {"refused": 1, "not_unique": 1}
    assert Contact.get_by_id(ann.id).state == ARCHIVED


def test_a_field_that_is_made_unique_during_an_import_is_so_from_the_next_batch_on(settings, ann, ada, monkeypatch):
    size = custom_fields.define(Wanted("Size"), by=ada)
    monkeypatch.setattr("crm.journal.lease._FIRST", 1)
    monkeypatch.setattr("crm.journal.lease.Lease._adapt", lambda self, _: None)
    file = settings.data / "in.csv"
    file.write_text("email,size\na@example.org,L\nb@example.org,L\n")
    head = running.start(file, "in.csv", Options(), by=ada, folder=settings.data / "files")

    def elsewhere(now):
        """What another process writes: nothing here hears of it."""
        if (now.status, now.cursor) == (RUNNING, 1):
            CustomField.update(unique=1).where(CustomField.id == size.id).execute()
            Event.create(
                operation=size.born, kind=KINDS["field.edited"], subject_kind=CustomField.number, subject_id=size.id, at=clock.now()
            )

    work.run(head.id, elsewhere)
    assert running.result(Operation.get_by_id(head.id))["reasons"] == {"not_unique": 1}


@pytest.mark.parametrize("way", ["by hand", "in bulk", "by a file", "by undo"])
def test_a_value_that_is_written_as_its_field_is_made_unique_has_one_record(ada, ann, bring, beside, until_somebody_waits, way):
    size = custom_fields.define(Wanted("Size"), by=ada)
    bo = contacts.create(contacts.Form({"first_name": "Bo", "cf_size": "L"}, "bo@example.org"), by=ada, region="NO")
    contacts.edit(bo, {"cf_size": ""}, by=ada)
    cleared = Operation.select().order_by(Operation.id.desc()).get()
    contacts.edit(ann, {"cf_size": "L"}, by=ada)
    head = bulk.act(Selection(ids=(bo.id,)), "set-field", {"field": ["cf_size"], "value": ["L"]}, by=ada)
    ways = {
        "by hand": lambda: contacts.edit(bo, {"cf_size": "L"}, by=ada),
        "in bulk": lambda: work.run(head.id),
        "by a file": lambda: bring("email,size", "bo@example.org,L"),
        "by undo": lambda: journal.undo(cleared, by=ada),
    }
    with journal.operation("field.edited", by=ada):
        custom_fields.change(size, {"unique": True}, by=ada)
        written = beside(ways[way])
        until_somebody_waits()
    assert written() == ("Taken" if way == "by hand" else "")
    assert values.of([ann.id, bo.id], [size.id]) == {ann.id: {size.id: "L"}}


def test_a_field_is_not_made_unique_while_two_get_one_value(ada, ann, beside, until_somebody_waits):
    size = custom_fields.define(Wanted("Size"), by=ada)
    bo = contacts.create(contacts.Form({"first_name": "Bo", "cf_size": "L"}), by=ada, region="NO")
    with journal.operation("contact.edited", by=ada):
        contacts.edit(ann, {"cf_size": "L"}, by=ada)
        made = beside(lambda: custom_fields.change(size, {"unique": True}, by=ada))
        until_somebody_waits()
    assert made() == "NotUniqueNow"
    assert values.of([ann.id, bo.id], [size.id]) == {ann.id: {size.id: "L"}, bo.id: {size.id: "L"}}


def test_only_unique_fields_are_matched_by(bring, ann, ada):
    custom_fields.define(Wanted("Size"), by=ada)
    with pytest.raises(BadOption, match="cf_size"):
        Options(match=("cf_size",))


def test_a_cell_met_before_means_the_same_again_and_a_no_is_none(bring, ada):
    custom_fields.define(Wanted("Insured", "yesno"), by=ada)
    custom_fields.define(Wanted("Feet", "number"), by=ada)
    told = [("yes", "31"), ("no", "1 200"), ("no", "007"), ("yes", "31"), ("", "31"), ("perhaps", "31"), ("perhaps", "'31"), ("yes", "x")]
    lines = [f"P{n}@example.org,{insured},{feet}" for n, (insured, feet) in enumerate(told)]
    assert bring("email,insured,feet", *lines) == {"created": 5, "refused": 3, "yes_no": 2, "number": 1}
    held = [tuple(contacts.own_values(one).values()) for one in Contact.select().order_by(Contact.id)]
    assert held == [("1", "31"), ("", "1200"), ("", "7"), ("1", "31"), ("", "31")]


def test_a_value_taken_since_does_not_come_back_by_undo(ann, ada):
    contacts.edit(ann, {"cf_account_no": ""}, by=ada)
    freed = Operation.select().order_by(Operation.id.desc()).get()
    contacts.create(contacts.Form({"first_name": "Bo", "cf_account_no": "hp-1"}), by=ada, region="NO")
    outcome = journal.undo(freed, by=ada)
    assert [verdict.why for verdict in outcome.kept] == ["another record has this value now"]
    assert contacts.own_values(ann) == {"cf_account_no": ""}


def test_a_field_that_somebody_filled_stays_when_its_making_is_undone(account, ann, ada):
    made = Operation.get_by_id(account.born)
    assert [verdict.why for verdict in journal.undo(made, by=ada).kept] == ["used since"]
    contacts.edit(ann, {"cf_account_no": ""}, by=ada)
    assert journal.undo(made, by=ada).kept == []
    assert CustomField.get_by_id(account.id).state == 0


def test_what_a_person_said_a_word_stands_for_goes_before_the_word(bring, ada, account):
    assert bring("email,account no", "bo@example.org,17", "cy@example.org,18", values={"1": {"17": "HP-9"}}) == {"created": 2}
    found = values.of([i for (i,) in Contact.select(Contact.id).order_by(Contact.id).tuples()], [account.id])
    assert [told[account.id] for told in found.values()] == ["HP-9", "18"]
