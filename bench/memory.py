"""How much memory the worker takes for large files: a workbook of 150,000 rows × 20 columns, one that is nearly a bomb, and a CSV of many rows.

python -m bench.memory [--workbook ROWS] [--csv ROWS]: each file goes through the wizard's dry run and the import in a process of its own, in a
new SQLite office; what is printed is the most that process ever held (VmHWM).
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from bench.table import Table
from crm import db, members, synthetic
from crm.importing import drafts, running
from crm.importing.errors import FileError
from crm.importing.options import Options
from crm.journal import work
from crm.migrations import migrate
from crm.models import Operation
from crm.models.operation import DRAFT, FAILED
from crm.settings import Settings

_COLUMNS, _LIMIT = 20, 300


def main() -> int:
    """Make the files, bring each in, and fail where one takes more than 300 MB."""
    if sys.argv[1:2] == ["--bring-in"]:
        print(*_bring_in(Path(sys.argv[2])))
        return 0
    parser = argparse.ArgumentParser("python -m bench.memory")
    parser.add_argument("--workbook", type=int, default=150_000)
    parser.add_argument("--csv", type=int, default=1_000_000)
    wanted = parser.parse_args()
    table, most = Table("memory of large files, SQLite"), 0.0
    makers: list[tuple[str, int, Callable[[Path, int], None]]] = [
        ("workbook.xlsx", wanted.workbook, _workbook), ("bomb.xlsx", 600_000, _bomb), ("people.csv", wanted.csv, _people),
    ]  # fmt: skip
    for name, rows, make in makers:
        with tempfile.TemporaryDirectory(prefix="kith-memory-") as folder:
            make(Path(folder) / name, rows)
            began = time.perf_counter()
            words = _measured(Path(folder) / name)
            most = max(most, float(words[0]))
            table.add(f"{name}, {rows:,} rows: {' '.join(words[1:])}", float(words[0]), "MB", None, "")
            table.add("it took", time.perf_counter() - began, "s", None, "")
    table.show()
    return int(most > _LIMIT)


def _measured(file: Path) -> list[str]:
    done = subprocess.run([sys.executable, "-m", "bench.memory", "--bring-in", str(file)], check=True, capture_output=True, text=True)
    return done.stdout.split()


def _bring_in(file: Path) -> tuple[float, str]:
    """The most memory in megabytes, and what came of the file."""
    settings = Settings.from_env({**os.environ, "KITH_DATA": str(file.parent), "DATABASE_URL": ""})
    db.connect(settings, patient=True)
    with db.connection():
        migrate()
        ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
        try:
            head = drafts.begin(file, file.name, Options(phone_region="US", mode="both"), by=ada, folder=settings.data / "files")
            head = _worked(head)
            if head.status == DRAFT:
                head = _worked(drafts.check(head))
                head = _worked(drafts.run(head, head.params["plan"]))
        except FileError as error:
            return _high_water(), error.code
        if head.status == FAILED:
            return _high_water(), f"refused: {head.reason}"
        told = running.result(head)
    return _high_water(), f"{head.status}, {told['created']:,} created, {told['refused']:,} refused"


def _worked(head: Operation) -> Operation:
    work.run(head.id)
    return Operation.get_by_id(head.id)


def _high_water() -> float:
    told = Path("/proc/self/status").read_text()
    return int(next(line for line in told.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def _workbook(path: Path, rows: int) -> None:
    """Twenty columns, three of texts that are all different, some of numbers, and blank ones: close to what a workbook may unpack to."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("People")
    sheet.append(["first_name", "last_name", "email", *(f"more {n}" for n in range(_COLUMNS - 3))])
    for n in range(rows):
        sheet.append([f"P{n}", f"Holm {n}", f"p{n}@example.net", *(n % 10 if c < 11 else None for c in range(_COLUMNS - 3))])
    book.save(path)


def _bomb(path: Path, rows: int) -> None:
    """The sheet of a small workbook, with empty rows that unpack to a hundred times as much and more."""
    _workbook(path, 10)
    with ZipFile(path) as small:
        parts = {name: small.read(name) for name in small.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=9) as out:
        for name, content in parts.items():
            if name.endswith("sheet1.xml"):
                head, tail = content.split(b"</sheetData>")
                content = (
                    head
                    + b"".join(b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>A</t></is></c></row>' % (n, n) for n in range(12, rows))
                    + b"</sheetData>"
                    + tail
                )
            out.writestr(name, content)


def _people(path: Path, rows: int) -> None:
    people = synthetic.people(rows, 1)
    first = next(people)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(first))
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(people)


if __name__ == "__main__":
    sys.exit(main())
