"""Which sign stands between cells and which around them."""

import pytest

from crm.importing.options import BadOption
from tests.crm.importing.reading.files import cells, opened, refused

HEADINGS = ["first_name", "last_name", "email", "note"]
ROWS = [["Ann", "Lee", "ann@example.com", "a,b;c|d\te"], ["Bob", "Ray", "bob@example.com", "X, Y & Z"]]


def table(delimiter: str, rows=ROWS, quote='"') -> str:
    def cell(text):
        return f"{quote}{text}{quote}" if any(sign in text for sign in ",;|\t") else text

    return "\r\n".join(delimiter.join(map(cell, row)) for row in [HEADINGS, *rows]) + "\r\n"


DETECTED = {
    "one column": ("email\nann@example.com\nbob@example.com\n", None, [["ann@example.com"], ["bob@example.com"]]),
    "one column with commas": ("name\nLee, Ann\nRay, Bob\n", None, [["Lee, Ann"], ["Ray, Bob"]]),
    "one column, quoted": ('"email"\n"ann@example.com"\n', None, [["ann@example.com"]]),
    "decimal commas": ("first_name;email;note\nA;a@x.example;1,5, 2,5, 3,5\nB;b@x.example;1,5, 2,5, 3,5\n", ";", None),
    "a comma in every cell": (
        "name;email\nLee, Ann;a@x.example\nRay, Bob;b@x.example\n",
        ";",
        [["Lee, Ann", "a@x.example"], ["Ray, Bob", "b@x.example"]],
    ),
    "a semicolon in every cell": ("name,tags\nAnn,a; b; c\nBob,b; c; d\n", ",", [["Ann", "a; b; c"], ["Bob", "b; c; d"]]),
    "a comma in a heading": ('first_name;"last_name, maiden";email\nAnn;Lee;a@x.example\n', ";", None),
    "a comma in an unquoted heading": ("first_name\temail, work\tphone, home, mobile\nAnn\ta@x.example\t1\n", "\t", None),
    "empty columns": ("first_name;last_name;email\n;;a@x.example\n;;b@x.example\n", ";", None),
    "short rows": ("first_name;last_name;email\nAnn\nBob\nCy\n", ";", [["Ann", "", ""], ["Bob", "", ""], ["Cy", "", ""]]),
    "only headings have delimiters": ("first_name|email\nAnn\n", "|", [["Ann", ""]]),
    "foreign headings": ("Vorname;Nachname;E-Mail\nJürgen;Müller;j@x.example\n", ";", None),
    "line breaks in notes": (
        'first_name;note\nAnn;"a,b\nc,d\ne,f"\nBob;"x,y\nz,z"\n',
        ";",
        [["Ann", "a,b\nc,d\ne,f"], ["Bob", "x,y\nz,z"]],
    ),
    "tabs with quoted commas": ('first_name\tnote\nAnn\t"a, ""b"", c"\n', "\t", [["Ann", 'a, "b", c']]),
    "blank lines between": ("first_name;email\n\n\nAnn;a@x.example\n\nBob;b@x.example\n", ";", None),
    "trailing delimiters": ("first_name;email;\nAnn;a@x.example;\n", ";", [["Ann", "a@x.example", ""]]),
    "more delimiters than headings": (
        "first_name,email\nAnn,a@x.example,,,\nBob,b@x.example,,,\n",
        ",",
        [["Ann", "a@x.example"], ["Bob", "b@x.example"]],
    ),
    "pipes around commas": ("first_name|company|email\nAnn|X, Y, Z|a@x.example\nBob|X, Y|b@x.example\n", "|", None),
}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "pipe"])
def test_the_usual_delimiters_are_detected(tmp_path, delimiter):
    source = opened(tmp_path, table(delimiter))
    assert (source.delimiter, source.header) == (delimiter, HEADINGS)
    assert [r.cells for r in source.records()] == ROWS


@pytest.mark.parametrize(("data", "delimiter", "wanted"), DETECTED.values(), ids=DETECTED)
def test_a_delimiter_is_detected_by_headings_and_widths(tmp_path, data, delimiter, wanted):
    source = opened(tmp_path, data)
    rows = list(source.records())
    assert delimiter in (None, source.delimiter)
    assert [r.problem for r in rows if r.problem] == []
    assert wanted in (None, [r.cells for r in rows])


@pytest.mark.parametrize("hint", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;;", "sep=;,,,"])
def test_excels_hint_names_the_delimiter_and_is_no_heading(tmp_path, hint):
    source = opened(tmp_path, f"{hint}\r\n{table(';')}")
    assert (source.delimiter, source.header_line, source.header) == (";", 2, HEADINGS)
    assert [(r.number, r.line, r.cells) for r in source.records()] == [(1, 3, ROWS[0]), (2, 4, ROWS[1])]


@pytest.mark.parametrize("sign", ["^", "~", "#", ":", "\x1f"])
def test_excels_hint_may_name_any_sign(tmp_path, sign):
    assert cells(tmp_path, f"sep={sign}\nfirst_name{sign}email\nAnn{sign}a@x.example\n") == [["Ann", "a@x.example"]]


@pytest.mark.parametrize("hint", ["sep=", "sep=e", 'sep="', '"sep="', "sep=7"])
def test_a_hint_that_names_what_can_be_no_delimiter_is_passed_over(tmp_path, hint):
    source = opened(tmp_path, f"{hint}\r\n{table(';')}")
    assert (source.delimiter, source.header_line, source.header) == (";", 2, HEADINGS)


def test_excels_hint_is_read_in_utf_16(tmp_path):
    assert cells(tmp_path, "sep=\t\nfirst_name\temail\nAnn\ta@x.example\n".encode("utf-16")) == [["Ann", "a@x.example"]]


@pytest.mark.parametrize(
    ("told", "sign"),
    [(";", ";"), ("semicolon", ";"), ("tab", "\t"), ("\\t", "\t"), ("\t", "\t"), ("TAB", "\t"), ("pipe", "|"), ("^", "^"), (" ", " ")],
)
def test_a_person_names_the_delimiter(tmp_path, told, sign):
    source = opened(tmp_path, f"first_name{sign}email\nAnn{sign}a@x.example\n", delimiter=told)
    assert (source.delimiter, [r.cells for r in source.records()]) == (sign, [["Ann", "a@x.example"]])


@pytest.mark.parametrize("told", ["::", "x", '"', "'", "\n", "7", "commas"])
def test_what_can_be_no_delimiter_is_refused(tmp_path, told):
    with pytest.raises(BadOption, match="delimiter"):
        opened(tmp_path, table(","), delimiter=told)


def test_the_delimiter_that_is_told_wins(tmp_path):
    assert refused(tmp_path, table(";"), delimiter=",").code == "no_header_recognised"
    assert opened(tmp_path, f"sep=,\n{table(';')}", delimiter=";").header == HEADINGS


SPACED = {
    "after commas": (
        'first_name, last_name, email, note\nAnn, "Lee, Jr.", a@x.example, "x, y"\n',
        ["Ann", "Lee, Jr.", "a@x.example", "x, y"],
    ),
    "after semicolons": ('first_name; last_name\nAnn; "Lee; Jr."\n', ["Ann", "Lee; Jr."]),
    "several": ('first_name,   last_name\nAnn,   "Lee, Jr."\n', ["Ann", "Lee, Jr."]),
    "before the first cell": ('first_name,last_name\n "Ann, Marie",Lee\n', ["Ann, Marie", "Lee"]),
    "before and after quotes": ('first_name, last_name\n"Ann" , "Lee, Jr." \n', ["Ann", "Lee, Jr."]),
    "only after quotes": ('first_name,last_name\n"Ann" ,"Lee, Jr."  \r\n', ["Ann", "Lee, Jr."]),
}


@pytest.mark.parametrize(("data", "wanted"), SPACED.values(), ids=SPACED)
def test_blanks_may_stand_around_quotes(tmp_path, data, wanted):
    assert cells(tmp_path, data) == [wanted]


@pytest.mark.parametrize("cell", ['a, "b"', ' "x"', ', "', '"", ""'])
def test_quotes_after_blanks_inside_a_quoted_cell_say_nothing(tmp_path, cell):
    quoted = cell.replace('"', '""')
    assert cells(tmp_path, f'first_name,note\n  Ann,"{quoted}"\n') == [["  Ann", cell]]


APOSTROPHES = {
    "around every cell": ("'first_name','last_name'\n'Ann','Lee, Jr.'\n'Bob','it''s'\n", [["Ann", "Lee, Jr."], ["Bob", "it's"]]),
    "around cells that need them": (
        "first_name,last_name,email\nAnn,'Lee, Jr.',a@x.example\nBob,'Ray, Sr.',b@x.example\nCy,Fox,c@x.example\n",
        [["Ann", "Lee, Jr.", "a@x.example"], ["Bob", "Ray, Sr.", "b@x.example"], ["Cy", "Fox", "c@x.example"]],
    ),
    "around a line break": ("'first_name';'note'\n'Ann';'one\ntwo'\n", [["Ann", "one\ntwo"]]),
}


@pytest.mark.parametrize(("data", "wanted"), APOSTROPHES.values(), ids=APOSTROPHES)
def test_apostrophes_may_be_the_quotes(tmp_path, data, wanted):
    source = opened(tmp_path, data)
    assert (source.quote, [r.cells for r in source.records()]) == ("'", wanted)


@pytest.mark.parametrize("name", ["'t Hooft", "O'Neil", "'=1+1", "'0123", "it''s", "'n'", "Ann'", "'Bob'"])
def test_an_apostrophe_of_a_name_is_a_letter(tmp_path, name):
    data = f"first_name,last_name,email\nAnn,{name},a@x.example\n{name},Lee,b@x.example\n"
    assert cells(tmp_path, data) == [["Ann", name, "a@x.example"], [name, "Lee", "b@x.example"]]
