"""Whatever a program writes by the rules of CSV is read back letter by letter."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.crm.importing.reading.files import opened

HEADINGS = ("first_name", "last_name", "email", "phone", "company", "city", "note")
CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")
MARKED = ("utf-8", "utf-8-sig", "utf-16", "utf-32")
QUOTINGS = (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)

WESTERN = st.sampled_from(
    'Ann|Lee|Müller|Zoë|O’Neil|José|Åse|naïve|a@x.example|+47 22 33 44 55|12,50 €|he said "hi"|a;b,c|d\te|\'t Hooft|5" pipe|"|""|“so”|'
    'two\nlines|three\r\nlines\r\n| blank before|blank after |, "x"|=1+1|\'=1+1|<b>|\\|\\"|#'.split("|")
)
ANY = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"), max_size=8)
BREAKS = st.sampled_from(["\n", "\r\n", "a\nb", "\n\n", "x\u2028y", "x\x85y", "v\vw", "f\fg", "\u2029"])


@st.composite
def tables(draw, letters):
    """Rows of 1 to 7 cells, none of them wholly blank or the headings again."""
    width = draw(st.integers(1, 7))
    row = st.lists(letters, min_size=width, max_size=width).filter(lambda cells: any(cell.strip() for cell in cells))
    return draw(st.lists(row, min_size=1, max_size=12).filter(lambda rows: list(HEADINGS[:width]) not in rows))


@st.composite
def manners(draw):
    """How a program may write a table."""
    return {
        "delimiter": draw(st.sampled_from(",;\t|")),
        "quoting": draw(st.sampled_from(QUOTINGS)),
        "lineterminator": draw(st.sampled_from(["\r\n", "\n", "\r"])),
    }


def written(rows, codec, manner):
    out = io.StringIO(newline="")
    writer = csv.writer(out, **manner)
    writer.writerow(HEADINGS[: len(rows[0])])
    writer.writerows(rows)
    return out.getvalue().encode(codec)


def quoted_if_unclear(rows, manner):
    """Python's writer leaves unquoted what no reader can tell: a line end not its own, another delimiter at the end of an only cell."""
    broken = any(sign in cell for row in rows for cell in row for sign in "\r\n")
    parted = any(len(row) == 1 and row[0].rstrip().endswith((",", ";", "|")) for row in rows)
    return {**manner, "quoting": csv.QUOTE_ALL} if broken or parted else manner


def assert_read_back(folder: Path, rows, codec, manner):
    source = opened(folder, written(rows, codec, quoted_if_unclear(rows, manner)))
    found = list(source.records())
    assert [(r.number, r.problem) for r in found] == [(i, "") for i in range(1, len(rows) + 1)]
    assert [r.cells for r in found] == rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


@given(rows=tables(WESTERN), codec=st.sampled_from(CODECS), manner=manners())
def test_a_table_of_everyday_cells_is_read_back_in_every_encoding(folder, rows, codec, manner):
    assert_read_back(folder, rows, codec, manner)


@given(rows=tables(st.one_of(ANY, BREAKS, WESTERN)), codec=st.sampled_from(MARKED), manner=manners())
def test_a_table_of_any_letters_is_read_back_where_the_encoding_is_marked_or_utf_8(folder, rows, codec, manner):
    assert_read_back(folder, rows, codec, manner)


@given(rows=tables(st.one_of(ANY, WESTERN)), manner=manners())
def test_a_table_is_read_back_where_the_encoding_and_delimiter_are_told(folder, rows, manner):
    data = written(rows, "utf-8", quoted_if_unclear(rows, manner))
    source = opened(folder, data, encoding="utf-8", delimiter=manner["delimiter"])
    assert [r.cells for r in source.records()] == rows


@given(rows=tables(WESTERN), manner=manners(), after=st.integers(0, 14))
def test_a_later_pass_goes_on_at_any_row(folder, rows, manner, after):
    source = opened(folder, written(rows, "utf-8", quoted_if_unclear(rows, manner)))
    assert list(source.records(after)) == list(source.records())[after:]
