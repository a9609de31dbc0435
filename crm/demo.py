"""A believable small office, to look around in."""

import random
from typing import Any

from crm import contacts, members, notes, tags
from crm.errors import CrmError
from crm.models import Contact, Member, Setting
from crm.office import people

_NAME, _EMAIL, _PASSWORD = "Dana Harlow", "dana@harlowpike.example", "walk the dog at noon"
_NOTES = (
    "Asked for a quote for two sites.",
    "Prefers a call after four.",
    "Met at the trade show; wants the brochure.",
    "Paid the invoice, very happy.",
)
_TAGS = ("referral", "trade show", "supplier", "renewal", "vip")


class NotEmpty(CrmError):
    """This office has people already; demo data goes into an empty one only."""

    status = 409


def fill() -> dict[str, Any]:
    """Make the office of Harlow & Pike with sixty people; gives how to sign in."""
    if Contact.select().exists():
        raise NotEmpty()
    owner = members.owner() or members.create_owner(_NAME, _EMAIL, _PASSWORD, via="command")
    Setting.insert(key="office_name", value="Harlow & Pike").on_conflict_ignore().execute()
    chance = random.Random(7)  # noqa: S311
    for person in people(60, seed=7):
        _add(person, owner, chance)
    return {"name": owner.name, "email": owner.email, "password": _PASSWORD if owner.email == _EMAIL else "the one you chose"}


def _add(person: dict[str, str], owner: Member, chance: random.Random) -> None:
    values = {k: v for k, v in person.items() if k not in ("email", "phone", "tags")}
    values |= {"owner": owner.email, "type": chance.choice(("lead", "customer")), "source": chance.choice(("Website", "Referral", "Fair"))}
    contact = contacts.create(contacts.Form(values, person["email"], person["phone"]), by=owner, region="US", via="command")
    for name in chance.sample(_TAGS, chance.randint(0, 2)):
        tags.put_on(contact, name, by=owner, via="command")
    if chance.random() < 0.5:
        notes.add(contact, chance.choice(_NOTES), by=owner, via="command")
