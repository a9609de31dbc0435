"""Walking from person to person goes exactly the way the list goes, on both databases, for every sort and direction."""

import random
from itertools import product

import pytest

from crm import contacts, members, tags
from crm.contacts import listing, neighbours
from crm.contacts.listing import SORTS, Sort
from crm.models import Contact
from crm.selection import Selection


@pytest.fixture
def crowd(database):
    """Forty people with equal, empty and different values; a colleague who sees every third."""
    ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
    eve = members.create("Eve", "eve@example.org", "seven green kettles", only_assigned=True, by=ada)
    chance = random.Random(3)
    for number in range(40):
        values = {
            "first_name": chance.choice(("Ann", "ann", "Åse", "Bo")),
            "last_name": chance.choice(("", "Lee", "Øst")),
            "city": chance.choice(("", "Oslo", "oslo", "Rome")),
            "source": chance.choice(("", "Fair")),
            "owner": eve.email if number % 3 == 0 else "",
        }
        contacts.create(contacts.Form(values, f"p{number}@example.org"), by=ada, region="US")
    for contact in list(Contact.select())[::7]:
        tags.put_on(contact, "gold", by=ada)
        contacts.archive(contact, by=ada) if contact.id % 2 else None
    return ada, eve


@pytest.mark.parametrize("key", SORTS)
def test_neighbours_are_those_of_the_list(crowd, key):
    for sign, search, actor in product(("", "-"), ("", "oslo", "gold"), crowd):
        chosen, sort = Selection(search=search), Sort.parse(sign + key)
        ids = listing.page_ids(chosen, sort, 0, 100, actor)
        for before, this, after in zip([None, *ids], ids, [*ids[1:], None], strict=False):
            found = neighbours.of(Contact.get_by_id(this), chosen, sort, actor)
            assert (found.before, found.after) == (before, after), (sign, search, actor.email)
