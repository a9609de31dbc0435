"""How long the activity page takes over 1,000,000 events, with every filter: `python -m bench.activity [postgresql://…]`."""

import itertools
import random
from datetime import timedelta

from peewee import fn

from bench.record import opened, show, signed_in
from crm import clock, db, synthetic
from crm.activity import KINDS as NARROWED
from crm.journal.kinds import KINDS
from crm.models import Change, Contact, Event, Member, Operation
from crm.rows import write_rows
from crm.statistics import refresh_statistics

EVENTS, PEOPLE, PIECE, DAYS, TIMES = 1_000_000, 20_000, 50_000, 1_000, 10
USUAL = ("contact.edited", "contact.edited", "contact.edited", "note.added", "contact.tagged", "contact.created")


def main() -> None:
    """Make the office, then ask for the page in every way."""
    with opened() as (app, ada):
        busy, idle, narrow = [_member(name) for name in ("Busy", "Idle", "Narrow")]
        synthetic.make(PEOPLE, 1)
        Contact.update(owner=narrow).where(fn.MOD(Contact.id, 100) == 0).execute()
        fill([ada, busy, narrow])
        for actor in (ada, busy, narrow):
            print(actor.name)
            client = signed_in(app, actor)
            for path in ways(busy, idle, EVENTS):
                show(client, path, TIMES)


def _member(name: str) -> Member:
    email = f"{name.lower()}@example.org"
    return Member.create(
        name=name, email=email, email_key=email, role="member", only_assigned=int(name == "Narrow"), state=1, created_at=clock.now()
    )


def ways(busy: Member, idle: Member, newest: int) -> list[str]:
    """The page plain, with each filter, with them together, and far down."""
    asked = ["", f"before={newest // 2}", *(f"kind={kind}" for kind in NARROWED)]
    asked += [f"by={busy.id}", f"by={idle.id}", "period=1", "period=30", "period=365", "q=lindson", "q=an", "q=nobodyatall"]
    asked += [f"kind=tags&by={idle.id}", f"kind=undos&by={busy.id}&period=7", f"kind=people&by={busy.id}&period=365&q=lindson"]
    asked += [f"by={idle.id}&period=30", f"period=7&before={newest // 2}", f"q=lindson&before={newest // 2}"]
    return [f"/activity?{one}" for one in asked]


def fill(actors: list[Member]) -> None:
    """So many operations of one event and one change each, by three members over a thousand days; settings and undos are rare."""
    chance, begin = random.Random(3), clock.now() - timedelta(days=DAYS)
    people = [i for (i,) in Contact.select(Contact.id).tuples()]
    for first in range(0, EVENTS, PIECE):
        with db.db.atomic():
            _piece(chance, [(begin + timedelta(days=DAYS * n / EVENTS), n) for n in range(first, first + PIECE)], people, actors)
    refresh_statistics()


def _piece(chance: random.Random, moments: list, people: list[int], actors: list[Member]) -> None:
    ids = [list(itertools.islice(db.take_ids(model, PIECE), PIECE)) for model in (Operation, Event)]
    rows = []
    for (at, n), operation, event in zip(moments, *ids, strict=True):
        kind = "office.edited" if n % 10_000 == 0 else chance.choice(USUAL)
        by = chance.choices(actors, (10, 10, 1))[0].id
        rows.append((operation, event, kind, by, at, chance.choice(people)))
    named = [(o, kind, "Edited somebody", by, at, "{}", 1) for o, _, kind, by, at, _ in rows]
    write_rows(Operation, ("id", "kind", "title", "actor", "created_at", "params", "total"), named)
    told = [(e, o, KINDS.get(kind, KINDS["contact.edited"]), Contact.number, who, at) for o, e, kind, _, at, who in rows]
    write_rows(Event, ("id", "operation", "kind", "subject_kind", "subject_id", "at"), told)
    cells = [(e, o, Contact.number, who, 7, "Oslo", f"City {o}") for o, e, _, _, _, who in rows]
    write_rows(Change, ("event", "operation", "tbl", "row", "col", "old", "new"), cells)


if __name__ == "__main__":
    main()
