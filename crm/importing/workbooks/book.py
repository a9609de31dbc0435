"""The parts of a workbook: its sheets in their order, how its numbers are shown, and the texts its cells share."""

import posixpath
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from xml.etree.ElementTree import Element

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from crm.importing.errors import FileError
from crm.importing.options import BadOption
from crm.importing.workbooks import sheet
from crm.importing.workbooks.archive import Archive, reading
from crm.importing.workbooks.strings import Strings
from crm.importing.workbooks.values import Style, style

_VISIBLE = "visible"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name on the tab, where it is stored, and whether a person sees it."""

    name: str
    part: str
    visible: bool


class Book:
    """A workbook opened for reading; raises FileError where it is none."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        with reading():
            home = self._home()
            tree = archive.tree(home)
            parts = self._related(home)
            self.sheets = list(_sheets(tree, {i: part for i, (kind, part) in parts.items() if kind == "worksheet"}))
            self.epoch = CALENDAR_MAC_1904 if _is_1904(tree) else CALENDAR_WINDOWS_1900
            by_kind = {kind: part for kind, part in parts.values() if part in archive}
            self.styles = list(_styles(archive.tree(by_kind["styles"]))) if "styles" in by_kind else []
        self.shared = by_kind.get("sharedStrings")
        if not self.sheets:
            raise FileError("xlsx_damaged")

    def choose(self, wanted: str | None) -> tuple[Sheet, list[str]]:
        """The sheet a person named, or the first that shows anything; and the names of all that do, which they may choose from."""
        seen = [s for s in self.sheets if s.visible] or self.sheets
        filled = [s for s in seen if self._is_filled(s)]
        found = self._named(wanted) if wanted is not None else (filled or seen)[0]
        return found, [s.name for s in self.sheets if s in filled or s is found]

    def rows(self, chosen: Sheet, folder: Path) -> Iterator[sheet.Row]:
        """The rows of a sheet with their numbers; `folder` is where the texts that cells share may lie meanwhile."""
        with reading(), TemporaryFile(dir=folder) as file:
            strings = Strings(file)
            if self.shared:
                with closing(self.archive.steps(self.shared, 1)) as steps:
                    strings.fill(steps)
            with closing(self.archive.steps(chosen.part, sheet.DEPTH)) as steps:
                yield from sheet.rows(steps, strings, self.styles, self.epoch)

    def _named(self, wanted: str) -> Sheet:
        bare = wanted.strip().casefold()
        found = next((s for s in self.sheets if s.name.strip().casefold() == bare), None)
        if found is None:
            raise BadOption(name="sheet", value=wanted, choices=", ".join(s.name for s in self.sheets))
        return found

    def _is_filled(self, one: Sheet) -> bool:
        with reading(), closing(self.archive.steps(one.part, sheet.DEPTH)) as steps:
            return sheet.is_filled(steps)

    def _home(self) -> str:
        """Where the workbook itself is stored."""
        found = self._related("")
        return next((part for kind, part in found.values() if kind == "officeDocument" and part in self.archive), "xl/workbook.xml")

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """(kind, part) by id of what a part names; what lies outside of the archive isn't followed."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self.archive:
            return {}
        inside = [e for e in self.archive.tree(relations) if e.get("TargetMode") != "External"]
        return {e.get("Id", ""): (_last(e.get("Type")), _joined(folder, e.get("Target", ""))) for e in inside}


def _last(address: str | None) -> str:
    return (address or "").rpartition("/")[2]


def _joined(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    return posixpath.normpath(target if target.startswith("/") else posixpath.join(folder, target)).lstrip("/")


def _named(tree: Element, name: str) -> Iterator[Element]:
    """The elements of this name, whichever of the two dialects of workbooks they are written in."""
    return (e for e in tree.iter() if isinstance(e.tag, str) and e.tag.rpartition("}")[2] == name)


def _sheets(tree: Element, parts: dict[str, str]) -> Iterator[Sheet]:
    for e in _named(tree, "sheet"):
        relation = next((value for key, value in e.attrib.items() if key.endswith("}id")), "")
        if relation in parts:
            yield Sheet(e.get("name", ""), parts[relation], e.get("state", _VISIBLE) == _VISIBLE)


def _is_1904(tree: Element) -> bool:
    return any(e.get("date1904") in ("1", "true") for e in _named(tree, "workbookPr"))


def _styles(tree: Element) -> Iterator[Style]:
    """How the cells of each style are shown, by the style's number."""
    own: dict[int, Any] = {}
    for e in _named(tree, "numFmt"):
        with suppress(ValueError):
            own[int(e.get("numFmtId", ""))] = e.get("formatCode", "")
    for group in _named(tree, "cellXfs"):
        for e in group:
            number = e.get("numFmtId", "0")
            yield style(int(number) if number.isascii() and number.isdigit() else 0, own)
