"""A believable small office, to look around in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from crm import clock, custom_fields, demo_story, members, office, samples
from crm.custom_fields import Wanted, ordering
from crm.errors import CrmError
from crm.models import Contact, Member
from crm.models.member import ADMIN, MEMBER, VIEWER

EMAIL, PASSWORD = "dana@harlowpike.example", "walk the dog at noon"
"""How the owner of the demo office signs in; its other members have the same password."""
_OTHERS = (
    ("Marcus Lee", "marcus@harlowpike.example", ADMIN, False),
    ("Rosa Vega", "rosa@harlowpike.example", MEMBER, False),
    ("Jonah Pike", "jonah@harlowpike.example", MEMBER, True),
    ("Ellen Shaw", "ellen@shawcpa.example", VIEWER, False),
)


_FOUNDED, _TOLD = timedelta(days=100), timedelta(days=2)
"""How long ago the demo office was made, and how long ago its last days began: each after what came before."""


class NotEmpty(CrmError):
    """This office has people already; demo data goes into an empty one only."""

    status = 409


def fill() -> dict[str, Any]:
    """Make the office of Harlow & Pike with its members and sixty people; gives how to sign in."""
    if Contact.select().exists():
        raise NotEmpty()
    owner = members.owner()
    team: list[Member] = []
    more: Callable[[int], dict[str, str]] = _nothing
    if owner is None:
        with clock.moved(-_FOUNDED):
            owner, *team = _found()
        more = _held
    with clock.moved(-_TOLD if team else timedelta()):
        samples.load(by=owner, owners=(owner, *(m for m in team if m.role != VIEWER)), more=more)
    if team:
        demo_story.tell(owner, team)
    return {"name": owner.name, "email": owner.email, "password": PASSWORD if owner.email == EMAIL else "the one you chose"}


def _found() -> list[Member]:
    """Make the office, its members and the fields of its trade; its owner comes first."""
    owner = members.create_owner("Dana Harlow", EMAIL, PASSWORD, via="command")
    office.change({"name": "Harlow & Pike"}, by=owner)
    team = [members.create(name, email, PASSWORD, role=role, only_assigned=narrow, by=owner) for name, email, role, narrow in _OTHERS]
    _describe(owner)
    return [owner, *team]


def _describe(owner: Member) -> None:
    """The fields of Harlow & Pike's trade."""
    contract, personal = (ordering.add_folder(name, by=owner).id for name in ("Contract", "Personal"))
    for wanted in (
        Wanted("Locations", "number", folder=contract, help="How many places we look after for them."),
        Wanted("Services", "choices", folder=contract, options=("Phones", "Network", "Wi-Fi", "Door entry", "Cameras")),
        Wanted("Renewal", "date", folder=contract),
        Wanted("Monthly fee", "money", folder=contract, currency="USD"),
        Wanted("Account no.", folder=contract, unique=True, help="Stands on every invoice."),
        Wanted("Prefers", "choice", folder=personal, options=("Phone call", "Text message", "Email")),
        Wanted("Newsletter", "yesno", folder=personal),
    ):
        custom_fields.define(wanted, by=owner)


def _nothing(_: int) -> dict[str, str]:
    return {}


def _held(number: int) -> dict[str, str]:
    """What the nth of the invented people holds in those fields: every third nothing."""
    if number % 3 == 2:
        return {}
    services = ("Phones", "Network", "Wi-Fi", "Door entry", "Cameras")
    return {
        "cf_locations": str(number % 7),
        "cf_services": "; ".join(services[number % 5 :][:2]),
        "cf_renewal": f"2027-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "cf_monthly_fee": f"{40 + number * 13}.50",
        "cf_account_no": f"HP-{20_400 + number}",
        "cf_prefers": ("Phone call", "Text message", "Email")[number % 3],
        "cf_newsletter": "yes" if number % 4 else "",
    }
