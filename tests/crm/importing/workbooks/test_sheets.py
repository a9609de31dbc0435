"""Which rows a workbook gives: all that hold anything, of the sheet a person chose or the first that is filled."""

import pytest
from openpyxl import Workbook

from crm.importing.errors import FileError
from crm.importing.options import BadOption
from tests.crm.importing.reading.files import cells, opened
from tests.crm.importing.workbooks import books

PEOPLE = [["first_name", "phone"], ["Ann", "1234567"], ["Bob", "2345678"]]


def of_sheets(**sheets: str) -> bytes:
    """A workbook of sheets in a state each; those called after a person hold that person."""
    book = Workbook()
    book.remove(book.active)
    for name, state in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        if not name.startswith("Sheet"):
            sheet.append(["first_name", "phone"])
            sheet.append([name, "1234567"])
    return books.saved(book)


@pytest.mark.parametrize(
    ("sheets", "chosen", "warnings"),
    [
        ({"Ann": "visible"}, "Ann", []),
        ({"Ann": "visible", "Bob": "visible"}, "Ann", ["more_sheets"]),
        ({"Ann": "visible", "Sheet2": "visible", "Sheet3": "visible"}, "Ann", []),
        ({"Sheet1": "visible", "Bob": "visible"}, "Bob", []),
        ({"Ann": "hidden", "Bob": "visible"}, "Bob", []),
        ({"Ann": "veryHidden", "Bob": "visible", "Cid": "visible"}, "Bob", ["more_sheets"]),
    ],
)
def test_the_first_sheet_that_is_filled_is_taken_and_others_are_named(tmp_path, sheets, chosen, warnings):
    source = opened(tmp_path, of_sheets(**sheets), "people.xlsx")
    assert [r.cells[0] for r in source.records()] == [chosen]
    assert (source.sheet, source.warnings) == (chosen, warnings)
    assert len(source.sheets) == 1 + len(warnings)


@pytest.mark.parametrize("said", ["Bob", " bob ", "BOB"])
def test_a_person_may_name_the_sheet(tmp_path, said):
    source = opened(tmp_path, of_sheets(Ann="visible", Bob="visible"), sheet=said)
    assert [r.cells[0] for r in source.records()] == ["Bob"]
    assert source.sheets == ["Ann", "Bob"]


def test_an_unknown_sheet_says_which_there_are(tmp_path):
    with pytest.raises(BadOption, match="Ann, Bob"):
        opened(tmp_path, of_sheets(Ann="visible", Bob="hidden"), sheet="Cid")


def test_a_chart_is_no_sheet(tmp_path):
    book = Workbook()
    for row in PEOPLE:
        book.active.append(row)
    book.create_chartsheet("Chart")
    assert opened(tmp_path, books.saved(book), "people.xlsx").warnings == []


def test_hidden_rows_are_people_too_and_merged_cells_stand_once(tmp_path):
    book = Workbook()
    for row in [*PEOPLE, ["Cid", None]]:
        book.active.append(row)
    book.active.row_dimensions[2].hidden = True
    book.active.merge_cells("B3:B4")
    assert cells(tmp_path, books.saved(book)) == [["Ann", "1234567"], ["Bob", "2345678"], ["Cid", ""]]


def test_headings_may_stand_further_down_and_blank_columns_behind_do_not_count(tmp_path):
    data = books.of_rows(["Spring fair"], [], [], *[[*row, None, "", " "] for row in PEOPLE])
    source = opened(tmp_path, data, header_line=4)
    assert next(source.records()).cells[:2] == ["Ann", "1234567"]
    assert [r.line for r in source.records()] == [5, 6]


def test_the_size_a_sheet_says_it_has_is_not_believed(tmp_path):
    rows = books.HEADING + '<row r="2"><c r="A2" t="inlineStr"><is><t>Ann</t></is></c></row>'
    for lie in ("A1:A1", "A1:XFD1048576", "nonsense"):
        data = books.parts(rows)
        sheet = data["xl/worksheets/sheet1.xml"].replace("<sheetData>", f'<dimension ref="{lie}"/><cols><col/><col/></cols><sheetData>')
        assert cells(tmp_path, books.zipped(data | {"xl/worksheets/sheet1.xml": sheet})) == [["Ann", ""]]


def test_rows_that_say_they_are_elsewhere_are_read_in_their_order(tmp_path):
    rows = "".join(f'<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>P{r}</t></is></c></row>' for r in (1048576, 2, 9999999, -3))
    assert [c[0] for c in cells(tmp_path, books.by_hand(books.HEADING + rows))] == ["P1048576", "P2", "P9999999", "P-3"]


def test_a_cell_beyond_the_headings_refuses_its_row_however_far_it_is(tmp_path):
    far = '<row r="2"><c r="A2" t="inlineStr"><is><t>Ann</t></is></c><c r="XFD2"><v>1</v></c></row>'
    records = list(opened(tmp_path, books.by_hand(books.HEADING + far)).records())
    assert [r.problem for r in records] == ["too_many_cells"]


def test_too_many_columns_refuse_the_workbook(tmp_path):
    with pytest.raises(FileError) as caught:
        opened(tmp_path, books.of_rows(["first_name", *(f"x{n}" for n in range(250))], ["Ann"]), mapping={"0": "first_name"})
    assert caught.value.code == "too_many_columns"


def test_a_cell_longer_than_any_spreadsheet_allows_refuses_its_row(tmp_path):
    data = books.by_hand(books.HEADING + f'<row r="2"><c r="A2" t="inlineStr"><is><t>{"ab" * 20_000}</t></is></c></row>')
    assert [r.problem for r in opened(tmp_path, data).records()] == ["cell_too_long"]


def test_a_workbook_without_rows_says_so(tmp_path):
    for data in (books.of_rows(), books.of_rows(["first_name", "phone"])):
        with pytest.raises(FileError) as caught:
            opened(tmp_path, data)
        assert caught.value.code in ("no_rows", "empty")


@pytest.mark.parametrize(
    ("name", "warnings"), [("people.xlsx", []), ("people", []), ("people.csv", ["extension_mismatch"]), ("a.vcf", ["extension_mismatch"])]
)
def test_a_name_that_promises_another_kind_is_a_warning(tmp_path, name, warnings):
    assert opened(tmp_path, books.of_rows(*PEOPLE), name).warnings == warnings
