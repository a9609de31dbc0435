"""Quotes: what stands between them is one cell; a row that breaks their rules is refused alone."""

import pytest

from tests.crm.importing.reading.files import HEADER, cells, read, refused

BOB = "Bob,Ray,bob@example.com"

KEPT = {
    "doubled": ('"Ann ""Annie""",Lee,a@x', ['Ann "Annie"', "Lee", "a@x"]),
    "only doubled": ('"""""",Lee,a@x', ['""', "Lee", "a@x"]),
    "empty": ('"Ann","",""', ["Ann", "", ""]),
    "line breaks of three kinds": ('Ann,"one\r\ntwo\nthree\rfour",a@x', ["Ann", "one\r\ntwo\nthree\rfour", "a@x"]),
    "a line break at the end": ('Ann,Lee,"a@x\n"', ["Ann", "Lee", "a@x\n"]),
    "a blank line inside": ('Ann,"one\n\n\ntwo",a@x', ["Ann", "one\n\n\ntwo", "a@x"]),
    "delimiters": ('"a,b;c|d\te",Lee,a@x', ["a,b;c|d\te", "Lee", "a@x"]),
    "inside an unquoted cell": ('Ann "Annie",5" pipe,a@x', ['Ann "Annie"', '5" pipe', "a@x"]),
    "at the end of an unquoted cell": ('Ann,5",a@x', ["Ann", '5"', "a@x"]),
    "backslashes": (r"C:\dir\,\"x,a@x", ["C:\\dir\\", '\\"x', "a@x"]),
    "a backslash before the closing quote": ('"C:\\dir\\",Lee,a@x', ["C:\\dir\\", "Lee", "a@x"]),
    "blanks inside": ('"  Ann  "," Lee",a@x', ["  Ann  ", " Lee", "a@x"]),
    "unicode line separators": ('"Ann\u2028Marie","Lee\x85Fox",a@x', ["Ann\u2028Marie", "Lee\x85Fox", "a@x"]),
    "unicode line separators, unquoted": ("Ann\u2028Marie,Lee\x85Fox,a\x0bb\x0cc", ["Ann\u2028Marie", "Lee\x85Fox", "a\x0bb\x0cc"]),
    "typographic": ("“Ann”,‘Lee’,„x“", ["“Ann”", "‘Lee’", "„x“"]),
    "a tab inside": ('"Ann\tMarie",Lee,a@x', ["Ann\tMarie", "Lee", "a@x"]),
}


@pytest.mark.parametrize(("row", "wanted"), KEPT.values(), ids=KEPT)
def test_what_follows_the_rules_is_kept_letter_by_letter(tmp_path, row, wanted):
    assert cells(tmp_path, f"{HEADER}\r\n{row}\r\n{BOB}\r\n") == [wanted, BOB.split(",")]


BROKEN = {
    "backslash escapes": r'Ann,Lee,"He said \"hi\", then left"',
    "a backslash escape at the beginning": r'"\"Annie\" Lee",Lee,a@x',
    "text after the closing quote": '"Ann"x,Lee,a@x',
    "quotes not doubled": '"Ann "Annie" Lee",Lee,a@x',
    "a blank and text after the closing quote": '"Ann" x,Lee,a@x',
    "in the last cell": 'Ann,Lee,"a@x"y',
    "quoted twice": '""Ann"",Lee,a@x',
    "three rows of notes, a quote in the first": 'Ann,Lee,"he said "hi" to me\nand then left\nfor good"',
    "three rows of notes, a quote in the second": 'Ann,Lee,"one\nhe said "hi"\nthree"',
    "a note that goes on in the next line": '"Ann "A" one\ntwo",Lee,a@x',
    "a blank line in the note": 'Ann,Lee,"one "1"\n\nthree"',
    "a closing quote missing, more quotes below": 'Ann,"Lee,a@x',
}
BELOW = f'{BOB}\n"Cy","Fox","cy@example.com"\n'


@pytest.mark.parametrize("row", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_row_against_the_rules_is_refused_alone(tmp_path, row, end):
    data = f"{HEADER}\nZoe,Ash,z@x\n{row}\n{BELOW}".replace("\n", end)
    rows = read(tmp_path, data)
    assert [(r.number, r.problem) for r in rows] == [(1, ""), (2, "malformed_quotes"), (3, ""), (4, "")]
    assert [r.cells for r in rows[2:]] == [BOB.split(","), ["Cy", "Fox", "cy@example.com"]]
    assert rows[1].cells == [row.replace("\n", end), "", ""]
    assert [r.line for r in rows] == [2, 3, 4 + row.count("\n"), 5 + row.count("\n")]


def test_short_rows_below_a_broken_one_are_kept(tmp_path):
    rows = read(tmp_path, f'{HEADER},phone,city\nAnn,Lee,"x"y\nBob,Ray\nCy\n"Di",Gee,d@x,,\n')
    assert [(r.cells[0], r.problem) for r in rows] == [('Ann,Lee,"x"y', "malformed_quotes"), ("Bob", ""), ("Cy", ""), ("Di", "")]


def test_broken_rows_one_after_the_other_are_refused_each(tmp_path):
    rows = read(tmp_path, f'{HEADER}\n"Ann"x,Lee,a@x\n"Bob"y,Ray,b@x\nCy,"Fox,c@x\n"Di"z,Gee,d@x\n{BOB}\n')
    assert [r.problem for r in rows] == ["malformed_quotes"] * 4 + [""]


def test_an_open_quote_below_which_other_quotes_stand_refuses_one_row(tmp_path):
    others = [f'N{i},"M, {i}",n{i}@example.com' for i in range(500)]
    rows = read(tmp_path, f'{HEADER}\nAnn,"Lee,a@x\n' + "\n".join(others) + "\n")
    assert [r.problem for r in rows] == ["malformed_quotes"] + [""] * 500
    assert rows[500].cells == ["N499", "M, 499", "n499@example.com"]


OPEN = {
    "in the middle": (f'{HEADER}\nAnn,Lee,a@x\nBob,"Ray,b@x\n' + "".join(f"N{i},M,n{i}@x\n" for i in range(50)), 3),
    "in the last row": (f'{HEADER}\nAnn,Lee,a@x\nBob,Ray,"b@x', 3),
    "in the last row, with a line end": (f'{HEADER}\nAnn,Lee,a@x\nBob,Ray,"b@x\n', 3),
    "in the first row": (f'{HEADER}\n"Ann,Lee,a@x\nBob,Ray,b@x\n', 2),
    "in the headings": ('first_name,"last_name,email\nAnn,Lee,a@x\n', 1),
    "below a note of three lines": (f'{HEADER}\nAnn,Lee,"1\n2\n3"\nBob,"Ray,b@x\n', 5),
    "below blank lines and a hint": (f'sep=,\n{HEADER}\n\n\nBob,"Ray,b@x\nCy,Fox,c@x\n', 5),
    "far below": (f"{HEADER}\n" + "".join(f"N{i},M,n{i}@x\n" for i in range(20_000)) + 'Bob,"Ray,b@x\n' + "Cy,Fox,c@x\n" * 20_000, 20_002),
    "with doubled quotes below": (f'{HEADER}\nAnn,"Lee,a@x\nBob,"",b@x\n', 2),
}


@pytest.mark.parametrize(("data", "line"), OPEN.values(), ids=OPEN)
def test_a_quote_that_is_never_closed_refuses_the_file_and_says_where(tmp_path, data, line):
    error = refused(tmp_path, data, header_line=1) if line == 1 else refused(tmp_path, data)
    assert (error.code, error.recoverable) == ("unterminated_quote", False)
    assert f"on line {line} " in str(error)


def test_a_quote_that_is_not_closed_for_millions_of_letters_is_not_waited_for(tmp_path):
    data = f'{HEADER}\nAnn,"Lee,a@x\n' + "Bob,Ray,bob@example.com\n" * 800_000
    assert "on line 2 " in str(refused(tmp_path, data))
