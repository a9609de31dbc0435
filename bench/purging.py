"""The purge of 20,000 people, while somebody edits in the browser and another asks for the write lock."""

from datetime import timedelta

from bench import bulk as acts
from bench import web
from bench.table import Table
from crm import bulk, clock, db, jobs, members
from crm.db import among
from crm.journal import purge, window
from crm.models import Contact, Event
from crm.selection import Selection
from crm.settings import Settings

PEOPLE = 20_000


def measure(table: Table, environ: dict[str, str], settings: Settings, password: str) -> None:
    """Put the last people in the archive, as if longer ago than anything can be undone, and purge them."""
    with db.connection():
        people = Contact.select(Contact.id).where(Contact.state == 1).order_by(Contact.id.desc()).limit(PEOPLE)
        ids = tuple(i for (i,) in people.tuples())
        head = bulk.act(Selection(ids=ids), "archive", {}, by=members.require_owner(), via="command")
        jobs.work.run(head.id)
        theirs = (Event.subject_kind == Contact.number) & among(Event.subject_id, ids)
        Event.update(at=clock.now() - timedelta(days=window.days() + 1)).where(theirs).execute()
        assert purge.plan()["people"] == PEOPLE
    with web.serving(environ) as port:
        acts.beside(table, f"purge of {PEOPLE:,} people", ["purge"], environ, settings, web.Client(port, password))
