"""Where the headings stand; where that isn't plain, a person must say."""

import json

import pytest

from crm.importing.options import BadOption
from tests.crm.importing.reading.files import HEADER, cells, opened, read, refused

ROWS = "Ann,Lee,ann@example.com\nBob,Ray,bob@example.com\n"
WANTED = [["Ann", "Lee", "ann@example.com"], ["Bob", "Ray", "bob@example.com"]]

FOUND = {
    "on the first line": (f"{HEADER}\n{ROWS}", 1),
    "below blank lines": (f"\n\r\n  \n{HEADER}\n{ROWS}", 4),
    "below empty cells": (f',,\n"","",""\n{HEADER}\n{ROWS}', 3),
    "below a hint": (f"sep=,\n{HEADER}\n{ROWS}", 2),
    "below a hint and a blank line": (f"sep=,\n\n{HEADER}\n{ROWS}", 3),
    "in quotes": (f'"first_name","last_name","email"\n{ROWS}', 1),
    "in other words": (f" First Name ,LAST NAME,\u00a0E-Mail\u00a0\n{ROWS}", 1),
    "followed by blank lines": (f"{HEADER}\n\n\n{ROWS}", 1),
    "ended by carriage returns": (f"\r{HEADER}\r{ROWS}".replace("\n", "\r"), 2),
}


@pytest.mark.parametrize(("data", "line"), FOUND.values(), ids=FOUND)
def test_headings_are_the_first_line_that_is_not_blank(tmp_path, data, line):
    source = opened(tmp_path, data)
    assert source.header_line == line
    assert [r.cells for r in source.records()] == WANTED


def test_headings_may_go_over_several_lines(tmp_path):
    source = opened(tmp_path, '"First\nname",Email,"Note\n(long)"\r\nAnn,a@x.example,\r\n')
    assert source.header == ["First\nname", "Email", "Note\n(long)"]
    assert [(r.number, r.line, r.cells) for r in source.records()] == [(1, 4, ["Ann", "a@x.example", ""])]


UNKNOWN = {
    "a title": f"Customer list\nPrinted 1 Nov 2026\n\n{HEADER}\n{ROWS}",
    "a title with commas": f"Customers, all of them, as of today\n{HEADER}\n{ROWS}",
    "a remark": f"# exported by somebody\n{HEADER}\n{ROWS}",
    "no headings": ROWS,
    "headings nobody knows": f"Foo,Bar,Baz\n{ROWS}",
    "one column of text": "one\ntwo\nthree\n",
}


@pytest.mark.parametrize("data", UNKNOWN.values(), ids=UNKNOWN)
def test_a_first_line_that_is_no_heading_is_asked_about(tmp_path, data):
    error = refused(tmp_path, data)
    assert (error.code, error.recoverable) == ("no_header_recognised", True)
    assert "Line 1 doesn’t look like headings." in str(error)
    lines = data.split("\n")
    assert error.choices == {"header_line": {str(i): line for i, line in enumerate(lines, 1) if line}}


def test_the_lines_to_choose_from_are_short_few_and_clean(tmp_path):
    data = ("x\0y\x1b" + "z" * 500 + "\n" + "Zoë Müller\n" * 50).encode() + b"x\xff\xfe\n"
    choices = refused(tmp_path, data).choices["header_line"]
    assert len(choices) == 10
    assert max(map(len, choices.values())) <= 120
    assert "\0" not in json.dumps(choices, ensure_ascii=False).encode().decode()


@pytest.mark.parametrize(("line", "number"), [(4, 1), (3, 1)])
def test_a_person_says_where_the_headings_are(tmp_path, line, number):
    title = "Customer list\nPrinted 1 Nov 2026\n\n"[: -1 if line == 3 else None]
    source = opened(tmp_path, f"{title}{HEADER}\n{ROWS}", header_line=line)
    assert (source.header_line, source.header) == (line, HEADER.split(","))
    assert [(r.number, r.line, r.cells) for r in source.records()] == [(number, line + 1, WANTED[0]), (number + 1, line + 2, WANTED[1])]


def test_the_form_is_told_by_what_stands_below_the_title(tmp_path):
    data = f"A, title, with, many, commas\nand, more, of, them, all\n{HEADER}\n{ROWS}".replace(HEADER, HEADER.replace(",", ";")).replace(
        ROWS, ROWS.replace(",", ";")
    )
    assert cells(tmp_path, data, header_line=3) == WANTED


def test_headings_are_counted_by_lines_of_the_file_also_in_quotes(tmp_path):
    assert cells(tmp_path, f'"A title\nof two lines"\n{HEADER}\n{ROWS}', header_line=3) == WANTED


def test_headings_far_below_are_found(tmp_path):
    assert cells(tmp_path, "a line of text\n" * 5_000 + f"{HEADER}\n{ROWS}", header_line=5_001) == WANTED


def test_a_line_that_is_told_is_not_doubted(tmp_path):
    assert opened(tmp_path, f"Foo,Bar,Baz\n{ROWS}", header_line=1).header == ["Foo", "Bar", "Baz"]


def test_no_headings_leave_the_columns_without_names(tmp_path):
    source = opened(tmp_path, ROWS, header_line=0)
    assert (source.header, source.header_line) == (["", "", ""], 0)
    assert [(r.number, r.line, r.cells) for r in source.records()] == [(1, 1, WANTED[0]), (2, 2, WANTED[1])]


def test_without_headings_a_row_wider_than_most_is_refused(tmp_path):
    rows = read(tmp_path, f"Zoe,Ash,z@x,surplus\n{ROWS}Cy,Fox\n", header_line=0)
    assert [r.problem for r in rows] == ["too_many_cells", "", "", ""]
    assert rows[3].cells == ["Cy", "Fox", ""]


def test_without_headings_rows_may_be_alike(tmp_path):
    assert [r.problem for r in read(tmp_path, "Ann,Lee\nAnn,Lee\n", header_line=0)] == ["", ""]


def test_foreign_headings_are_taken_when_a_person_matched_the_columns(tmp_path):
    source = opened(tmp_path, "Foo;Bar\nAnn;a@x.example\n", mapping={"0": "first_name", "1": "email"})
    assert (source.header, source.delimiter) == (["Foo", "Bar"], ";")


@pytest.mark.parametrize(("line", "why"), [(99, "The file has no line 99."), (2, "Line 2 is blank.")])
def test_a_line_without_headings_is_asked_about_again(tmp_path, line, why):
    error = refused(tmp_path, f"{HEADER}\n\n{ROWS}", header_line=line)
    assert (error.code, error.recoverable) == ("no_header_recognised", True)
    assert why in str(error)


def test_a_line_above_the_file_is_no_choice(tmp_path):
    with pytest.raises(BadOption):
        opened(tmp_path, ROWS, header_line=-1)


NO_ROWS = {
    "headings only": f"{HEADER}",
    "headings and a line end": f"{HEADER}\r\n",
    "headings and a mark": f"\ufeff{HEADER}\r\n",
    "blank lines below": f"{HEADER}\n\n  \n\n",
    "empty cells below": f"{HEADER}\r\n" + ",,\r\n" * 500,
    "quoted empty cells below": f'{HEADER}\n"","",""\n"", ,""\n',
    "empty cells only": ",,,\n,,,\n",
    "a hint only": "sep=;\n",
}


@pytest.mark.parametrize("data", NO_ROWS.values(), ids=NO_ROWS)
def test_headings_without_rows_are_refused(tmp_path, data):
    error = refused(tmp_path, data)
    assert (error.code, error.recoverable) == ("no_rows", False)


def test_blank_rows_without_headings_are_no_rows(tmp_path):
    assert refused(tmp_path, ",,\n,,\n", header_line=0).code == "no_rows"


@pytest.mark.parametrize(("count", "code"), [(200, None), (201, "too_many_columns"), (5_000, "too_many_columns")])
def test_a_table_may_have_200_columns(tmp_path, count, code):
    data = ",".join(["first_name", "email", *(f"c{i}" for i in range(2, count))]) + "\nAnn,ann@example.com\n"
    if code is None:
        assert len(opened(tmp_path, data).header) == count
    else:
        error = refused(tmp_path, data)
        assert (error.code, error.recoverable) == (code, False)
        assert f"{count} columns; 200" in str(error)


def test_empty_columns_at_the_end_are_no_columns(tmp_path):
    assert cells(tmp_path, f"email{',' * 300}\nann@example.com\n")[0][0] == "ann@example.com"


def test_columns_without_headings_are_limited_too(tmp_path):
    assert refused(tmp_path, ",".join("a" * 201) + "\n", header_line=0).code == "too_many_columns"


def test_a_heading_may_have_200_letters(tmp_path):
    assert opened(tmp_path, f"email,{'x' * 200}\na@x.example,\n").header[1] == "x" * 200
    error = refused(tmp_path, f"email,{'x' * 201}\na@x.example,\n")
    assert (error.code, error.recoverable) == ("header_too_long", False)
    assert "column 2 is longer than 200" in str(error)


def test_headings_hold_only_what_every_database_keeps(tmp_path):
    source = opened(tmp_path, b"email,x\0y,z\xff\x81\na@x.example,1,2\n" + "Zoë Müller,,\n".encode() * 3)
    assert source.header[:2] == ["email", "xy"]
    json.dumps(source.as_json(), ensure_ascii=False).encode()
