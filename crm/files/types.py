"""What a file is, by its content alone: the name it comes with decides nothing."""

import re
import zipfile
from typing import BinaryIO, NamedTuple

from crm.text import has_control


class Type(NamedTuple):
    """A type of file that is taken: what it is called on the wire and in a sentence, and the endings that belong to it."""

    mime: str
    words: str
    endings: tuple[str, ...]


PDF = Type("application/pdf", "a PDF", ("pdf",))
PNG = Type("image/png", "a PNG picture", ("png",))
JPEG = Type("image/jpeg", "a JPEG picture", ("jpg", "jpeg"))
WEBP = Type("image/webp", "a WebP picture", ("webp",))
_OFFICE = "application/vnd.openxmlformats-officedocument."
XLSX = Type(f"{_OFFICE}spreadsheetml.sheet", "an Excel workbook", ("xlsx",))
DOCX = Type(f"{_OFFICE}wordprocessingml.document", "a Word document", ("docx",))
PPTX = Type(f"{_OFFICE}presentationml.presentation", "a PowerPoint presentation", ("pptx",))
ODT = Type("application/vnd.oasis.opendocument.text", "an OpenDocument text", ("odt",))
ODS = Type("application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet", ("ods",))
EML = Type("message/rfc822", "an email", ("eml",))
CSV = Type("text/csv", "a table", ("csv", "tsv"))
TEXT = Type("text/plain", "plain text", ("txt", "md", "log", "vcf", "ics"))

_HEAD = 4_096
_PIECE = 1 << 20
_UNPACKED = 400 * 1024 * 1024
_ENTRIES = 10_000
_INSIDE = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX, "ppt/presentation.xml": PPTX}
_OPEN = {kind.mime: kind for kind in (ODT, ODS)}
_MAIL = re.compile(r"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_MAIL_FIELD = re.compile(r"^(?:From|Received|Message-ID|Return-Path):", re.MULTILINE | re.IGNORECASE)


def type_of(file: BinaryIO, name: str) -> Type | None:
    """The type of a file, or None for one that is not taken; among texts the ending of the name may choose.

    A page, a drawing or a script is text too, but not for a browser that opens it: what begins with `<` or `#!` is not taken.
    """
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    return _packed(file) if head.startswith(b"PK\x03\x04") else _text(file, name)


def _packed(file: BinaryIO) -> Type | None:
    """An office document, by what its archive holds; nothing is unpacked but the first bytes of one entry."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > _ENTRIES or sum(e.file_size for e in entries) > _UNPACKED:
                return None
            names = {e.filename for e in entries}
            if any(n.rpartition("/")[2].lower().startswith("vbaproject") for n in names):
                return None
            if "mimetype" in names:
                with archive.open("mimetype") as said:
                    return _OPEN.get(said.read(100).decode("ascii", "replace").strip())
            return next((kind for inside, kind in _INSIDE.items() if inside in names), None)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return None


def _text(file: BinaryIO, name: str) -> Type | None:
    file.seek(0)
    first = file.read(_PIECE)
    start = _decoded(first)
    if start is None or start.lstrip("\ufeff \t\r\n").startswith(("<", "#!")):
        return None
    while piece := file.read(_PIECE):
        if b"\0" in piece:
            return None
    ending = name.rpartition(".")[2].lower()
    if _MAIL.match(start.replace("\r\n", "\n")) and _MAIL_FIELD.search(start[:_HEAD]):
        return EML
    return CSV if ending in CSV.endings else TEXT


def _decoded(data: bytes) -> str | None:
    """The text of some bytes; None when they are no text: control signs or nothing at all."""
    if not data or b"\0" in data:
        return None
    text = data.decode("utf-8", "ignore") if _is_utf8(data) else data.decode("latin-1")
    return None if has_control(re.sub(r"[\x80-\x9f]", "", text)) else text


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(data) - 4
    return True
