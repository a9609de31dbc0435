"""How long a record page takes that has 5,000 events, 300 notes and 100 tasks: `python -m bench.record [postgresql://…]`."""

import statistics
import sys
import tempfile
import time
from datetime import timedelta

from app import create_app
from crm import clock, contacts, db, members, notes, tasks
from crm.db import write_rows
from crm.journal.kinds import KINDS
from crm.members import sign_in
from crm.members.sign_in import Visitor
from crm.migrations import migrate
from crm.models import Change, Contact, Event, Member, Operation
from crm.settings import Settings

EVENTS, NOTES, TASKS, TIMES = 5_000, 300, 100, 60


def main() -> None:
    """Make the office, ask for the page again and again, and print the median and the 95th percentile in milliseconds."""
    with tempfile.TemporaryDirectory() as data:
        url = {"DATABASE_URL": sys.argv[1]} if len(sys.argv) > 1 else {}
        settings = Settings.from_env({"KITH_DATA": data, "KITH_SECRET_KEY": "a secret of the bench, of no office", **url})
        app = create_app(settings)
        with db.connection():
            migrate()
            ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
            contact = fill(ada)
            client = app.test_client()
            client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
            client.set_cookie("kith", sign_in.begin(ada, Visitor("127.0.0.1")).token)
            for path in (f"/contacts/{contact.id}", f"/contacts/{contact.id}/timeline?kind=notes", "/tasks", "/today"):
                spent = sorted(ask(client, path) for _ in range(TIMES))
                print(f"{path:40} median {statistics.median(spent):6.1f} ms   p95 {spent[int(TIMES * 0.95)]:6.1f} ms")


def ask(client, path: str) -> float:  # type: ignore[no-untyped-def]
    """Milliseconds for one page."""
    began = time.perf_counter()
    assert client.get(path).status_code == 200
    return (time.perf_counter() - began) * 1_000


def fill(ada: Member) -> Contact:
    """One person with a long history."""
    contact = contacts.create(contacts.Form({"first_name": "Ann", "last_name": "Lee"}, "ann@example.org"), by=ada, region="US")
    for n in range(NOTES):
        notes.add(contact, f"Note **{n}**\n- [ ] and what follows from it, at some length, so that it fills a line or two", by=ada)
    for n in range(TASKS):
        day = (clock.today("UTC") + timedelta(days=n - TASKS // 2)).isoformat()
        tasks.create(tasks.Typed(f"Task {n}", day, ada.email), by=ada, zone="UTC", contact=contact)
    with db.db.atomic():
        first = edit(contact, ada, EVENTS - NOTES - TASKS)
    assert first
    return contact


def edit(contact: Contact, ada: Member, count: int) -> int:
    """So many changes of the city, each an operation of its own."""
    at = clock.now()
    operations, events = list(db.take_ids(Operation, count)), list(db.take_ids(Event, count))
    write_rows(
        Operation,
        ("id", "kind", "title", "actor", "created_at", "params"),
        [(o, "contact.edited", "Edited Ann Lee: city", ada.id, at, "{}") for o in operations],
    )
    pairs = list(zip(operations, events, strict=True))
    rows = [(e, o, KINDS["contact.edited"], Contact.number, contact.id, at) for o, e in pairs]
    write_rows(Event, ("id", "operation", "kind", "subject_kind", "subject_id", "at"), rows)
    cells = [(e, o, Contact.number, contact.id, 7, f"City {n}", f"City {n + 1}") for n, (o, e) in enumerate(pairs)]
    write_rows(Change, ("event", "operation", "tbl", "row", "col", "old", "new"), cells)
    return operations[0]


if __name__ == "__main__":
    main()
