"""The printable sheet of a person."""

from typing import Any

from flask import url_for

from blueprints.contacts.blueprint import blueprint
from blueprints.contacts.pages import record
from blueprints.web import load, sheets
from blueprints.web.sheets import Facts, Sheet
from crm import dnc
from crm.fields import FIELDS
from crm.fields.values import show_date
from crm.models import Contact


@blueprint.get("/contacts/<int:contact_id>/sheet")
def sheet(contact_id: int) -> str:
    """The whole person on paper."""
    contact = load.contact(contact_id)
    shown = record(contact)
    business = contact.business.name if contact.business else ""
    photo = url_for("contacts.photo", contact_id=contact.id, v=contact.photo[:8]) if contact.photo else ""
    named = _named(contact, shown["values"]) | {"business": business}
    facts = [(title, sheets.told(FIELDS, keys, shown["values"], named)) for title, keys in shown["groups"]]
    others = [f"{one.business.name} ({one.role})" if one.role else one.business.name for one in shown["belongings"]]
    rolls = [("Businesses", others if len(others) > 1 else []), ("Files", [file.name for file in shown["files"]])]
    under = ", ".join(filter(None, (shown["values"]["job_title"], business)))
    warned = f"Do not contact: {dnc.words(contact.dnc)}" if contact.dnc else ""
    return sheets.page(contact, Sheet(under, photo, warned, [("Ways to reach them", _ways(shown)), *facts], rolls))


def _named(contact: Contact, values: dict[str, Any]) -> dict[str, str]:
    return {
        "type": contact.type.label if contact.type else "",
        "owner": contact.owner.name if contact.owner else "",
        "birth_date": show_date(values["birth_date"]) if values["birth_date"] else "",
    }


def _ways(shown: dict[str, Any]) -> Facts:
    """Every address and number, what must not be used, tags, and who follows."""

    def labelled(what: str, row: Any) -> str:
        return f"{what}, {row.label}" if row.label else what

    ways = [(labelled("Email", row), row.address + ("" if row.valid else " (not working)")) for row in shown["emails"]]
    ways += [(labelled("Phone", row), row.typed) for row in shown["phones"]]
    ways += [("Do not contact", dnc.words(block.channels) + (f": {block.reason}" if block.reason else "")) for block in shown["blocks"]]
    named = (("Tags", shown["tags"]), ("Followers", shown["followers"]))
    return ways + [(label, ", ".join(one.name for one in found)) for label, found in named if found]
