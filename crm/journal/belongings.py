"""Nobody comes back to a business that isn't there: what would point to it stays, and so does what hangs on that."""

from collections.abc import Iterable
from typing import Any

from crm.db import among
from crm.journal.cells import STATE, Address
from crm.journal.history import Cell, fill
from crm.journal.room import Wanted, Why
from crm.journal.verdicts import ALIVE, RESTORED, Verdict
from crm.models import GONE, LIVE, Business, Contact, ContactBusiness, ContactDetail

LOST = "the business isn’t there any more"

Pointing = list[tuple[Verdict, int]]


def refused(wanted: Wanted) -> dict[Address, Why]:
    """What would let somebody belong to a business that isn't there, with the job title and place that go with it."""
    pointing = [*_primary(wanted), *_people(wanted), *_further(wanted)]
    firms = {business for _, business in pointing}
    lost = firms - wanted.there(Business, firms)
    if not lost:
        return {}
    by = deleted_by(Business, lost)
    found = {v.cell.at: Why(LOST, by.get(business)) for v, business in pointing if business in lost}
    return found | _hanging(wanted, {at.row: why for at, why in found.items() if _is_pointer(at)})


def joins(verdict: Verdict) -> bool:
    """Whether somebody gets a business back by it."""
    at, primary = verdict.cell.at, verdict.cell.at.tbl == Contact.number and verdict.cell.column.field.name == "business"
    further = at.tbl == ContactBusiness.number and at.col == STATE and verdict.want == ALIVE
    return verdict.word == RESTORED and (further or (primary and verdict.want is not None))


def _primary(wanted: Wanted) -> Pointing:
    return [(verdict, int(verdict.want)) for verdict in wanted.cells(Contact, "business").values() if verdict.want is not None]


def _people(wanted: Wanted) -> Pointing:
    """People who come back as they were, with the businesses that they still name."""
    pointers = wanted.cells(Contact, "business")
    back = {
        row: v
        for row, v in wanted.cells(Contact, "state").items()
        if v.cell.fold() in (None, str(GONE)) and v.want not in (None, str(GONE))
    }
    if not back:
        return []
    c, b = Contact, ContactBusiness
    first = c.select(c.id, c.business).where(among(c.id, list(back)) & c.business.is_null(False)).tuples()
    further = b.select(b.contact, b.business).where(among(b.contact, list(back)) & (b.state == LIVE)).tuples()
    return [(back[i], firm) for i, firm in first if i not in pointers] + [(back[i], firm) for i, firm in further]


def _further(wanted: Wanted) -> Pointing:
    rows = wanted.coming(ContactBusiness)
    return [(rows[row], firm) for row, (_, firm) in _rows(rows).items()]


def _hanging(wanted: Wanted, stay: dict[int, Why]) -> dict[Address, Why]:
    """Who keeps their business keeps their job title there, and doesn't belong to it a second time."""
    titles = wanted.cells(ContactDetail, "job_title")
    found = {verdict.cell.at: stay[row] for row, verdict in titles.items() if row in stay}
    coming, c = wanted.coming(ContactBusiness), Contact
    if stay and coming:
        now = dict(c.select(c.id, c.business).where(among(c.id, list(stay))).tuples())
        twins = {row: person for row, (person, firm) in _rows(coming).items() if now.get(person) == firm}
        found |= {coming[row].cell.at: stay[person] for row, person in twins.items()}
    return found


def _rows(rows: Iterable[int]) -> dict[int, tuple[int, int]]:
    b: Any = ContactBusiness
    sought = list(rows)
    query = b.select(b.id, b.contact, b.business).where(among(b.id, sought))
    return {row: (person, firm) for row, person, firm in query.tuples()} if sought else {}


def _is_pointer(at: Address) -> bool:
    return at.tbl == Contact.number and at.col != STATE


def deleted_by(table: Any, rows: set[int]) -> dict[int, int]:
    """The operation to undo first, where one deleted a row of a table and stands."""
    cells = [Cell(Address(table.number, row, STATE), (table.number, row), 0) for row in sorted(rows)]
    fill(cells)
    tops = {cell.at.row: cell.standing()[-1:] for cell in cells if cell.lines}
    return {row: top[0].operation for row, top in tops.items() if top and top[0].new != ALIVE}
