"""The printable sheet of a business, or of a record of the office's own."""

from typing import Any

from blueprints.records.blueprint import blueprint, kind_of
from blueprints.web import records, sheets
from blueprints.web.guard import me
from blueprints.web.sheets import Sheet
from crm import access, files, followers, notes
from crm.businesses import belonging
from crm.businesses import keeping as businesses
from crm.contacts import listing
from crm.models import Business


@blueprint.get("/records/<of>/<int:record_id>/sheet")
def sheet(of: str, record_id: int) -> str:
    """The whole record on paper; also of one in the archive."""
    kind = kind_of(of)
    record: Any = records.load(kind, record_id, archived=True)
    shown = records.shown(record)
    values = shown["values"]
    named = {"owner": shown["owners"].get(values["owner"], "")}
    under = kind.words.one.capitalize() if kind.archives else ", ".join(filter(None, (values["industry"], values["city"])))
    facts = [(title, sheets.told(kind.fields, keys, values, named)) for title, keys in shown["groups"]]
    rolls = [*_beside(record), ("Followers", [one.name for one in followers.around(record)["followers"]])]
    return sheets.page(record, Sheet(under, facts=facts, rolls=rolls))


def _beside(record: Any) -> list[tuple[str, list[str]]]:
    """The people of a business, each with role and ways, and the files in its notes."""
    if not isinstance(record, Business):
        return []
    people = listing.rows(businesses.people(record, me()), businesses.OF_PEOPLE)
    roles = belonging.roles_in(record, [row.id for row in people])
    said = [", ".join(filter(None, (row.name, roles.get(row.id, ("", True))[0], row.phone, row.email))) for row in people]
    read = notes.of(record) if access.reads_business_notes(me()) else []
    return [("People", said), ("Files", [file.name for found in files.of_notes(read).values() for file in found])]
