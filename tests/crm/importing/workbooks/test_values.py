"""A cell reads as a person sees it: dates by their format, ids and numbers digit by digit, errors as errors."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.crm.importing.reading.files import cells, opened
from tests.crm.importing.workbooks import books

SHOWN = [
    (5035550100, "General", "5035550100"),
    (41791234567, "General", "41791234567"),
    (41791234567.0, "0.00E+00", "41791234567"),
    (4.1791234567e10, "General", "41791234567"),
    (1234567890123456, "0", "1234567890123456"),
    (12.5, "General", "12.5"),
    (0.1, "General", "0.1"),
    (0.30000000000000004, "General", "0.3"),
    (1e-7, "General", "0.0000001"),
    (-3, "General", "-3"),
    (0, "General", "0"),
    (1234, "00000", "01234"),
    (123456, "00000", "123456"),
    (123456789, "000-00-0000", "123-45-6789"),
    (5035550100, "[<=9999999]###-####;(###) ###-####", "5035550100"),
    (5035550100, "(000) 000-0000", "(503) 555-0100"),
    (4791234567, '"+"0', "+4791234567"),
    (12345, "#,##0", "12345"),
    (0.5, "0%", "0.5"),
    (45291, "yyyy-mm-dd", "2023-12-31"),
    (45291, "dd/mm/yyyy", "2023-12-31"),
    (45291, "[$-409]d-mmm-yy;@", "2023-12-31"),
    (45291.75, "m/d/yy h:mm", "2023-12-31T18:00:00"),
    (0.75, "h:mm", "18:00:00"),
    (1, "yyyy-mm-dd", "1900-01-01"),
    (59, "yyyy-mm-dd", "1900-02-28"),
    (61, "yyyy-mm-dd", "1900-03-01"),
    (1e30, "yyyy-mm-dd", "1000000000000000000000000000000"),
    (True, "General", "TRUE"),
    (False, "General", "FALSE"),
    ("007", "General", "007"),
    ("1e5", "General", "1e5"),
    ("#N/A", "General", "#N/A"),
    (" padded ", "General", " padded "),
    ("two\nlines", "General", "two\nlines"),
    (datetime(1980, 5, 31, tzinfo=UTC).replace(tzinfo=None), "yyyy-mm-dd", "1980-05-31"),
    (date(1980, 5, 31), "d mmmm", "1980-05-31"),
    (time(8, 30), "h:mm", "08:30:00"),
    (Decimal("41791234567"), "General", "41791234567"),
]


@pytest.mark.parametrize(("value", "code", "text"), SHOWN, ids=[f"{v!r} as {c}" for v, c, _ in SHOWN])
def test_a_cell_reads_as_a_person_sees_it(tmp_path, value, code, text):
    data = books.of_rows(["first_name", "phone"], ["Ann", value], B2=code)
    assert cells(tmp_path, data) == [["Ann", text]]


def test_dates_count_from_1904_where_the_workbook_says_so(tmp_path):
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["first_name", "birth_date"])
    book.active.append(["Ann", date(1980, 5, 31)])
    assert cells(tmp_path, books.saved(book)) == [["Ann", "1980-05-31"]]


CELLS = {
    "a shared text": ('<c r="B2" t="s"><v>0</v></c>', "Ann Lee"),
    "a shared text of several pieces": ('<c r="B2" t="s"><v>1</v></c>', "Ann Lee"),
    "a text in place": ('<c r="B2" t="inlineStr"><is><r><t>Ann</t></r><r><t xml:space="preserve"> Lee</t></r></is></c>', "Ann Lee"),
    "an escaped line break": ('<c r="B2" t="inlineStr"><is><t>a_x000A_b</t></is></c>', "a\nb"),
    "an escaped escape": ('<c r="B2" t="inlineStr"><is><t>a_x005F_x000A_b</t></is></c>', "a_x000A_b"),
    "the value of a formula": ('<c r="B2"><f>1+1</f><v>2</v></c>', "2"),
    "the text of a formula": ('<c r="B2" t="str"><f>A1</f><v>x</v></c>', "x"),
    "the empty text of a formula": ('<c r="B2" t="str"><f>A1</f><v></v></c>', ""),
    "a formula never calculated": ('<c r="B2"><f>1+1</f></c>', "#NO_VALUE!"),
    "a formula as openpyxl writes it": ('<c r="B2"><f>1+1</f><v></v></c>', "#NO_VALUE!"),
    "an error": ('<c r="B2" t="e"><v>#REF!</v></c>', "#REF!"),
    "a date written out": ('<c r="B2" t="d"><v>1980-05-31</v></c>', "1980-05-31"),
    "a number nobody understands": ('<c r="B2"><v>NaN</v></c>', "NaN"),
    "an unknown style": ('<c r="B2" s="99"><v>7</v></c>', "7"),
    "a cell without an address": ("<c><v>7</v></c>", "7"),
    "nothing": ('<c r="B2"/>', ""),
}  # fmt: skip
SHARED = (
    f'<sst xmlns="{books.MAIN}"><si><t>Ann Lee</t></si><si><r><t>Ann</t></r><r><t xml:space="preserve"> Lee</t></r>'
    "<rPh><t>pronounced</t></rPh></si></sst>"
)


@pytest.mark.parametrize(("cell", "text"), CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("namespace", [books.MAIN, books.STRICT], ids=["usual", "strict"])
def test_a_cell_gives_what_it_shows(tmp_path, cell, text, namespace):
    row = f'<row r="2"><c r="A2" t="inlineStr"><is><t>Ann</t></is></c>{cell}</row>'
    data = books.by_hand(books.HEADING + row, shared=SHARED, namespace=namespace)
    assert cells(tmp_path, data) == [["Ann", text]]


def test_a_nul_in_a_cell_refuses_its_row(tmp_path):
    data = books.of_rows(["first_name", "phone"], ["a_x0000_b", 1], ["Ann", 2], ["c_xD800_d", 3])
    assert [(r.number, r.problem) for r in opened(tmp_path, data).records()] == [(1, "control_char"), (2, ""), (3, "encoding")]
