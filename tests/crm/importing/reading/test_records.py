"""Rows as they come: their numbers and lines, what is wrong with their form, and a second pass that reads the same."""

import json

import pytest

from crm.importing.reading import Record, Source
from tests.crm.importing.reading.files import HEADER, cells, opened, problems, read

ANN, BOB = "Ann,Lee,ann@example.com", "Bob,Ray,bob@example.com"

LINE_ENDS = {
    "lf": "\n",
    "crlf": "\r\n",
    "cr": "\r",
    "crcrlf": "\r\r\n",
}


@pytest.mark.parametrize("end", LINE_ENDS.values(), ids=LINE_ENDS)
@pytest.mark.parametrize("last", [True, False], ids=["ended", "not ended"])
def test_every_line_end_ends_a_row(tmp_path, end, last):
    data = end.join([HEADER, ANN, BOB]) + end * last
    assert cells(tmp_path, data) == [ANN.split(","), BOB.split(",")]


def test_line_ends_may_be_mixed(tmp_path):
    source = opened(tmp_path, f"{HEADER}\r\n{ANN}\r\n{BOB}\n{ANN}\r{BOB}\r\n\r{ANN}")
    assert [(r.number, r.line) for r in source.records()] == [(1, 2), (2, 3), (3, 4), (4, 5), (5, 7)]
    assert source.blank == 1


def test_numbers_count_rows_and_lines_count_lines(tmp_path):
    rows = read(tmp_path, f'{HEADER}\n\n{ANN}\n,,\nBob,"Ray\nFox",b@x\n\n"Cy\r\n1\r2",Gee,c@x\n{ANN}\n')
    assert [(r.number, r.line, r.cells[0]) for r in rows] == [(1, 3, "Ann"), (2, 5, "Bob"), (3, 8, "Cy\r\n1\r2"), (4, 11, "Ann")]


@pytest.mark.parametrize("blank", ["", " ", "\t ", ",,", ", ,", '"","",""', '" ",,', "\u00a0,,", ",,,,,,", "\u2003"])
def test_blank_rows_are_counted_and_left_out(tmp_path, blank):
    source = opened(tmp_path, f"{HEADER}\n{ANN}\n{blank}\n{BOB}\n{blank}\n")
    assert [(r.number, r.cells[0]) for r in source.records()] == [(1, "Ann"), (2, "Bob")]
    assert source.blank == 2


def test_a_second_pass_counts_blank_rows_anew(tmp_path):
    source = opened(tmp_path, f"{HEADER}\n{ANN}\n\n{BOB}\n")
    assert [len(list(source.records())) for _ in range(3)] == [2, 2, 2]
    assert source.blank == 1


REFUSED = {
    "surplus text": (f"{ANN},surplus", "too_many_cells"),
    "surplus text behind blanks": (f"{ANN},, ,x", "too_many_cells"),
    "headings again": (HEADER, "repeated_header"),
    "headings again in capitals": (HEADER.upper(), "repeated_header"),
    "headings again in quotes and blanks": ('"first_name" ," last_name ","email"', "repeated_header"),
    "headings again after a mark": (f"\ufeff{HEADER}", "repeated_header"),
    "headings again with empty cells": (f"{HEADER},,", "repeated_header"),
    "escape": ("Ann\x1b[31m,Lee,a@x", "control_char"),
    "NUL": ("A\0nn,Lee,a@x", "control_char"),
    "bell in quotes": ('Ann,"Lee\a",a@x', "control_char"),
    "backspace": ("Ann,Lee\b,a@x", "control_char"),
    "delete": ("Ann,Lee\x7f,a@x", "control_char"),
    "C1 control": ("Ann,O\x92Neil,a@x", "control_char"),
    "control in a cell beyond the headings": (f"{ANN},\x01", "control_char"),
    "a long cell": (f"Ann,{'x' * 32_768},a@x", "cell_too_long"),
    "a long cell of short lines": ('Ann,"' + "line\n" * 7_000 + '",a@x', "cell_too_long"),
    "a very long cell": (f"Ann,{'x' * 3_000_000},a@x", "cell_too_long"),
    "an endless cell": (f"Ann,{'x' * 9_000_000},a@x", "cell_too_long"),
    "an endless quoted cell": (f'Ann,"{"x" * 9_000_000}",a@x', "cell_too_long"),
    "an endless cell of letters beyond ASCII": (f"Zoë,{'ü' * 4_500_000},a@x", "cell_too_long"),
}


@pytest.mark.parametrize(("row", "problem"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_a_row_of_odd_form_is_refused_alone(tmp_path, row, problem, end):
    data = f"{HEADER}{end}{ANN}{end}{row}{end}{BOB}{end}"
    assert problems(tmp_path, data) == {2: problem}
    assert read(tmp_path, data)[2].cells == BOB.split(",")


FINE = {
    "short": ("Ann", ["Ann", "", ""]),
    "shorter": ("Ann,Lee", ["Ann", "Lee", ""]),
    "surplus blanks": (f"{ANN},,,,", ANN.split(",")),
    "surplus quoted blanks": (f'{ANN},""," "', ANN.split(",")),
    "a cell of the full length": (f"Ann,{'x' * 32_767},a@x", ["Ann", "x" * 32_767, "a@x"]),
    "a full cell of lines": ('Ann,"' + "line\n" * 6_553 + 'xx",a@x', ["Ann", "line\n" * 6_553 + "xx", "a@x"]),
    "two full cells": (f"{'x' * 32_767},{'y' * 32_767},a@x", ["x" * 32_767, "y" * 32_767, "a@x"]),
    "tabs and line ends": ('"A\tnn","Lee\r\nFox",a@x', ["A\tnn", "Lee\r\nFox", "a@x"]),
    "part of the headings": ("first_name,Lee,email", ["first_name", "Lee", "email"]),
    "fewer headings": ("first_name,last_name", ["first_name", "last_name", ""]),
    "the first cell empty": (",Lee,a@x", ["", "Lee", "a@x"]),
    "the first cell blank": ("  ,Lee,a@x", ["  ", "Lee", "a@x"]),
    "a mark in the middle": ("A\ufeffnn,Lee,a@x", ["A\ufeffnn", "Lee", "a@x"]),
    "hidden marks": ("A\u200bn\u202en,Lee,a@x", ["A\u200bn\u202en", "Lee", "a@x"]),
    "an emoji of several signs": ("👨‍👩‍👧,Lee,a@x", ["👨‍👩‍👧", "Lee", "a@x"]),
    "a letter nobody knows": ("A\ufffdn,Lee,a@x", ["A\ufffdn", "Lee", "a@x"]),
    "a next-line sign": ("A\x85n,Lee,a@x", ["A\x85n", "Lee", "a@x"]),
}


@pytest.mark.parametrize(("row", "wanted"), FINE.values(), ids=FINE)
def test_a_row_of_usual_form_is_padded_and_cut_to_the_headings(tmp_path, row, wanted):
    assert cells(tmp_path, f"{HEADER}\n{row}\n{BOB}\n") == [wanted, BOB.split(",")]


def test_a_row_with_surplus_cells_keeps_them_to_be_seen(tmp_path):
    assert read(tmp_path, f"{HEADER}\n{ANN},surplus\n")[0].cells == [*ANN.split(","), "surplus"]


def test_headings_of_several_lines_are_noticed_when_they_come_again(tmp_path):
    head = '"First\nname",email'
    assert problems(tmp_path, f"{head}\nAnn,a@x\n{head}\nBob,b@x\n") == {2: "repeated_header"}


def test_headings_with_an_empty_first_column_are_noticed_when_they_come_again(tmp_path):
    assert problems(tmp_path, ",first_name,email\n1,Ann,a@x\n,first_name,email\n,Bob,b@x\n") == {2: "repeated_header"}


def test_an_end_of_file_sign_ends_the_file(tmp_path):
    assert cells(tmp_path, f"{HEADER}\n{ANN}\n\x1a") == [ANN.split(",")]
    assert cells(tmp_path, f"{HEADER}\n{ANN}\x1a") == [ANN.split(",")]


TABLE = "\n".join([HEADER, *(f'N{i},"M{"x" * (i % 7)}\n{i}",n{i}@example.com' if i % 5 else "" for i in range(9_000)), "last"])


@pytest.mark.parametrize("after", [0, 1, 2, 1_000, 3_333, 7_199, 7_200, 7_201, 99_999])
def test_a_later_pass_goes_on_after_any_row(tmp_path, after):
    source = opened(tmp_path, TABLE)
    rows = list(source.records())
    assert len(rows) == 7_201
    again = Source(**json.loads(json.dumps(source.as_json())))
    assert list(again.records(after)) == rows[after:]
    assert again.blank == 1_800


def test_a_later_pass_detects_nothing_anew(tmp_path):
    source = opened(tmp_path, "first_name;email\nZoë;a@x\n".encode("cp1252"))
    kept = json.loads(json.dumps(source.as_json()))
    (tmp_path / "people.csv").write_bytes("x,y\nZoë;z@x\n".encode("cp1252"))
    again = Source(**kept)
    assert list(again.records()) == [Record(1, 2, ["Zoë", "z@x"], "")]
    assert (again.header, again.header_line, again.delimiter, again.quote) == (["first_name", "email"], 1, ";", '"')


def test_a_later_pass_reads_a_told_encoding_as_told(tmp_path):
    source = opened(tmp_path, b"first_name,email\nZo\xc3\xab,a@x\n", encoding="cp1252")
    again = Source(**json.loads(json.dumps(source.as_json())))
    assert [r.cells[0] for r in again.records()] == [r.cells[0] for r in source.records()] == ["ZoÃ«"]
