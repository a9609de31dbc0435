"""bench/run: makes an office, measures each part beside its floor, and prints a table."""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import again, exports, floor, formats, purging, web
from bench import bulk as acts
from bench import lists as smart_lists
from bench.table import Table
from crm import contacts, db, members, synthetic
from crm.migrations import migrate
from crm.models import Contact, Event
from crm.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("import", "again", "formats", "web", "lists", "write", "export", "bulk", "beside", "purge")
PASSWORD = "seven green kettles"


def main() -> None:
    """Measure the parts that were asked for, or all."""
    wanted = _arguments()
    folder = Path(wanted.data or tempfile.mkdtemp(prefix="kith-bench-"))
    environ = {**os.environ, "KITH_DATA": str(folder), "PYTHONPATH": str(ROOT)}
    settings = Settings.from_env(environ)
    db.connect(settings, patient=True)
    table = Table(f"{wanted.contacts:,} contacts, {'SQLite' if db.is_sqlite() else 'PostgreSQL'}")
    with db.connection():
        migrate()
        if members.owner() is None:
            members.create_owner("Ada", "ada@example.org", PASSWORD)
        file = _file(folder, wanted.contacts)
        if not Contact.select().exists():
            _import(table, file, environ, settings, wanted.contacts)
        if "again" in wanted.parts:
            again.measure(table, settings, _file(folder, wanted.contacts, "others.csv", 2))
        if "formats" in wanted.parts:
            formats.dry_runs(table, environ, file)
        _long_life(501, 5_000)
        for part, measure in (("export", exports.measure), ("bulk", acts.measure)):
            if part in wanted.parts:
                measure(table, settings, folder)
    for part, measure in (
        ("web", web.pages),
        ("write", web.writes_during_import),
        ("beside", acts.while_people_edit),
        ("purge", purging.measure),
        ("lists", smart_lists.seen),
    ):
        if part in wanted.parts:
            measure(table, environ, settings, PASSWORD)
    if "lists" in wanted.parts:
        db.connect(settings)  # as the web is, which reads through memory
        with db.connection():
            smart_lists.measure(table)
    table.show()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench/run")
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--data", help="a folder to keep; a new one is made otherwise")
    parser.add_argument("parts", nargs="*", default=PARTS)
    return parser.parse_args()


def _file(folder: Path, count: int, name: str = "people.csv", seed: int = 1) -> Path:
    """The people as a CSV file, written once."""
    file = folder / name
    if not file.exists():
        with file.open("w", newline="") as target:
            rows = synthetic.people(count, seed)
            first = next(rows)
            writer = csv.DictWriter(target, list(first))
            writer.writeheader()
            writer.writerow(first)
            writer.writerows(rows)
    return file


def _import(table: Table, file: Path, environ: dict[str, str], settings: Settings, count: int) -> None:
    """The import command in a process of its own: plan and apply, and its memory."""
    command = [sys.executable, "-m", "house.command", "import", str(file), "--json"]
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, web.memory(process.pid))
        time.sleep(0.05)
    took = time.perf_counter() - began
    assert Contact.select().where(Contact.state == 1).count() == count
    if db.is_sqlite():
        path = settings.data / "kith.db"
        db.checkpoint(whole=True)
        least = floor.imported(path, file, settings.data / "floor.db")
        (settings.data / "floor.db").unlink()
        table.add("import, plan and apply", took, "s", least, "csv + executemany of the same rows, indexes and search")
        table.add("journal a contact", _journal_bytes() / count, "bytes", None, "")
    else:
        least = floor.imported_postgres(environ["DATABASE_URL"], file)
        table.add("import, plan and apply", took, "s", least, "csv + executemany of the same rows and indexes")
    table.add("memory of the import (RssAnon)", peak / 1024, "MB", None, "")


def _long_life(contact_id: int, events: int) -> None:
    """Let somebody have this many events, edited one by one."""
    contact, owner = Contact.get_by_id(contact_id), members.require_owner()
    missing = events - Event.select().where((Event.subject_kind == Contact.number) & (Event.subject_id == contact_id)).count()
    with db.db.atomic():
        for number in range(missing):
            contacts.edit(contact, {"city": f"City {number}"}, by=owner)


def _journal_bytes() -> int:
    query = "SELECT sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name WHERE m.tbl_name IN ('operation', 'event', 'change', 'operation_item')"
    return int(db.db.execute_sql(query).fetchone()[0])


if __name__ == "__main__":
    main()
