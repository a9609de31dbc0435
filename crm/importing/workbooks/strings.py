"""The texts that cells of a workbook share, kept in a file while a sheet is read: there may be more of them than memory."""

import mmap
from array import array
from collections.abc import Iterable, Iterator
from typing import IO
from xml.etree.ElementTree import Element

from openpyxl.utils.escape import unescape

from crm.importing.reading.limits import CELL_CHARS
from crm.importing.workbooks.archive import Step

_TEXT = CELL_CHARS + 1


class Strings:
    """Texts by number: their bytes in a file, and where each begins."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._starts = array("Q", [0])
        self._map: mmap.mmap | None = None

    def fill(self, steps: Iterable[Step]) -> None:
        """Take in the table of shared texts."""
        for depth, begins, element in steps:
            if depth == 1 and not begins and element.tag.endswith("}si"):
                self._starts.append(self._starts[-1] + self._file.write(text_of(element).encode("utf-8", "surrogatepass")))
        self._file.flush()
        if self._starts[-1]:
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)

    def __getitem__(self, number: int) -> str:
        if number < 0:
            raise IndexError(number)
        start, end = self._starts[number], self._starts[number + 1]
        return self._map[start:end].decode("utf-8", "surrogatepass") if self._map else ""


def text_of(element: Element) -> str:
    """The text of an element, of one piece or of several; how it is pronounced isn't part of it."""
    return plain("".join(_pieces(element)))


def plain(text: str) -> str:
    """A text with its escaped signs, no longer than is needed to see that it is too long."""
    return (unescape(text) if "_x" in text else text)[:_TEXT]


def _pieces(element: Element) -> Iterator[str]:
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "t":
            yield child.text or ""
        elif name == "r":
            yield from _pieces(child)
