"""A column of a file that has no field gets one of the type its cells are."""

import pytest

from crm import members
from crm.custom_fields import Wanted, guessing
from crm.custom_fields.errors import LabelTaken, TooManyOptions
from crm.fields import FIELDS


@pytest.mark.parametrize(
    ("cells", "type_"),
    [
        (["1", "2.5", "-3", ""], "number"),
        (["007", "120"], "text"),
        (["2026-05-31", "2026-06-01"], "date"),
        (["31/05/2026", "01/06/2026"], "date"),
        (["05/31/2026 10:00", "06/01/2026 9:15"], "datetime"),
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


def test_a_field_is_made_once_and_then_known_by_its_name(office):
    ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
    assert guessing.made_for(Wanted("Account no."), by=ada) == "cf_account_no"
    assert guessing.made_for(Wanted(" ACCOUNT no. "), by=ada) == "cf_account_no"
    with pytest.raises(LabelTaken):
        guessing.made_for(Wanted("Account no.", "number"), by=ada)
    assert list(FIELDS.custom) == ["cf_account_no"]


@pytest.mark.parametrize(
    ("type_", "cells", "options"),
    [
        ("choice", ["Gold", "gold ", "", "Silver, old"], ("Gold", "Silver, old")),
        ("choices", ["Red; Blue", "blue", "Green, Red"], ("Red", "Blue", "Green")),
        ("text", ["Gold"], ()),
    ],
)
def test_the_options_of_a_choice_are_the_words_of_its_column(type_, cells, options):
    assert guessing.options_of("Level", type_, cells) == options


def test_a_column_of_too_many_words_is_no_choice():
    with pytest.raises(TooManyOptions, match="“Level” holds more than 100"):
        guessing.options_of("Level", "choice", (f"word {number}" for number in range(101)))
