"""The same people as a workbook and as an address book: what a dry run takes in time and memory, beside the same as CSV."""

import csv
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook

from bench import web
from bench.table import Table
from crm.exporting.cards import FIELDS, card

ROOT = Path(__file__).resolve().parents[1]


def dry_runs(table: Table, environ: dict[str, str], people: Path) -> None:
    """A dry run of the people in a CSV file, and in a workbook and an address book made of it."""
    book, cards = people.with_suffix(".xlsx"), people.with_suffix(".vcf")
    if not book.exists():
        _write_book(people, book)
        cards.write_text("".join(card(cells) for cells in _cells(people)), encoding="utf-8", newline="")
    least, _ = _dry_run(people, environ)
    for file, what in ((book, "dry run of a workbook"), (cards, "dry run of an address book")):
        took, peak = _dry_run(file, environ)
        table.add(what, took, "s", least, "dry run of the same people as CSV")
        table.add(f"{what}, memory (RssAnon)", peak / 1024, "MB", None, "")


def _dry_run(file: Path, environ: dict[str, str]) -> tuple[float, int]:
    command = [sys.executable, "-m", "house.command", "import", str(file), "--dry-run", "--json"]
    began, peak = time.perf_counter(), 0
    process = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, web.memory(process.pid))
        time.sleep(0.05)
    assert process.returncode == 0, file
    return time.perf_counter() - began, peak


def _write_book(people: Path, target: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("People")
    with people.open(newline="") as file:
        for row in csv.reader(file):
            sheet.append(row)
    book.save(target)


def _cells(people: Path) -> Iterator[dict[str, str]]:
    with people.open(newline="") as file:
        for row in csv.DictReader(file):
            found = {"emails": row.get("email", ""), "phones": row.get("phone", ""), **row}
            yield {key: found.get(key, "") for key in FIELDS}
