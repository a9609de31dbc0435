"""Synthetic offices: seeded people with a realistic spread, written through the importer's own tables."""

import random
from collections.abc import Iterator
from typing import Any

from crm import clock, emails, phones
from crm.db import db
from crm.importing import writing
from crm.importing.people import Draft
from crm.journal.operation import continued
from crm.models import Member, Operation
from crm.statistics import refresh_statistics

_FIRST = (
    "Anna Ben Carla David Elin Farid Grace Hamid Ines Jules Kari Liam Maria Noor Oskar Priya Quentin Rosa Sofia Theo Uma Viktor Wei Yara Zoe "
    "Åse Björn Chloé Dragan Émile Fatma Gülşen Håkon Igor Jana Katarzyna Łukasz Møyfrid Niamh Ørjan Paweł Renée Søren Tomáš Ursula Vanessa"
).split()
_STEMS = "Ander Berg Carl Dahl Ekl Fors Gran Holm Ivar Johan Karl Lind Malm Nor Ols Peters Quis Ros Sand Thor Ulv Vest Win Young Zell Mann Kowal Duar Nova Rich".split()
_ENDS = "son sen berg ström ski te es man mann feld stad by lund wick ton ley er ov dottir sky".split()
_CITIES = "Oslo Bergen Portland Seattle Lyon Berlin München Kraków Malmö Dublin Leeds Austin Boise Reno Turin Gdańsk Århus Zürich Basel Cork".split()
_TRADES = "Roofing Dental Print Optical Orchards Catering Design Millwork Plumbing Legal Books Cycles Motors Garden Vet Studio".split()
_DOMAINS = "example.com example.org mail.example kith.example post.example".split()
_SOURCES = ("Website", "Referral", "Fair", "Cold call", "Partner", "")
_TAGS = tuple(f"{word} {n}" for word in ("group", "segment", "event") for n in range(12))
_BATCH = 2_000


def people(count: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Synthetic people as field key → text, always the same for a seed."""
    chance = random.Random(seed)  # noqa: S311
    for n in range(count):
        yield _person(n, count, chance)


def make(count: int, seed: int) -> dict[str, Any]:
    """Write `count` synthetic contacts in batches, in one operation; makes no owner."""
    by = Member(id=None, only_assigned=0)
    head = Operation.create(kind="import", title=f"Made an office of {count}", actor=None, via="command", params={}, created_at=clock.now())
    made = 0
    rows = people(count, seed)
    while drafts := [_draft(row) for _, row in zip(range(_BATCH), rows, strict=False)]:
        with db.atomic(), continued(head) as writer:
            names = writing.Names(drafts)
            names.make(writer, drafts)
            writing.create(writer, drafts, names, by)
        made += len(drafts)
    Operation.update(total=made, done=made, changed=made, finished_at=clock.now()).where(Operation.id == head.id).execute()
    refresh_statistics()
    return {"operation": head.id, "contacts": made, "seed": seed}


def _person(n: int, count: int, chance: random.Random) -> dict[str, str]:
    first, last = chance.choice(_FIRST), chance.choice(_STEMS) + chance.choice(_ENDS)
    if chance.random() < 0.1:
        first = f"{first} {chance.choice(_FIRST)}"
    local = f"{_ascii(first)}.{_ascii(last)}{n}"
    business = f"{chance.choice(_STEMS)}{chance.choice(_ENDS)} {chance.choice(_TRADES)}" if chance.random() < 0.6 else ""
    tags = chance.sample(_TAGS, chance.choice((0, 1, 1, 2, 3)))
    return {
        "first_name": first,
        "last_name": last,
        "email": f"{local}@{chance.choice(_DOMAINS)}" if chance.random() < 0.95 else "",
        "phone": f"({chance.randint(201, 989)}) {chance.randint(200, 999)}-{chance.randint(0, 9999):04d}" if chance.random() < 0.85 else "",
        "business": business,
        "city": chance.choice(_CITIES),
        "source": chance.choice(_SOURCES),
        "job_title": chance.choice(("Manager", "Owner", "Buyer", "")),
        "tags": "; ".join(tags),
    }


def _ascii(text: str) -> str:
    from crm.fold import fold

    return "".join(c for c in fold(text) if c.isascii() and c.isalnum())


def _draft(row: dict[str, str]) -> Draft:
    draft = Draft()
    draft.values = {k: row[k] for k in ("first_name", "last_name", "business", "city", "source", "job_title") if row[k]}
    if row["email"]:
        draft.emails = [("", row["email"], emails.key(row["email"]), 1)]
    if row["phone"]:
        draft.phones = [("", row["phone"], phones.e164(row["phone"], "US"))]
    draft.tags = [t for t in row["tags"].split("; ") if t]
    return draft
