"""The bytes say what a file is, never its name; what is no table of text is refused by what it is."""

import gzip
import io
import random
import zipfile

import pytest

from tests.crm.importing.reading.files import HEADER, opened, refused

TABLE = f"{HEADER}\nAnn,Lee,ann@example.com\n"


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, TABLE)
    return out.getvalue()


WORKBOOK = zipped("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml")
DOCUMENT = zipped("[Content_Types].xml", "word/document.xml")

NOT_TABLES = {
    "pdf": (b"%PDF-1.7\n1 0 obj\n", "not_text"),
    "pdf after a mark": (b"\xef\xbb\xbf\r\n%PDF-1.4\n", "not_text"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_text"),
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "not_text"),
    "gif": (b"GIF89a\1\0\1\0", "not_text"),
    "rtf": (rb"{\rtf1\ansi Ann Lee}", "not_text"),
    "sqlite": (b"SQLite format 3\0\x10\0", "not_text"),
    "mp4": (b"\0\0\0\x18ftypmp42\0\0\0\0", "not_text"),
    "dbase": (b"\x03\x7a\x0b\x18\x02\0\0\0\x41\0\x20\0" + bytes(20) + b"NAME", "not_text"),
    "random bytes": (random.Random(7).randbytes(131_072), "not_text"),
    "few random bytes": (random.Random(8).randbytes(400), "not_text"),
    "xlsx of other content": (WORKBOOK, "xlsx_damaged"),
    "docx": (DOCUMENT, "not_text"),
    "xlsx cut off": (WORKBOOK[:-40], "xlsx_damaged"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "xls_not_supported"),
    "zip": (zipped("people.csv"), "compressed"),
    "empty zip": (zipped(), "compressed"),
    "gzip": (gzip.compress(TABLE.encode()), "compressed"),
    "bzip2": (b"BZh91AY&SY" + bytes(20), "compressed"),
    "xz": (b"\xfd7zXZ\0\0\4", "compressed"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4", "compressed"),
    "rar": (b"Rar!\x1a\7\1\0", "compressed"),
    "zstd": (b"\x28\xb5\x2f\xfd\x04\x58", "compressed"),
    "json objects": ('[\n  {"first_name": "Ann", "email": "ann@example.com"}\n]', "json"),
    "json object": ('{"people": [{"name": "Ann"}]}', "json"),
    "json lists": ('[["first_name","email"],["Ann","a@example.com"]]', "json"),
    "json lines": ('{"name": "Ann"}\n{"name": "Bob"}\n', "json"),
    "json numbers": ("[1, 2, 3]", "json"),
    "empty json": ("[]", "json"),
    "json in utf-16": ('{"name": "Ann"}'.encode("utf-16"), "json"),
    "json after a mark": (b'\xef\xbb\xbf  {"a": 1}', "json"),
    "html": ("<!DOCTYPE html>\n<html><body><table><tr><td>Ann</td></tr></table>", "html"),
    "html table called xls": ("\n\n <table border=1>\n<tr><th>first_name</th></tr></table>", "html"),
    "sign-in page": ('<html lang="en"><head><title>Sign in</title></head>', "html"),
    "html in capitals": ("<HTML><HEAD></HEAD></HTML>", "html"),
    "xml": ('<?xml version="1.0"?><Workbook><Row/></Workbook>', "html"),
    "html in utf-16": ("<html><body>Ann</body></html>".encode("utf-16-le"), "html"),
    "html with a comment first": ("<!-- saved from url --><html></html>", "html"),
}

NOTHING = {
    "no byte": b"",
    "a mark": b"\xef\xbb\xbf",
    "two marks": b"\xef\xbb\xbf" * 2,
    "utf-16 mark": b"\xff\xfe",
    "utf-16 mark and line end": b"\xff\xfe\r\0\n\0",
    "blanks": b"  \t \r\n \r\n",
    "NULs": bytes(4_096),
    "end of file": b"\x1a",
}


@pytest.mark.parametrize(("data", "code"), NOT_TABLES.values(), ids=NOT_TABLES)
def test_a_file_that_is_no_table_is_refused_by_what_it_is(tmp_path, data, code):
    error = refused(tmp_path, data)
    assert (error.code, error.recoverable) == (code, False)


@pytest.mark.parametrize("data", NOTHING.values(), ids=NOTHING)
def test_a_file_without_text_is_empty(tmp_path, data):
    assert refused(tmp_path, data).code == "empty"


@pytest.mark.parametrize("name", ["people.txt", "people.tsv", "people", "people.csv.php", "-rf.csv", "PEOPLE.CSV", "people.dat"])
def test_the_name_of_a_table_says_nothing(tmp_path, name):
    source = opened(tmp_path, TABLE, name)
    assert [r.cells for r in source.records()] == [["Ann", "Lee", "ann@example.com"]]
    assert source.warnings == []


@pytest.mark.parametrize("name", ["people.xlsx", "people.XLS", "people.pdf", "people.json", "people.ods", "people.vcf"])
def test_a_name_that_promises_something_else_is_a_warning(tmp_path, name):
    assert opened(tmp_path, TABLE, name).warnings == ["extension_mismatch"]


@pytest.mark.parametrize("first", ["<Ann>", "{Ann}", "[Ann]", "%Ann", "PK", "<3", "{1}", "[x", "GIF", "&lt;html&gt;"])
def test_a_table_may_hold_signs_that_begin_other_formats(tmp_path, first):
    source = opened(tmp_path, f"first_name,email\n{first},a@example.com\n")
    assert [r.cells[0] for r in source.records()] == [first]


@pytest.mark.parametrize("heading", ["<First name>", "{First name}", "[First name]"])
def test_headings_may_stand_in_brackets(tmp_path, heading):
    assert opened(tmp_path, f"{heading},email\nAnn,a@example.com\n").header == [heading, "email"]


def test_a_refused_format_says_what_it_is_and_what_to_do(tmp_path):
    assert str(refused(tmp_path, DOCUMENT)) == (
        "This is not a table of text: it is a Word document. Save the list as CSV and try again. Nothing was imported."
    )
    assert "cut off or damaged" in str(refused(tmp_path, WORKBOOK[:-40]))


def test_what_a_person_tells_of_the_encoding_does_not_make_a_picture_a_table(tmp_path):
    assert refused(tmp_path, b"\x89PNG\r\n\x1a\n", encoding="cp1252").code == "not_text"
