"""A column of a file that has no field gets one of the type its cells are."""

import pytest

from crm import members
from crm.custom_fields import guessing
from crm.fields import FIELDS


@pytest.mark.parametrize(
    ("cells", "type_"),
    [
        (["1", "2.5", "-3", ""], "number"),
        (["2026-05-31", "2026-06-01"], "date"),
        (["2026-05-31 10:00", "2026-06-01 11:30"], "datetime"),
        (["yes", "No", ""], "yesno"),
        (["ann@example.org", "bo@example.org"], "email"),
        (["https://example.org", "example.com/a"], "url"),
        (["+47 22 33 44 55", "(503) 555-0148"], "phone"),
        (["Gold", "Silver", "gold", "Gold", "Silver", "Gold", "Gold", "Silver", "Gold"], "choice"),
        (["Gold", "Silver"], "text"),
        (["one\ntwo"], "long"),
        (["", " "], "text"),
    ],
)
def test_the_type_is_what_every_cell_is(office, cells, type_):
    assert guessing.guessed(cells) == type_


def test_a_field_is_made_once_and_then_known_by_its_heading(office):
    ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
    assert guessing.made_for("Account no.", ["A1", "B2"], by=ada) == "cf_account_no"
    assert guessing.made_for(" ACCOUNT no. ", ["7"], by=ada) == "cf_account_no"
    assert list(FIELDS.custom) == ["cf_account_no"]
