"""Two thousand random people with gaps, accents and odd dates, and the same people as dictionaries for the oracle."""

import random
from datetime import timedelta

from crm import clock, emails, members, phones
from crm.db import db
from crm.fold import fold
from crm.importing import writing
from crm.importing.people import Draft
from crm.journal import values
from crm.journal.kinds import KINDS
from crm.journal.operation import continued
from crm.models import (
    LIVE,
    Business,
    Choice,
    Contact,
    ContactBusiness,
    ContactDetail,
    ContactEmail,
    ContactFollower,
    ContactPhone,
    ContactTag,
    Event,
    Member,
    Note,
    Operation,
    Tag,
)
from crm.models.dnc import CHANNELS
from tests.crm.filters import trade
from tests.crm.filters.oracle import TEXTS

WORDS = (
    "",
    "",
    "Ann",
    "ANN",
    "Åse",
    "ase",
    "Øst",
    "Łódź",
    "O’Neil",
    "o'neil",
    "Straße",
    "strasse",
    "a_b",
    "100%",
    "b\\c",
    "İz",
    "Zoë Lee",
    "ann lee",
    "名前",
    "x  y",
)
CITIES = ("", "Oslo", "OSLO", "Ōslo", "Bergen", "Århus", "New York")
TAGS = ("vip", "Gold", "göld", "a b", "lead%")
DATES = (None, None, "1980-05-31", "2000-02-29", "--02-29", "--11-26", "1999-12-31", "2026-11-25", "1975-01-01", "--12-31", "9999-12-31")
DOMAINS = ("example.org", "Example.ORG", "mail.example", "oslo.example", "Øst.example")
NUMBERS = (
    "+47 22 33 44 55",
    "22 33 44 55",
    "(503) 555-0148",
    "503.555.0149",
    "+1 503 555 0148",
    "22 33 44 56 Ext. 7",
    "0047 22334455",
    "+45 22 33 44 55",
    "911",
)


def make(count: int = 2_000, seed: int = 11) -> Member:
    """Write the people; gives the member who asks."""
    ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
    bob = members.create("Bob", "bob@example.org", "seven green kettles", by=ada)
    trade.define(ada)
    chance = random.Random(seed)
    for part, by, file in ((count // 2, ada, "Åse  Øst.CSV"), (count - count // 2, bob, "bob.csv")):
        head = Operation.create(kind="import", title=f"Imported {file}", actor=by.id, via="web", params={}, created_at=clock.now())
        drafts = [_draft(chance, (ada, bob)) for _ in range(part)]
        with db.atomic(), continued(head) as writer:
            names = writing.Names(drafts)
            names.make(writer, drafts)
            writing.create(writer, drafts, names, Member(id=by.id, only_assigned=0))
    _scatter(chance, (ada, bob))
    return ada


def _draft(chance: random.Random, team: tuple[Member, ...]) -> Draft:
    draft = Draft()
    texts = {
        key: chance.choice(WORDS)
        for key in ("first_name", "last_name", "job_title", "source", "street", "region", "postal_code", "website", "language", "business")
    }
    values = {
        **texts,
        "city": chance.choice(CITIES),
        "birth_date": chance.choice(DATES),
        "country": chance.choice(("", "NO", "US")),
        "timezone": chance.choice(("", "Europe/Oslo")),
    }
    values["type"] = chance.choice((None, 1, 2))
    values["owner"] = chance.choice((None, team[0].id, team[1].id))
    values |= trade.held(chance)
    draft.values = {key: value for key, value in values.items() if value not in ("", None)}
    draft.emails = [("", address, emails.key(address), 1) for address in {_address(chance) for _ in range(chance.choice((0, 1, 1, 2)))}]
    draft.phones = [("", typed, phones.e164(typed, "NO")) for typed in chance.sample(NUMBERS, chance.choice((0, 1, 1, 2)))]
    draft.tags = chance.sample(TAGS, chance.choice((0, 0, 1, 2)))
    draft.notes = [chance.choice(WORDS) or "a note" for _ in range(chance.choice((0, 0, 1)))]
    if chance.random() < 0.2:
        draft.dnc = [(chance.choice((1, 2, 4, 8, 15)), 1)]
    return draft


def _address(chance: random.Random) -> str:
    return f"{chance.choice(('ann', 'Ann.Lee', 'o_neil', 'x', 'Åse', 'josé', 'straße', '名前'))}{chance.randint(1, 60)}@{chance.choice(DOMAINS)}"


def _scatter(chance: random.Random, team: tuple[Member, ...]) -> None:
    """Times around day and period ends, scores, followers, archived people."""
    now = clock.now()
    for (contact,) in list(Contact.select(Contact.id).tuples()):
        moment = now + timedelta(days=chance.choice((0, -1, 1, -6, -7, -30, -31, -90, -365, 5)), hours=chance.randint(-14, 14))
        active = None if chance.random() < 0.3 else moment
        Contact.update(
            created_at=moment, updated_at=now - timedelta(days=chance.randint(0, 400)), last_activity_at=active, score=chance.randint(-3, 9)
        ).where(Contact.id == contact).execute()
        if chance.random() < 0.2:
            ContactFollower.create(contact=contact, follower=chance.choice(team).id)
        if chance.random() < 0.3:
            firms = [i for (i,) in Business.select(Business.id).order_by(Business.id).tuples()]
            row = ContactBusiness(contact=contact, business=chance.choice(firms), role=chance.choice(("", "Buyer", "Annual auditor")))
            row.role_f, row.state = fold(row.role), chance.choice((1, 1, 0))
            row.save(force_insert=True)
        if chance.random() < 0.03:
            Contact.update(state=2).where(Contact.id == contact).execute()
            values.follow([contact])


def as_dictionaries() -> dict[int, dict[str, object]]:
    """Every live person as the oracle reads them."""
    names = {m.id: m.email for m in Member.select()}
    types = {c.id: c.key for c in Choice.select()}
    businesses = {b.id: b.name for b in Business.select()}
    tags = {t.id: t.name for t in Tag.select().where(Tag.state == LIVE)}
    cold = {d.contact_id: d for d in ContactDetail.select()}
    people = {}
    for c in Contact.select().where(Contact.state == LIVE):
        texts = {key: getattr(c, key) for key in ("first_name", "last_name", "source", "city")}
        texts |= {
            key: getattr(cold.get(c.id), key, "") or ""
            for key in ("job_title", "street", "region", "postal_code", "website", "language", "country", "timezone")
        }
        people[c.id] = {
            **texts,
            "id": c.id,
            "name": " ".join(filter(None, (c.first_name, c.last_name))),
            "business": businesses.get(c.business_id, ""),
            "type": types.get(c.type_id),
            "owner": names.get(c.owner_id),
            "birth_date": c.birth_date,
            "created_at": c.created_at,
            "updated_at": c.updated_at,
            "last_activity_at": c.last_activity_at,
            "score": c.score,
            "dnc": [name for name, bit in CHANNELS.items() if c.dnc & bit],
            **{key: [] for key in ("emails", "phones", "tags", "followers", "note")},
            **{f"related {key}": [] for key in ("imports", "edits", "notes", "tags", "businesses")},
        }
    _add_rows(people, names, tags)
    further = [(b.contact_id, businesses[b.business_id], b.role) for b in ContactBusiness.select().where(ContactBusiness.state == LIVE)]
    trade.add_to(people)
    for person in people.values():
        person["email"], person["phone"] = person["emails"], person["phones"]
        person["related tags"] = [{"name": name} for name in person["tags"]]
        person["related businesses"] = [{"name": person["business"], "role": person["job_title"]}] if person["business"] else []
        assert set(TEXTS) <= set(person)
    for contact, name, role in further:
        if contact in people and name != people[contact]["business"]:
            people[contact]["related businesses"].append({"name": name, "role": role})
    return people


def _add_rows(people, names, tags) -> None:
    for row in ContactEmail.select():
        if row.contact_id in people:
            people[row.contact_id]["emails"].append(row.address)
    for row in ContactPhone.select():
        if row.contact_id in people:
            people[row.contact_id]["phones"].append((row.typed, row.e164))
    for row in ContactTag.select():
        if row.contact_id in people:
            people[row.contact_id]["tags"].append(tags[row.tag_id])
    for row in ContactFollower.select():
        if row.contact_id in people:
            people[row.contact_id]["followers"].append(names[row.follower_id])
    for row in Note.select():
        if row.contact_id in people:
            people[row.contact_id]["note"].append(row.text)
            people[row.contact_id]["related notes"].append(
                {"text": row.text, "created_at": row.created_at, "author": names.get(row.author_id), "note": [row.text]}
            )
    for event in Event.select(Event, Operation).join(Operation, on=(Operation.id == Event.operation), attr="op"):
        if event.subject_kind == Contact.number and event.subject_id in people and event.kind == KINDS["import.created"]:
            people[event.subject_id]["related imports"].append(
                {"id": event.op.id, "title": event.op.title, "at": event.at, "by": names.get(event.op.actor)}
            )
