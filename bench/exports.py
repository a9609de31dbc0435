"""An export of everybody with thirty columns, beside a bare csv.writer over one statement that reads the same; and its first byte."""

import time
from collections.abc import Sequence
from pathlib import Path

from bench import floor
from bench.table import Table
from crm import db, members
from crm.exporting import beside, files, people
from crm.kinds import CONTACTS
from crm.selection import Selection
from crm.settings import Settings

ALSO = ("name", "email", "phone")
"""Columns beside all that a file can carry but for names and numbers that stand beside others, to be the thirty that the floor reads."""


def measure(table: Table, settings: Settings, folder: Path) -> None:
    """The file whole, as the command writes it, and in pieces, as a browser gets it."""
    by, aside = members.require_owner(), beside.fields_of(CONTACTS)
    columns = (*(key for key in people.columns_of("all") if key not in aside), *ALSO)
    least = min(floor.exported(folder / "floor.csv", "group_concat" if db.is_sqlite() else "string_agg") for _ in range(2))
    began = time.perf_counter()
    written = files.write(folder / "out.csv", Selection(), columns, by)
    took = time.perf_counter() - began
    with (folder / "floor.csv").open(encoding="utf-8") as file:
        assert written.rows == sum(1 for _ in file)
    table.add(f"export CSV, {len(columns)} columns", took, "s", least, "csv.writer over one statement that reads the same")
    table.add("its first byte, in the browser", _first_byte(by, columns), "ms", None, "")


def _first_byte(by: members.Member, columns: Sequence[str]) -> float:
    began = time.perf_counter()
    next(files.stream(Selection(), columns, by))
    return (time.perf_counter() - began) * 1000
