"""Search: the set a condition finds, the set a probe finds, and what a plain reading of the data finds are the same."""

import pytest

from crm import contacts, duplicates, members, selection, tags
from crm.contacts import addresses, listing
from crm.contacts.listing import Sort
from crm.fold import fold
from crm.models import LIVE, Contact
from crm.search import words
from crm.selection import Selection
from tests.crm.journal.world import clear

PEOPLE = (
    ("Ann", "Lee", "ann@acme.example", "(503) 555-0171", "Acme Ltd", ("vip",)),
    ("Bjørn", "Ångström", "bjorn@nord.example", "+47 22 33 44 55", "", ()),
    ("Müller", "Anna", "mueller@mail.example", "", "Brønnøy AS", ("new lead", "vip")),
    ("", "王", "", "0171 1234567", "", ()),
    ("O’Neil", "Percy 100%_x", "percy@x.example", "", "acme ltd", ("Ünïque",)),
    ("Mia", "Mannheim", "", "", "", ("m",)),
    ("Eva", "Stone", "Élan.Öst@søk.example", "", "", ()),
    ("Eva", "Stein", "elan.ost@sok.example", "", "", ()),
)
TYPED = (
    "ann", "ANN", "anna", "lee ann", "muller", "müller", "angstrom", "acme", "acme ann", "vip", "vip muller", "brønn", "bronn", "5550171", "(503) 555", "503-555",
    "0171", "+4722334455", "0047 22334455", "22 33", "a", "m", "mu", "an", "王", "o'neil", "100%", "%_x", "percy 100", "nord.example", "@", "uniqu", "zzz", "new",
    "élan", "ELAN", "él", "el", "öst@", "sok.ex", "søk elan",
    "ann lee acme vip", "le", "l a", "'", '"', "\\", "*", "🦊",
)  # fmt: skip


@pytest.fixture
def ada(database):
    clear()
    ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
    for first, last, email, phone, business, names in PEOPLE:
        form = contacts.Form({"first_name": first, "last_name": last, "business": business}, email, phone)
        person = contacts.create(form, by=ada, region="US")
        for name in names:
            tags.put_on(person, name, by=ada)
    contacts.archive(contacts.create(contacts.Form({"first_name": "Ann", "last_name": "Gone"}), by=ada, region="US"), by=ada)
    return ada


def expected(typed: str) -> set[int]:
    """Who is found, read plainly: every word in the person's own text, business or tags; one or two letters begin it."""
    wanted = words.parse(typed)
    return (
        {c.id for c in Contact.select().where(Contact.state == LIVE) if wanted and all(_has(c, w) for w in wanted)}
        if wanted
        else everybody()
    )


def everybody() -> set[int]:
    return {c.id for c in Contact.select().where(Contact.state == LIVE)}


def _has(person: Contact, word: str) -> bool:
    mail = [fold(e.address) for e in addresses.emails_of(person)]
    numbers = [(p.e164 or "").lstrip("+") or "".join(c for c in p.typed if c.isdigit()).lstrip("0") for p in addresses.phones_of(person)]
    others = [t.name_f for t in tags.of(person)] + ([fold(person.business.name)] if person.business else [])
    if len(word) < 3:
        return any(text.startswith(word) for text in (person.name_f, person.sort_f, *mail, *others))
    return any(word in text for text in (person.name_f, *mail, *numbers, *others))


@pytest.mark.parametrize("typed", TYPED)
def test_condition_probe_and_a_plain_reading_agree(ada, typed):
    wanted = expected(typed)
    assert {i for (i,) in Selection(search=typed).query(ada).tuples()} == wanted
    assert selection.count(Selection(search=typed), ada) == len(wanted)
    test = words.probe(typed)
    assert test is None or {i for (i,) in Selection().query(ada).where(test).tuples()} == wanted
    assert set(listing.page_ids(Selection(search=typed), Sort(), 0, 50, ada)) == wanted


def test_people_whose_addresses_differ_in_accents_alone_are_not_taken_for_one(ada):
    stone, stein = Contact.select().where(Contact.first_name == "Eva").order_by(Contact.id)
    assert [*duplicates.of_contact(stone, ada), *duplicates.of_contact(stein, ada)] == []
    assert addresses.add_email(stone, "elan.ost@sok.example", by=ada).id != addresses.emails_of(stone)[0].id
    assert [match.contact.id for match in duplicates.of_contact(stone, ada)] == [stein.id]
