"""Invented people to look around with: loaded by one click, known by the operations that made them, removed by another."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from peewee import SQL, ModelSelect, fn

from crm import access, businesses, clock, contacts, dnc, notes, tags, talks, tasks
from crm.contacts import addresses
from crm.db import among, db, lock_words
from crm.errors import CrmError
from crm.journal import operation, room
from crm.models import GONE, LIVE, Business, Contact, ContactTag, Event, Member, Operation, Tag
from crm.models.dnc import CHANNELS
from crm.sample_addresses import addresses as addresses_of
from crm.synthetic import people

VIA = "sample"
COUNT = 60
_NOTES = (
    "Asked for a quote for two sites.",
    "Prefers a call after four.",
    "Met at the trade show; wants the brochure.",
    "Paid the invoice, very happy.",
    "Decision maker is the sister, who runs the numbers. Never call before ten.",
)
_TASKS = ("Send the quote", "Call about the renewal", "Confirm the address", "Send the brochure", "Ask how it went", "Review the contract")
_TAGS = ("referral", "trade show", "supplier", "renewal", "vip")


class Loaded(CrmError):
    """The samples are here already. Remove them first."""

    status = 409


def load(*, by: Member, owners: tuple[Member, ...] = (), more: Callable[[int], dict[str, str]] = lambda _: {}) -> None:
    """Make sixty invented people with notes, tags and a little history; `owners` share them, `more` gives further values of the nth."""
    access.require_admin(by)
    chance = random.Random(7)  # noqa: S311
    with db.atomic():
        lock_words("the samples")
        if count():
            raise Loaded()
        room.hold_businesses()
        lock_words(businesses.NEW, tags.NEW)
        found = list(people(COUNT, seed=7))
        homes = addresses_of([person["city"] for person in found])
        crowd = [person | home | more(n) for n, (person, home) in enumerate(zip(found, homes, strict=True))]
        acts = [act for person in crowd for act in _acts(person, by, chance.choice(owners or (by,)), chance)]
        for ago, act in sorted(acts, key=lambda pair: pair[0], reverse=True):
            with clock.moved(-ago):
                act()


def count() -> int:
    """How many samples are here, archived ones too."""
    return int(_people().select(fn.COUNT(Contact.id)).scalar())


def is_sample(contact: Contact) -> bool:
    """Whether a person is an invented one."""
    return bool(contact.born) and Operation.select().where((Operation.id == contact.born) & (Operation.via == VIA)).exists()


def remove(*, by: Member, key: str | None = None) -> int:
    """Take every sample away, changed or not, with the tags and businesses that only they used; gives how many there were."""
    access.require_admin(by)
    with operation("sample.removed", by=by, title="Removed the samples", key=key) as op:
        gone = list(_people())
        for contact in gone:
            op.remove(contact)
        for row in [*_unused_tags(), *_unused_businesses()]:
            op.remove(row)
    return len(gone)


def _made() -> ModelSelect:
    """Their operations; the word stands in the question, where the small index of just these is seen to answer it."""
    return Operation.select(Operation.id).where(Operation.via == SQL(f"'{VIA}'"))


def _people() -> ModelSelect:
    met = Event.select(Event.subject_id).where(Event.operation.in_(_made()) & (Event.subject_kind == Contact.number))
    return Contact.select().where((Contact.state != GONE) & Contact.id.in_(met) & Contact.born.in_(_made()))


def _unused_tags() -> list[Tag]:
    used = ContactTag.select(ContactTag.tag).join(Contact).where((ContactTag.on == 1) & (Contact.state != GONE))
    return list(Tag.select().where((Tag.state == LIVE) & Tag.born.in_(_made()) & Tag.id.not_in(used)))


def _unused_businesses() -> list[Business]:
    mine = [i for (i,) in Business.select(Business.id).where((Business.state == LIVE) & Business.born.in_(_made())).tuples()]
    used = Contact.select(Contact.business).where(among(Contact.business, mine) & (Contact.state != GONE))
    return list(Business.select().where(among(Business.id, mine) & Business.id.not_in(used)))


def _acts(person: dict[str, str], by: Member, owner: Member, chance: random.Random) -> list[tuple[timedelta, Callable[[], object]]]:
    """What happened to one person, and how long ago; their making first."""
    values = {k: v for k, v in person.items() if k not in ("email", "phone", "tags")}
    values |= {"owner": owner.email, "type": chance.choice(("lead", "customer")), "source": chance.choice(("Website", "Referral", "Fair"))}
    made: list[Contact] = []
    plans = random.Random(person["email"])  # noqa: S311
    began = timedelta(days=chance.randint(3, 90), minutes=chance.randint(0, 600))

    def make() -> None:
        made.append(contacts.create(contacts.Form(values, person["email"], person["phone"]), by=by, region="US", via=VIA))

    def do(ago: timedelta, act: Callable[[Contact], object]) -> tuple[timedelta, Callable[[], object]]:
        return ago, lambda: act(made[0])

    acts: list[tuple[timedelta, Callable[[], object]]] = [(began, make)]
    for number, name in enumerate(chance.sample(_TAGS, chance.randint(0, 2)), 1):
        acts.append(do(began - timedelta(minutes=number), partial(_tag, name, by)))
    if chance.random() < 0.5:
        written = chance.choice(_NOTES)
        acts.append(do(_lately(chance), lambda contact: notes.add(contact, written, by=owner, via=VIA)))
    if chance.random() < 0.2:
        phone = f"(503) 555-{chance.randint(100, 199):04d}"
        acts.append(do(_lately(chance), lambda contact: addresses.add_phone(contact, phone, region="US", by=owner, label="mobile")))
    if chance.random() < 0.08:
        acts.append(do(_lately(chance), lambda contact: dnc.add(contact, CHANNELS["email"], by=by, reason="Asked not to be mailed")))
    return acts + [do(_lately(plans), act) for act in _plans(plans, owner)]


def _plans(chance: random.Random, owner: Member) -> list[Callable[[Contact], object]]:
    """What is planned for one person, and the call it was agreed in."""
    plans: list[Callable[[Contact], object]] = []
    if chance.random() < 0.25:
        outcome, minutes = chance.choice(("reached", "no_answer", "voicemail")), str(chance.randint(1, 25))
        said = talks.Told("call", outcome, "out", minutes if outcome == "reached" else "", text="")
        plans.append(lambda contact: talks.log(contact, said, by=owner, via=VIA))
    if chance.random() < 0.35:
        due = clock.today("UTC") + timedelta(days=chance.choice((-9, -3, 0, 0, 1, 2, 4, 6, 12)))
        priority = chance.choice(("normal", "normal", "high", "low"))
        rule = "FREQ=MONTHLY" if chance.random() < 0.15 else ""
        typed = tasks.Typed(chance.choice(_TASKS), due.isoformat(), owner.email, priority, rule=rule)
        plans.append(lambda contact: tasks.create(typed, by=owner, zone="UTC", contact=contact, via=VIA))
    return plans


def _tag(name: str, by: Member, contact: Contact) -> None:
    tags.put_on(contact, name, by=by, via=VIA)


def _lately(chance: random.Random) -> timedelta:
    return timedelta(days=chance.randint(0, 2), minutes=chance.randint(1, 300))
