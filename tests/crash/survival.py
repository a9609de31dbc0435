"""Workers that are killed and frozen while they import: what must be true when it is over."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from peewee import fn

from crm import clock, db, members, synthetic
from crm.importing import drafts, looking, running
from crm.importing.options import Options
from crm.importing.reading import unpacking
from crm.models import LIVE, Business, Contact, ContactEmail, ContactSearch, Event, Member, Operation, OperationItem, Tag
from crm.models.operation import DONE, DRAFT
from crm.settings import Settings
from tests.crm.importing.workbooks import books

ROOT = Path(__file__).resolve().parents[2]


def start_import(settings: Settings, rows: int, owner: Member | None = None) -> Operation:
    """An import of synthetic people that waits for a worker."""
    owner = owner or members.create_owner("Ada", "ada@example.org", "seven green kettles")
    return running.start(people_file(settings, rows), "people.csv", Options(), by=owner, folder=settings.data / "files")


def people_file(settings: Settings, rows: int) -> Path:
    """A file of synthetic people."""
    file = settings.data / "people.csv"
    lines = [
        f"{p['first_name']},{p['last_name']},p{n}@example.org,{p['business']},group {n % 7}"
        for n, p in enumerate(synthetic.people(rows, 5))
    ]
    file.write_text("first_name,last_name,email,business,tags\n" + "\n".join(lines))
    return file


def start_review(settings: Settings, rows: int, owner: Member | None = None) -> Operation:
    """A draft of the same import whose dry run waits for a worker."""
    owner = owner or members.create_owner("Ada", "ada@example.org", "seven green kettles")
    begun = drafts.begin(people_file(settings, rows), "people.csv", Options(), by=owner, folder=settings.data / "files")
    return drafts.check(begun)


def start_unpacking(settings: Settings, rows: int, owner: Member | None = None) -> Operation:
    """A draft of a workbook of synthetic people that waits for a worker to unpack it."""
    owner = owner or members.create_owner("Ada", "ada@example.org", "seven green kettles")
    book, cell = settings.data / "people.xlsx", '<c t="inlineStr"><is><t>{}</t></is></c>'.format
    people = [("first_name", "email"), *((p["first_name"], f"p{n}@example.org") for n, p in enumerate(synthetic.people(rows, 5)))]
    book.write_bytes(books.by_hand("".join(f"<row>{''.join(map(cell, cells))}</row>" for cells in people)))
    with patch.object(unpacking, "_LONG_WORKBOOK", 0):
        return drafts.begin(book, "people.xlsx", Options(), by=owner, folder=settings.data / "files")


def check_unpacked(head: Operation, rows: int) -> None:
    """The draft can be gone on with, its table is whole, and nothing is left beside it."""
    assert (head.status, head.lease_owner, "unpack" in head.params) == (DRAFT, "", False)
    source = looking.look(drafts.path_of(head), drafts.options_of(head)).source
    assert source is not None
    assert [record.number for record in source.records()] == list(range(1, rows + 1))
    assert sorted(path.suffix for path in drafts.path_of(head).parent.iterdir()) == ["", ".csv"]


def check_reviewed(head: Operation, rows: int) -> None:
    """The plan is whole and every row is in it once, and nobody was written."""
    assert (head.status, head.total, head.params["counts"], head.lease_owner) == (DRAFT, rows, [[1, "", rows]], "")
    assert OperationItem.select().where(OperationItem.operation == head.id).count() == rows
    assert Contact.select().count() == 0


def worker(settings: Settings) -> subprocess.Popen[bytes]:
    """A real worker process; it ends when nothing is left."""
    environ = {**os.environ, "KITH_DATA": str(settings.data), "DATABASE_URL": settings.database_url, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-m", "house.command", "work", "--once"], env=environ, cwd=ROOT, stderr=subprocess.DEVNULL)


def place(head: Operation) -> tuple[str, int]:
    """How far an operation has come."""
    fresh = Operation.get_by_id(head.id)
    return fresh.status, fresh.cursor


def freeze_past_its_lease(settings: Settings, head: Operation, chance: random.Random) -> None:
    """Stop a worker, let its lease run out, let another take over, and thaw the first: it must stop by itself."""
    frozen, was = worker(settings), place(head)
    while frozen.poll() is None and place(head) == was:
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.05))
    frozen.send_signal(signal.SIGSTOP)
    if frozen.poll() is None and place(head)[0] != DONE:
        _let_the_lease_run_out(head, frozen)
        other = worker(settings)
        time.sleep(1.5)
        frozen.send_signal(signal.SIGCONT)
        time.sleep(0.3)
        other.kill()
        other.wait()
    frozen.send_signal(signal.SIGCONT)
    frozen.kill()
    frozen.wait()


def _let_the_lease_run_out(head: Operation, frozen: subprocess.Popen[bytes]) -> None:
    """Fifteen seconds are long: say that they are over. A worker frozen inside a transaction holds the lock until thawed."""
    if not db.is_sqlite():
        db.db.execute_sql("SET lock_timeout = '200ms'")
    for _ in range(20):
        try:
            Operation.update(lease_until=clock.now() - timedelta(seconds=1)).where(Operation.id == head.id).execute()
            return
        except Exception as error:
            if "lock" not in str(error):
                raise
            frozen.send_signal(signal.SIGCONT)
            time.sleep(0.05)
            frozen.send_signal(signal.SIGSTOP)


def finish(settings: Settings, head: Operation) -> Operation:
    """Let one more worker end it."""
    assert worker(settings).wait(900) == 0
    return Operation.get_by_id(head.id)


def check_imported(head: Operation, rows: int) -> None:
    """Every row is there once: contact, address, item, event and search document; businesses and tags are distinct."""
    assert (head.status, head.total, head.done, head.changed) == (DONE, rows, rows, rows)
    assert Contact.select().count() == rows
    assert ContactEmail.select(fn.COUNT(ContactEmail.email_key.distinct())).scalar() == rows
    assert ContactEmail.select().count() == rows
    assert OperationItem.select().where((OperationItem.operation == head.id) & (OperationItem.status == 1)).count() == rows
    assert Event.select().where((Event.operation == head.id) & (Event.subject_kind == Contact.number)).count() == rows
    assert ContactSearch.select().count() == rows
    for model in (Business, Tag):
        assert model.select().count() == model.select(fn.COUNT(model.name_f.distinct())).scalar()


def check_undone(rows: int) -> None:
    """Nobody is left, and nothing was taken twice."""
    assert Contact.select().where(Contact.state == LIVE).count() == 0
    assert Contact.select().count() == rows
    assert ContactSearch.select().count() == 0
