"""The archive of a workbook: measured before it is opened, read part by part, nothing of it ever stored under its own name."""

import struct
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException, DTDForbidden
from defusedxml.ElementTree import fromstring

from crm.importing.errors import FileError
from crm.importing.reading.limits import XLSX_BYTES, XLSX_ENTRIES, XLSX_RATIO

_END, _FURTHER_END = b"PK\5\6", b"PK\6\7"
_END_BYTES, _FURTHER_BYTES, _COMMENT_BYTES = 22, 20, 65_536
_ENTRY_BYTES = 1_024
_BLOCK = 65_536
_SMALL = 5_000_000
_ONE_VALUE = 2_000_000
_SWEEP = 4_096
_DAMAGE = (
    BadZipFile, DefusedXmlException, ExpatError, ParseError, zlib.error, struct.error, EOFError, LookupError, NotImplementedError,
    OverflowError, RuntimeError, ValueError,
)  # fmt: skip


class Step(NamedTuple):
    """A step through a part: an element that begins, or one that ended and is whole, and in how many others it stands."""

    depth: int
    begins: bool
    element: Element


class Archive:
    """An archive that is no bomb; raises FileError where it is one, or is damaged."""

    def __init__(self, path: Path) -> None:
        _measure_directory(path)
        with reading():
            self.zip = ZipFile(path)
        try:
            self._measure()
        except FileError:
            self.zip.close()
            raise
        self.parts = {info.filename.replace("\\", "/").lstrip("/").casefold(): info for info in self.zip.infolist()}

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.zip.close()

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self.parts

    @property
    def unpacked(self) -> int:
        """How many bytes its parts are unpacked, as its list of entries tells."""
        return sum(entry.file_size for entry in self.zip.infolist())

    def tree(self, part: str) -> Element:
        """A small part as a tree."""
        info = self.parts[part.casefold()]
        if info.file_size > _SMALL:
            raise FileError("xlsx_too_large_unpacked", limit=XLSX_BYTES // 1_000_000)
        with self.zip.open(info) as stream:
            found: Element = fromstring(stream.read(), forbid_dtd=True)
            return found

    def steps(self, part: str, depth: int) -> Generator[Step]:
        """The elements of a part that stand in at most `depth` others; those gone by are forgotten, and none may be huge."""
        with self.zip.open(self.parts[part.casefold()]) as stream:
            yield from _steps(_without_doctype(stream), depth)

    def _measure(self) -> None:
        entries = self.zip.infolist()
        unpacked, packed = self.unpacked, sum(e.compress_size for e in entries)
        if len(entries) > XLSX_ENTRIES or unpacked > XLSX_BYTES or unpacked > XLSX_RATIO * max(packed, 1):
            raise FileError("xlsx_too_large_unpacked", limit=XLSX_BYTES // 1_000_000)


@contextmanager
def reading() -> Iterator[None]:
    """Whatever is wrong with a workbook's bytes refuses the file."""
    try:
        yield
    except DefusedXmlException as error:
        raise FileError("xml_entities") from error
    except _DAMAGE as error:
        raise FileError("xlsx_damaged") from error


def _measure_directory(path: Path) -> None:
    """Refuse an archive whose list of entries alone would fill memory, before it is read."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _COMMENT_BYTES - _END_BYTES - _FURTHER_BYTES))
        tail = file.read()
    at = len(tail) - _END_BYTES
    if tail[at : at + 4] != _END or tail[-2:] != b"\0\0":
        at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_BYTES:
        raise FileError("xlsx_damaged")
    (length,) = struct.unpack_from("<L", tail, at + 12)
    if length > XLSX_ENTRIES * _ENTRY_BYTES or tail[max(0, at - _FURTHER_BYTES) :].startswith(_FURTHER_END):
        raise FileError("xlsx_too_large_unpacked", limit=XLSX_BYTES // 1_000_000)


def _without_doctype(stream: IO[bytes]) -> Iterator[bytes]:
    """The blocks of a part, the first of them only after its root has begun: what declares a document type stands before that."""
    prolog, begun = ParserCreate(), []
    prolog.StartDoctypeDeclHandler = _forbid
    prolog.StartElementHandler = lambda *_: begun.append(True)
    held = BytesIO()
    for block in iter(partial(stream.read, _BLOCK), b""):
        if not begun:
            prolog.Parse(block)
            held.write(block)
            if held.tell() > _ONE_VALUE:
                raise BadZipFile("no root")
        if begun:
            yield held.getvalue() or block
            held = BytesIO()
    if not begun:
        raise BadZipFile("no root")


def _forbid(name: str, system: str | None, public: str | None, _: bool) -> None:
    raise DTDForbidden(name, system, public)


def _steps(blocks: Iterator[bytes], depth: int) -> Iterator[Step]:
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    around = list[Element]()
    count = waiting = 0
    for block in blocks:
        parser.feed(block)
        waiting += len(block)
        for event, element in cast("Iterable[tuple[str, Element]]", parser.read_events()):
            begins = event == "start"
            if not begins:
                around.pop()
            if len(around) <= depth:
                waiting, count = 0, count + 1
                yield Step(len(around), begins, element)
            if begins:
                around.append(element)
            elif count >= _SWEEP:
                count = 0
                _forget(around[:depth])
        if waiting > _ONE_VALUE:
            raise FileError("xlsx_too_large_unpacked", limit=XLSX_BYTES // 1_000_000)
    parser.close()


def _forget(containers: list[Element]) -> None:
    """Let go of all children but the last, which may still be open."""
    for element in containers:
        del element[:-1]
