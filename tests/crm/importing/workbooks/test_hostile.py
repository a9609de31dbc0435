"""A hostile or damaged workbook is refused before it costs anything: time, memory or a file outside of its place."""

import random
import struct
import time
import zipfile
from contextlib import suppress

import pytest

from crm.importing.errors import FileError
from tests.crm.importing.reading.files import opened
from tests.crm.importing.workbooks import books

ROW = '<row r="2"><c r="A2" t="inlineStr"><is><t>Ann</t></is></c></row>'
GOOD = books.parts(books.HEADING + ROW)
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE worksheet SYSTEM "file:///etc/passwd">'
SHARED = f'<sst xmlns="{books.MAIN}"><si><t>x</t></si></sst>'


def without(part: str) -> bytes:
    return books.zipped({name: content for name, content in GOOD.items() if name != part})


def lying() -> bytes:
    """An archive whose list of entries says that there are few of them, and a second list that says otherwise."""
    data = books.zipped(GOOD)
    at = data.rfind(b"PK\5\6")
    further = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1 << 40, 1 << 40, 1 << 40, 0)
    return data[:at] + further + struct.pack("<4sLQL", b"PK\6\7", 0, at, 1) + data[at:]


HOSTILE = {
    "a bomb": (books.zipped(GOOD | {"xl/media/a.bin": b"\0" * 60_000_000}), "xlsx_too_large_unpacked"),
    "a bomb in the sheet": (books.by_hand(books.HEADING + ROW + " " * 30_000_000), "xlsx_too_large_unpacked"),
    "too large whatever it packs to": (books.zipped(GOOD | {"xl/media/a.bin": b"\0" * 100_000_001}, zipfile.ZIP_STORED), "xlsx_too_large_unpacked"),
    "too many entries": (books.zipped(GOOD | {f"xl/{n}": b"x" for n in range(1_001)}), "xlsx_too_large_unpacked"),
    "a second list of entries": (lying(), "xlsx_too_large_unpacked"),
    "an endless text": (books.zipped(books.parts(books.HEADING + f'<row r="2"><c t="inlineStr"><is><t>{"ab" * 3_000_000}'), zipfile.ZIP_STORED), "xlsx_too_large_unpacked"),
    "entities in the sheet": (books.by_hand(books.HEADING + ROW, before=DOCTYPE), "xml_entities"),
    "an outside document": (books.by_hand(books.HEADING + ROW, before=OUTSIDE), "xml_entities"),
    "entities behind a comment": (books.by_hand(books.HEADING + ROW, before=f"<!--{random.Random(1).randbytes(100_000).hex()}-->{OUTSIDE[21:]}"), "xml_entities"),
    "entities in utf-16": (books.zipped(GOOD | {"xl/worksheets/sheet1.xml": (OUTSIDE[21:] + "<worksheet/>").encode("utf-16")}), "xml_entities"),
    "entities in the workbook": (books.zipped(GOOD | {"xl/workbook.xml": OUTSIDE[21:].replace("worksheet", "workbook") + "<workbook/>"}), "xml_entities"),
    "entities in the shared texts": (books.by_hand(books.HEADING + '<row r="2"><c t="s"><v>0</v></c></row>', shared=DOCTYPE.replace("worksheet", "sst") + SHARED), "xml_entities"),
    "no sheet": (without("xl/worksheets/sheet1.xml"), "xlsx_damaged"),
    "no workbook": (without("xl/workbook.xml"), "xlsx_damaged"),
    "no relations": (without("xl/_rels/workbook.xml.rels"), "xlsx_damaged"),
    "a sheet that breaks off": (books.zipped(GOOD | {"xl/worksheets/sheet1.xml": GOOD["xl/worksheets/sheet1.xml"][:200]}), "xlsx_damaged"),
    "a sheet that is none": (books.zipped(GOOD | {"xl/worksheets/sheet1.xml": "first_name,email"}), "xlsx_damaged"),
    "a text that isn't there": (books.by_hand(books.HEADING + '<row r="2"><c t="s"><v>7</v></c></row>', shared=SHARED), "xlsx_damaged"),
    "no shared texts at all": (books.by_hand(books.HEADING + '<row r="2"><c t="s"><v>0</v></c></row>'), "xlsx_damaged"),
    "a text before the first": (books.by_hand(books.HEADING + '<row r="2"><c t="s"><v>-1</v></c></row>', shared=SHARED), "xlsx_damaged"),
    "a binary workbook": (books.zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": "x"}), "xls_not_supported"),
    "a locked workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "xls_not_supported"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_workbook_is_refused_at_once(tmp_path, data, code):
    before = set(tmp_path.rglob("*"))
    began = time.process_time()
    with pytest.raises(FileError) as caught:
        opened(tmp_path, data, "people.xlsx")
    assert (caught.value.code, caught.value.recoverable) == (code, False)
    assert time.process_time() - began < 2
    assert {path.name for path in tmp_path.rglob("*")} - {path.name for path in before} == {"people.xlsx"}


def test_a_text_that_many_cells_share_counts_as_often_as_it_stands_there(tmp_path, monkeypatch):
    monkeypatch.setattr("crm.importing.reading.unpacking.XLSX_BYTES", 100_000)
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 8))
    data = books.by_hand(books.HEADING + rows, shared=SHARED.replace("<t>x", f"<t>{'x' * 20_000}"))
    with pytest.raises(FileError) as caught:
        opened(tmp_path, data, "people.xlsx")
    assert caught.value.code == "xlsx_too_large_unpacked"


def test_nothing_is_written_where_names_in_the_archive_point_to(tmp_path):
    folder = tmp_path / "inner"
    folder.mkdir()
    source = opened(folder, books.zipped(GOOD | {"../pwned.txt": "x", "/etc/cron.d/kith": "x", "..\\..\\win.txt": "x"}), "people.xlsx")
    assert [r.cells[0] for r in source.records()] == ["Ann"]
    assert [path.name for path in tmp_path.iterdir()] == ["inner"]


def test_a_workbook_may_be_stored_under_other_names(tmp_path):
    """Some programs write backslashes, or the workbook in a place of its own."""
    data = {name.replace("xl/worksheets/", "xl\\worksheets\\"): content for name, content in GOOD.items()}
    assert [r.cells[0] for r in opened(tmp_path, books.zipped(data)).records()] == ["Ann"]


WHOLE = books.of_rows(["first_name", "phone", "birth_date"], *[[f"Ann {n}", 5035550100 + n, f"19{n % 90 + 10}-05-31"] for n in range(60)])


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happened_to_the_bytes_nothing_but_a_refusal_comes_of_it(tmp_path, seed):
    chance = random.Random(seed)
    for turn in range(25):
        with suppress(FileError):
            list(opened(tmp_path, _damaged(WHOLE, chance), f"{turn}.xlsx").records())


def _damaged(data: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.3:
        return data[: chance.randrange(4, len(data))]
    found = bytearray(data)
    for _ in range(chance.choice((1, 3, 30))):
        found[chance.randrange(4, len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)
