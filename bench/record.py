"""How long a record page takes that has 5,000 events, 300 notes, 100 tasks, 20 fields of the office's own and 30 links.

`python -m bench.record [postgresql://…]`
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from crm import associations, clock, contacts, custom_fields, db, members, notes, tasks
from crm.associations import labels
from crm.associations.ways import Way
from crm.custom_fields import Wanted
from crm.journal.kinds import KINDS
from crm.members import sign_in
from crm.members.sign_in import Visitor
from crm.migrations import migrate
from crm.models import AssociationLabel, Change, Contact, Event, Member, Operation
from crm.rows import write_rows
from crm.settings import Settings

EVENTS, NOTES, TASKS, FIELDS, LINKS, TIMES = 5_000, 300, 100, 20, 30, 60


def main() -> None:
    """Make the office, ask for the page again and again, and print the median and the 95th percentile in milliseconds."""
    with opened() as (app, ada):
        contact, fresh = fill(ada), contacts.create(contacts.Form({"last_name": "New"}), by=ada, region="US")
        client = signed_in(app, ada)
        timeline = f"/contacts/{contact.id}/timeline?kind=notes"
        for path in (f"/contacts/{fresh.id}", f"/contacts/{contact.id}", timeline, "/tasks", "/today"):
            show(client, path)


@contextmanager
def opened() -> Iterator[tuple[Flask, Member]]:
    """An empty office with its owner, in the database that the command names or in one of its own."""
    with tempfile.TemporaryDirectory() as data:
        url = {"DATABASE_URL": sys.argv[1]} if len(sys.argv) > 1 else {}
        app = create_app(Settings.from_env({"KITH_DATA": data, "KITH_SECRET_KEY": "a secret of the bench, of no office", **url}))
        with db.connection():
            migrate()
            yield app, members.create_owner("Ada", "ada@example.org", "seven green kettles")


def signed_in(app: Flask, ada: Member) -> FlaskClient:
    """A browser in which she is signed in."""
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    client.set_cookie("kith", sign_in.begin(ada, Visitor("127.0.0.1")).token)
    return client


def show(client: FlaskClient, path: str, times: int = TIMES) -> None:
    """Print what a page takes, and how many queries it asks."""
    spent = sorted(ask(client, path) for _ in range(times))
    middle, late = statistics.median(spent), spent[int(times * 0.95)]
    print(f"{path:50} median {middle:6.1f} ms   p95 {late:6.1f} ms   {queries(client, path):3} queries", flush=True)


def queries(client: FlaskClient, path: str) -> int:
    """How many queries one page asks."""
    asked, database = 0, db.db.obj
    execute = database.execute_sql

    def count(*args: Any, **more: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*args, **more)

    database.execute_sql = count
    try:
        ask(client, path)
    finally:
        del database.execute_sql
    return asked


def ask(client: FlaskClient, path: str) -> float:
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
    own(contact, ada)
    for n in range(LINKS):
        link(contact, n, ada)
    with db.db.atomic():
        edit(contact, ada, EVENTS - NOTES - TASKS)
    return contact


def own(contact: Contact, ada: Member) -> None:
    """Fields of the office's own, each filled."""
    for n in range(FIELDS):
        made = custom_fields.define(Wanted(f"Field {n}", ("text", "number", "date", "yesno")[n % 4]), by=ada)
        contacts.edit(contact, {f"cf_{made.key}": ("some words", str(n), "2026-05-31", "yes")[n % 4]}, by=ada)


def link(contact: Contact, n: int, ada: Member) -> None:
    """One link with somebody else, of a label of every tenth."""
    label = AssociationLabel.get_or_none(AssociationLabel.name == f"Friend {n % 10}")
    label = label or labels.create(labels.Wanted(f"Friend {n % 10}", kind_a=1, kind_b=1), by=ada)
    other = contacts.create(contacts.Form({"first_name": "Bo", "last_name": f"Lind {n}"}), by=ada, region="US")
    associations.link((Contact.number, contact.id), Way(label, "a"), (Contact.number, other.id), by=ada)


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
