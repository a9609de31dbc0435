import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.importing.dates import DateOrder, is_zero, parse


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1980-05-31", "1980-05-31"), ("1980/5/31", "1980-05-31"), ("19800531", "1980-05-31"), ("1980-05-31T10:20:30Z", "1980-05-31"),
        ("1980-05-31 00:00:00+01:00", "1980-05-31"), ("--05-31", "--05-31"), ("--0531", "--05-31"), ("--02-29", "--02-29"),
        ("31 May 1980", "1980-05-31"), ("May 31, 1980", "1980-05-31"), ("31. Mai 1980", "1980-05-31"), ("31-May-1980", "1980-05-31"),
        ("1er janvier 1980", None), ("31 de mayo de 1980", "1980-05-31"), ("31. desember 1980", "1980-12-31"), ("May 31st, 1980", "1980-05-31"),
        ("3 févr. 1980", "1980-02-03"), ("May 31", "--05-31"), ("5/5/1980", "1980-05-05"),
    ],
)  # fmt: skip
def test_a_date_that_is_plain_needs_no_order(text, iso):
    assert parse(text, None) == iso


@pytest.mark.parametrize(
    ("text", "order", "iso"),
    [
        ("31/12/1999", "DMY", "1999-12-31"), ("12/31/1999", "MDY", "1999-12-31"), ("12/31/1999", "DMY", None), ("3/4/1999", "DMY", "1999-04-03"),
        ("3/4/1999", "MDY", "1999-03-04"), ("31.12.99", "DMY", "1999-12-31"), ("80/05/31", "YMD", "1980-05-31"), ("24.12.", "DMY", "--12-24"),
        ("05/12", "MDY", "--05-12"), ("3/4/1999", None, None), ("05/12", None, None), ("31/12/1999 10:00", "DMY", "1999-12-31"),
    ],
)  # fmt: skip
def test_day_and_month_need_an_order(text, order, iso):
    assert parse(text, order) == iso


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "31/31/1999", "1980-02-30", "0000-00-00", "0/0/00", "29221", "1980", "32 May 1980", "0980-01-01", "31/12/1999 or so"],
)
def test_what_is_no_date_is_none_in_any_order(text):
    assert [parse(text, order) for order in (None, "DMY", "MDY", "YMD")] == [None] * 4


def test_a_year_of_two_digits_is_not_to_come():
    assert parse("1/2/99", "DMY") == "1999-02-01"
    assert parse("1/2/05", "DMY") == "2005-02-01"


@pytest.mark.parametrize(
    ("text", "zero"),
    [("0/0/00", True), ("00/00/0000", True), ("0000-00-00", True), ("00.00.00", True), ("0", False), ("0/1/00", False), ("00:00", False)],
)
def test_a_date_of_zeros_is_known(text, zero):
    assert is_zero(text) is zero


@pytest.mark.parametrize(
    ("cells", "order", "unsure"),
    [
        (["31/12/1999", "1/2/2000"], "DMY", "1/2/2000"),
        (["12/31/1999"], "MDY", ""),
        (["1/2/2000"], None, "1/2/2000"),
        (["31/12/1999", "12/31/1999"], None, ""),
        (["5/5/2000", "1999-12-31", "May 3, 1999", "0/0/00"], None, ""),
        (["80/05/31"], None, "80/05/31"),
        (["31.12."], "DMY", ""),
    ],
)
def test_the_order_is_what_the_whole_file_proves(cells, order, unsure):
    asked = DateOrder()
    for cell in cells:
        asked.feed(cell)
    assert (asked.order, asked.open) == (order, unsure)


def test_a_program_s_habit_settles_what_its_file_leaves_open():
    asked = DateOrder()
    asked.feed("1/2/2000")
    assert asked.usual({"/": "MDY", ".": "DMY"}) == "MDY"
    assert asked.usual({".": "DMY"}) is None


@given(st.dates(), st.sampled_from(["DMY", "MDY"]), st.sampled_from("/.-"))
def test_every_date_is_read_as_it_was_written(day, order, sign):
    if day.year >= 1000:
        parts = [f"{day.day}", f"{day.month:02}", f"{day.year}"]
        text = sign.join(parts if order == "DMY" else [parts[1], parts[0], parts[2]])
        assert parse(text, order) == day.isoformat() == parse(day.isoformat(), None)


@given(st.text(max_size=40), st.sampled_from([None, "DMY", "MDY", "YMD"]))
def test_any_text_is_judged(text, order):
    parse(text, order)
    DateOrder().feed(text)
