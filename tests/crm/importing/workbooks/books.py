"""Workbooks as bytes: whole ones by openpyxl, odd ones with a sheet written by hand."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADING = '<row r="1"><c r="A1" t="inlineStr"><is><t>first_name</t></is></c><c r="B1" t="inlineStr"><is><t>phone</t></is></c></row>'


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def of_rows(*rows: list[Any], **formats: str) -> bytes:
    """A workbook of one sheet with these rows; `formats` are number formats by cell."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cell, code in formats.items():
        book.active[cell].number_format = code
    return saved(book)


def parts(sheet: str, *, before: str = "", shared: str = "", namespace: str = MAIN, workbook: str = "") -> dict[str, str]:
    """The parts of a small workbook around the content of a sheet's data; `before` stands in front of its root."""
    kinds = [("worksheet", "worksheets/sheet1.xml"), *([("sharedStrings", "sharedStrings.xml")] if shared else [])]
    related = "".join(f'<Relationship Id="r{n}" Type="{_RELATION}/{kind}" Target="{at}"/>' for n, (kind, at) in enumerate(kinds))
    found = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r0" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{_RELATION}">{workbook}<sheets><sheet name="People" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{related}</Relationships>',
        "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{namespace}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    return found | ({"xl/sharedStrings.xml": shared} if shared else {})


def zipped(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def by_hand(sheet: str, **more: str) -> bytes:
    """A workbook whose sheet's data is written by hand."""
    return zipped(parts(sheet, **more))
