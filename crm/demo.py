"""A believable small office, to look around in."""

from typing import Any

from crm import members, office, samples
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


class NotEmpty(CrmError):
    """This office has people already; demo data goes into an empty one only."""

    status = 409


def fill() -> dict[str, Any]:
    """Make the office of Harlow & Pike with its members and sixty people; gives how to sign in."""
    if Contact.select().exists():
        raise NotEmpty()
    owner = members.owner()
    team: tuple[Member, ...] = ()
    if owner is None:
        owner = members.create_owner("Dana Harlow", EMAIL, PASSWORD, via="command")
        office.change({"name": "Harlow & Pike"}, by=owner)
        team = tuple(
            members.create(name, email, PASSWORD, role=role, only_assigned=narrow, by=owner) for name, email, role, narrow in _OTHERS
        )
    samples.load(by=owner, owners=(owner, *(m for m in team if m.role != VIEWER)))
    return {"name": owner.name, "email": owner.email, "password": PASSWORD if owner.email == EMAIL else "the one you chose"}
