import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm import text
from crm.exporting.cells import read_addresses, read_names, safe, unsafe, write_addresses, write_names

SIGNS = st.text("';:\"! ,=+-@\t\nab")
VALUES = (st.text() | SIGNS).map(str.strip).filter(bool)
LABELS = (st.text() | SIGNS).map(text.label)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+47 22", "-2", "@x", "\t=1", "\r=1", "'t Hooft", "  =1", "\xa0=1", "\n-1", "＝1", "＋1", "－1", "＠x"]
)
def test_a_cell_that_a_spreadsheet_would_run_gets_one_mark(cell):
    assert safe(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Ann", "a=b", "1+1", "%0A=1", "；=1", '"=1"', "Ann 'the' Lee"])
def test_other_cells_stay_as_they_are(cell):
    assert safe(cell) == cell


@pytest.mark.parametrize(
    ("cell", "value"),
    [("'0123", "0123"), ("''x", "'x"), ('="0123"', "0123"), ('="a ""b"""', 'a "b"'), ("=1+1", "=1+1"), ('="a"&"b"', '="a"&"b"')],
)
def test_exactly_one_mark_is_taken_off(cell, value):
    assert unsafe(cell) == value


@given(st.text() | SIGNS)
@example('="x"')
@example("''")
def test_a_mark_put_on_comes_off_again(value):
    assert unsafe(safe(value)) == value


@pytest.mark.parametrize(
    ("entries", "cell"),
    [
        ([("", "a@b.no", True)], "a@b.no"),
        ([("work", "a@b.no", True), ("", "c@d.no", True)], "work: a@b.no; c@d.no"),
        ([("home", "a@b.no", False), ("", "c@d.no", False)], "home: !a@b.no; !c@d.no"),
        ([("work", "+47 22;ext=3", True)], 'work: "+47 22;ext=3"'),
        ([("", "!odd@b.no", True)], '"!odd@b.no"'),
        ([], ""),
    ],
)
def test_addresses_are_written_and_read_as_our_format_says(entries, cell):
    assert write_addresses(entries) == cell
    assert read_addresses(cell) == entries


@pytest.mark.parametrize(
    ("cell", "entries"),
    [
        ("a@b.no;c@d.no;", [("", "a@b.no", True), ("", "c@d.no", True)]),
        (" Work :a@b.no", [("Work", "a@b.no", True)]),
        (" ; ;", []),
        ('"unclosed: x; y', [("", '"unclosed: x', True), ("", "y", True)]),
    ],
)
def test_what_others_wrote_is_read_with_good_will(cell, entries):
    assert read_addresses(cell) == entries


@given(st.lists(st.tuples(LABELS, VALUES, st.booleans())))
def test_addresses_come_back_to_the_letter(entries):
    assert read_addresses(unsafe(safe(write_addresses(entries)))) == entries


@pytest.mark.parametrize(
    ("names", "cell"), [(["vip", "Oslo"], "vip; Oslo"), (["a;b", "c,d", 'e"f', "g ::: h"], '"a;b"; "c,d"; "e""f"; "g ::: h"'), ([], "")]
)
def test_names_are_written_and_read_as_our_format_says(names, cell):
    assert write_names(names) == cell
    assert read_names(cell) == names


@pytest.mark.parametrize(
    ("cell", "sign", "names"),
    [
        ('"VIP","Blog"', ",", ["VIP", "Blog"]),
        ("a, b,,c ", ",", ["a", "b", "c"]),
        ("* friends ::: * myContacts", ":::", ["* friends", "* myContacts"]),
        ('5" pipe; "x', ";", ['5" pipe', '"x']),
    ],
)
def test_names_of_other_programs_are_read(cell, sign, names):
    assert read_names(cell, sign) == names


@given(st.lists(VALUES))
def test_names_come_back_to_the_letter(names):
    assert read_names(unsafe(safe(write_names(names)))) == names


@pytest.mark.parametrize("cell", ['"' * 30_000, '""; ' * 8_000, ": " * 15_000, '"a' * 15_000, "!" * 30_000, " " * 30_000 + "x"])
def test_no_cell_takes_long_to_read(cell):
    start = time.perf_counter()
    read_addresses(cell)
    for sign in (";", ",", ":::"):
        read_names(cell, sign)
    safe(cell)
    unsafe('="' + cell)
    assert time.perf_counter() - start < 1
