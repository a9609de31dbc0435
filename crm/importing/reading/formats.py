"""What a file is by its bytes, whatever its name says: what is no table, workbook or address book is refused by what it is."""

import os
import re
from pathlib import Path

from crm.importing.errors import FileError

_COMPRESSED = (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf\x27", b"Rar!\x1a", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"\x1f\x9d", b"\x04\x22\x4d\x18")
_PICTURE = "it is a picture, sound or film"
_NO_TEXT = {
    b"%PDF": "it is a PDF",
    b"{\\rtf": "it is an RTF document",
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"II*\0": _PICTURE,
    b"MM\0*": _PICTURE,
    b"RIFF": _PICTURE,
    b"ID3": _PICTURE,
    b"OggS": _PICTURE,
    b"SQLite format 3\0": "it is a database",
    b"\x7fELF": "it is a program",
    b"\xca\xfe\xba\xbe": "it is a program",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_LAST = b"PK\5\6"
_CONTENTS = b"[Content_Types].xml"
_ZIP = (b"PK\3\4", b"PK\5\6", b"PK\7\10")
TEXT, WORKBOOK, CARDS = "text", "workbook", "cards"
_WORKBOOK = b"xl/"
_BINARY_WORKBOOK = b"xl/workbook.bin"
_OFFICE = {
    b"word/": "it is a Word document",
    b"ppt/": "it is a presentation",
    b"opendocument.spreadsheet": "it is a LibreOffice workbook (.ods)",
    b"opendocument": "it is a LibreOffice document",
    b"Index/": "it is a Numbers document",
}
_ZIP_END = 66_000
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e")) + b"\x7f"
_HTML = re.compile(r"<(?:!doctype|html|head|body|table|meta|title|script|style|div|p|h1)\b|<\?xml|<!--", re.IGNORECASE)
_JSON = re.compile(r'\{\s*(?:"|\}|\Z)|\[\s*(?:[\[{"\]]|-?\d[\d.]*\s*[,\]]|\Z)')
_CARD = re.compile(r"BEGIN[ \t]*:[ \t]*VCARD\b", re.IGNORECASE)
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_NAMES = {
    WORKBOOK: frozenset((".xlsx", ".xlsm", ".xltx", ".xltm")),
    CARDS: frozenset((".vcf", ".vcard")),
    "other": frozenset(".xlsb .xls .ods .numbers .json .xml .html .htm .pdf .zip .gz .docx .doc".split()),
}
_TABLES = frozenset((".csv", ".tsv", ".tab"))
_HEAD = 262_144


def which(path: Path) -> str:
    """TEXT, WORKBOOK or CARDS, by the first bytes; what only seems to be one of them is refused when it is read."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_ZIP):
        tail = _tail(path)
        return WORKBOOK if (_WORKBOOK in head or _WORKBOOK in tail) and _BINARY_WORKBOOK not in tail else TEXT
    return CARDS if any(_CARD.match(beginning.lstrip("\ufeff\0 \t\r\n")) for beginning in _beginnings(head)) else TEXT


def _beginnings(head: bytes) -> list[str]:
    """The beginning of a file as it reads in the encodings address books come in."""
    return [head[:400].decode(codec, "ignore") for codec in ("utf-8", "utf-16-le", "utf-16-be")]


def refuse_binary(path: Path, head: bytes) -> None:
    """Raise FileError for bytes that no table of text begins with; `head` is the beginning of the file."""
    bare = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, what in _NO_TEXT.items():
        if bare.startswith(magic):
            raise FileError("not_text", what=what)
    if head.startswith(_OLE):
        what = "that is protected by a password" if _LOCKED in head else "of the old kind (.xls)"
        raise FileError("xls_not_supported", what=what)
    if head.startswith(_COMPRESSED):
        raise FileError("compressed")
    if head.startswith(_ZIP):
        _refuse_zip(path, head)


def refuse_controls(head: bytes) -> None:
    """Raise FileError for bytes of which too many are control signs; a stray one refuses only its row."""
    head = head.rstrip(b"\0")
    odd = len(head) - len(head.translate(None, _CONTROLS))
    if (odd > 8 and odd * 33 > len(head)) or (head[0] < 9 and b"\0" in head[:64]):
        raise FileError("not_text", what="its bytes are no letters")


def refuse_markup(text: str) -> None:
    """Raise FileError for text that is a web page or JSON instead of a table."""
    bare = text.lstrip("\ufeff \t\r\n")
    if _HTML.match(bare):
        raise FileError("html")
    if _JSON.match(bare):
        raise FileError("json")


def promises_other(name: str, kind: str) -> bool:
    """Whether a file's name promises another kind than the one that it is; a table of text may be called anything else."""
    suffix = Path(name).suffix.lower()
    promised = next((k for k, suffixes in _NAMES.items() if suffix in suffixes), TEXT)
    return promised != kind and (promised != TEXT or suffix in _TABLES)


def _refuse_zip(path: Path, head: bytes) -> None:
    tail = _tail(path)
    if _BINARY_WORKBOOK in tail:
        raise FileError("xls_not_supported", what="of the binary kind (.xlsb)")
    for sign, what in _OFFICE.items():
        if sign in head or sign in tail:
            raise FileError("not_text", what=what)
    raise FileError("xlsx_damaged" if _CONTENTS in head and _ZIP_LAST not in tail else "compressed")


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _ZIP_END))
        return file.read()
