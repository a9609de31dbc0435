import json

import pytest

from crm.exporting.columns import columns_of, field_of
from crm.fields import DATA, NoSuchField
from crm.importing.errors import FileError
from crm.importing.mapping import NoSuchColumn, Plan, corrected, guess, recognises, told
from crm.kinds import CONTACTS


def keys(plan):
    return [column.key for column in plan.columns]


def test_a_plain_file_maps_itself():
    plan = guess(["first_name", "last_name", "email", "phone", "company", "birthday", "do_not_contact", "notes"], [])
    assert keys(plan) == ["first_name", "last_name", "email", "phone", "business", "birth_date", "dnc", "note"]
    assert (plan.export, plan.warnings) == (None, [])


def test_our_own_export_maps_itself_in_full():
    plan = guess(DATA, [])
    assert tuple(keys(plan)) == tuple(DATA)
    assert (plan.export, plan.warnings) == (None, [])


def test_what_is_computed_or_for_matching_only_never_maps_by_itself():
    plan = guess(
        ["first_name", "email", "is_admin", "id", "owner_id", "created_at"], [["Ann", "ann@example.com", "1", "1", "1", "1999-01-01"]]
    )
    assert keys(plan) == ["first_name", "email", None, None, None, None]
    assert plan.warnings == ["unmapped_columns"]


def test_our_outcome_file_tells_whom_its_rows_made_and_nothing_else_of_it_is_read():
    header = ["Vorname", "kith_row", "kith_outcome", "kith_reason", "kith_contact_id", "kith_link"]
    plan = guess(header, [["Ann", "1", "refused", "email", "", ""]])
    assert keys(plan) == ["first_name", None, None, None, "id", None]
    assert plan.warnings == []


def test_a_whole_name_maps_only_where_its_parts_are_missing():
    assert keys(guess(["Full name", "Email"], [])) == ["name", "email"]
    plan = guess(["Full name", "First name", "Email"], [])
    assert keys(plan) == [None, "first_name", "email"]
    assert plan.warnings == ["unmapped_columns"]


@pytest.mark.parametrize("header", [["first_name", "email", "email"], ["Company", "Organisation"], ["Phone", "Telephone"]])
def test_two_columns_for_one_value_ask(header):
    with pytest.raises(FileError) as error:
        guess(header, [])
    assert (error.value.code, error.value.recoverable) == ("duplicate_header", True)
    assert set(error.value.choices["mapping"]) == {str(len(header) - 2), str(len(header) - 1)}


def test_several_columns_may_feed_what_has_several_values():
    header = ["Address 1", "Address 2", "Notes", "Comments", "Tags", "Category", "Email", "Work Email", "Phone", "Mobile"]
    assert keys(guess(header, [])) == ["street", "street", "note", "note", "tags", "tags", "email", "emails", "phone", "phones"]


def test_columns_that_feed_nothing_are_told_of_as_a_person_matched_them():
    header = ["first_name", "Shoe"]
    assert guess(header, []).warnings == ["unmapped_columns"]
    assert corrected(guess(header, []), header, {"1": "city"}, []).warnings == []
    assert corrected(guess(["first_name", "city"], []), ["first_name", "city"], {"1": ""}, []).warnings == ["unmapped_columns"]


def test_an_unnamed_column_is_told_of_when_it_holds_something():
    assert guess(["first_name", ""], [["Ann", ""]]).warnings == []
    assert guess(["first_name", ""], [["Ann", "x"]]).warnings == ["unnamed_column"]


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["vip", "Oslo, Norway; lead"], ";"),
        (["a ::: b, c"], ":::"),
        (["a, b", "c"], ","),
        (["vip", ""], ""),
        (['"a;b"', "c, d"], ","),
    ],
)
def test_tags_are_parted_by_the_sign_their_column_uses(cells, sign):
    assert guess(["first_name", "tags"], [["Ann", cell] for cell in cells]).columns[1].sign == sign


def test_a_person_maps_by_number_or_heading_and_nothing_else_is_read():
    plan = told(["A", "Work e-mail", "first_name", "D"], {"0": "last_name", " WORK E-Mail": "emails", "D": None}, [["x", "", "", ""]])
    assert keys(plan) == ["last_name", "emails", None, None]
    assert plan.columns[1].label == "work"
    assert plan.warnings == ["unmapped_columns"]


def test_a_person_may_map_the_id():
    assert keys(told(["Nr"], {"0": "id"}, [])) == ["id"]


@pytest.mark.parametrize(
    ("wanted", "error"),
    [({"0": "nick"}, NoSuchField), ({"7": "email"}, NoSuchColumn), ({"Zip": "email"}, NoSuchColumn), ({"0": "score"}, NoSuchField)],
)
def test_a_mapping_that_names_what_is_not_there_is_refused(wanted, error):
    with pytest.raises(error):
        told(["A", "B"], wanted, [])


def test_a_mapping_that_feeds_one_value_twice_is_refused():
    with pytest.raises(FileError, match="Two columns"):
        told(["A", "B"], {"0": "email", "1": "email"}, [])


def test_a_mapping_settles_a_doubled_heading():
    assert keys(told(["first_name", "email", "email"], {"0": "first_name", "1": "email"}, [])) == ["first_name", "email", None]


def test_a_mapping_survives_json():
    for plan in (
        guess(["First name", "Work e-mail", "Tags"], [["", "", "a; b"]]),
        guess(["Given Name", "E-mail 1 - Value", "E-mail 1 - Type", "Group Membership"], []),
    ):
        assert Plan.from_json(json.loads(json.dumps(plan.as_json()))) == plan


@pytest.mark.parametrize(
    ("cells", "known"),
    [
        (["first_name", "email", "is_admin", "id"], 2),
        (["Vorname", "Nachname", "Mailadresse"], 3),
        (["email"], 1),
        (["Customer list", "", ""], 0),
        (["Printed 1 Nov 2026"], 0),
        (["Ann", "Lee", "Oslo"], 0),
        (["Name", "Lee", "Oslo", "x", "y"], 0),
        (["email", "ann@example.com"], 0),
        (["Phone", "0791234567"], 0),
        (["Year", "2023", "Email", "Phone"], 2),
    ],
)
def test_a_row_is_a_heading_when_enough_of_it_is_known_and_none_of_it_is_data(cells, known):
    assert recognises(cells) == known


@pytest.mark.parametrize("columns", ["all", "first_name,created_at,last_activity_at,birth_date"])
def test_our_own_workbook_is_not_taken_for_that_of_another_program(database, columns):
    keys_asked = columns_of(columns)
    plan = guess([field_of(CONTACTS, key).label for key in keys_asked], [])
    assert plan.export is None
    assert keys(plan) == [key if key in (*DATA, "further_businesses") else None for key in keys_asked]
