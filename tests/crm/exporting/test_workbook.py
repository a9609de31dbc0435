import csv
import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from crm import contacts
from crm.exporting import files, formats
from crm.exporting.cells import unsafe
from crm.exporting.columns import field_of
from crm.exporting.people import columns_of
from crm.exporting.workbook import MOST_ROWS, Book, TooLong, TooManyRows, typed, write_plain
from crm.importing.mapping import recognises
from crm.importing.options import Options
from crm.importing.reading import open_source
from crm.kinds import CONTACTS
from crm.selection import Selection
from tests.crm.exporting.hostile import TEXTS

RISKY = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))) | st.text("'=+-@ ;\u00a0＝#N/A1", max_size=8)


def cells_of(path):
    return list(load_workbook(path, read_only=True)["People"].iter_rows())


def one_column(path, texts):
    book = Book(path, ["first_name"])
    book.add([(n, [text]) for n, text in enumerate(texts)])
    book.close()
    return [row[0] for row in cells_of(path)[1:]]


@given(texts=st.lists(RISKY.filter(bool), min_size=1, max_size=20))
def test_no_cell_of_a_workbook_is_a_formula_and_every_text_comes_back(texts, tmp_path_factory):
    found = one_column(tmp_path_factory.mktemp("book") / "a.xlsx", texts)
    assert {cell.data_type for cell in found} <= {"s", "inlineStr"}
    assert [unsafe(cell.value) for cell in found] == [text.replace("\uffff", "\ufffd").replace("\ufffe", "\ufffd") for text in texts]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_text_begins_a_formula_in_any_table(form, tmp_path, office):
    path = tmp_path / f"a.{form}"
    sink = formats.FORMATS[form].open(path, ["first_name"])
    sink.add([(1, [text]) for text in TEXTS])
    sink.close()
    if form == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert not any(cell.lstrip()[:1] in tuple("=+-@＝") for (cell,) in csv.reader(file))
    else:
        assert not any(row[0].data_type in ("f", "e") for row in cells_of(path))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "1980-05-31", date(1980, 5, 31)),
        ("date", "--02-29", None),
        ("date", "1850-01-01", None),
        ("time", "2026-11-23T02:29:11Z", datetime(2026, 11, 23, 2, 29, 11)),  # noqa: DTZ001 Excel knows no zones
        ("number", "42", 42),
        ("number", "-3", -3),
        ("number", "007", None),
        ("number", "1234567890123456", None),
        ("text", "42", None),
    ],
)
def test_dates_and_numbers_are_real_and_text_stays_text(kind, text, value):
    assert typed(kind, text)[0] == value


def test_headings_are_labels_and_stay_in_sight(tmp_path, office):
    path = tmp_path / "a.xlsx"
    Book(path, columns_of("all")).close()
    sheet = load_workbook(path)["People"]
    assert [cell.value for cell in sheet[1]] == [field_of(CONTACTS, key).label for key in columns_of("all")]
    assert sheet.freeze_panes == "A2"


def test_a_cell_too_long_for_excel_is_refused_and_never_cut(tmp_path, office):
    with pytest.raises(TooLong):
        one_column(tmp_path / "a.xlsx", ["x" * 32_768])


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path, office):
    book = Book(tmp_path / "a.xlsx", ["first_name"])
    book._rows = MOST_ROWS
    with pytest.raises(TooManyRows):
        book.add([(1, ["Ann"])])


def test_the_rows_of_a_workbook_are_those_counted(tmp_path, ada):
    for n in range(3):
        contacts.create(contacts.Form({"first_name": f"P{n}"}), by=ada, region="US")
    written = files.write(tmp_path / "a.xlsx", Selection(), columns_of("data"), ada)
    assert written.rows == 3 == len(cells_of(tmp_path / "a.xlsx")) - 1
    assert written.sha256 == files.checksum(tmp_path / "a.xlsx")


def test_a_format_we_do_not_write_is_refused(tmp_path, ada):
    with pytest.raises(formats.NoSuchFormat):
        files.write(tmp_path / "a.pdf", Selection(), columns_of("data"), ada)


def test_a_row_with_signs_that_no_workbook_holds_is_told_of_all_the_same():
    file = io.BytesIO()
    write_plain(file, "People", ["first\x00", "kith_reason"], [(1, ["A\x00\x0b\x1fb", "control_char"])])
    assert [[cell.value for cell in row] for row in load_workbook(file).active] == [["first�", "kith_reason"], ["A���b", "control_char"]]


def test_text_that_looks_like_an_escaped_sign_comes_back_as_text(tmp_path, office):
    texts = ["_x0041_", "a_x000A_b", "_x005F_", "__x0041__", "_x41_"]
    book = Book(tmp_path / "a.xlsx", ["first_name", "last_name"])
    book.add([(n, [text, "Lee"]) for n, text in enumerate(texts)])
    book.close()
    source = open_source(tmp_path / "a.xlsx", Options(), recognises)
    assert [record.cells[0] for record in source.records()] == texts
