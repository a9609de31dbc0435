"""Further businesses of people: entries such as `Fjord #12 (Treasurer)`, what they would change, and their rows."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from crm.db import among, plain
from crm.exporting.cells import read_names
from crm.fields import FIELDS
from crm.fold import fold
from crm.importing.draft import Draft
from crm.models import LIVE, Business, Change, ContactBusiness
from crm.rows import write_rows
from crm.text import single_line

_NUMBER = re.compile(r" #(\d{1,15})(?=$| \(.*\)$)", re.ASCII)
ROLES = "roles"
"""Stands among the cells that may be overwritten where all roles may."""

Place = tuple[str, str]
"""A further business by name, and the role there."""


class Way(NamedTuple):
    """One way to read an entry: the name of a business, its number where it is told, and the role there."""

    name: str
    number: int | None
    role: str


def cell(text: str, draft: Draft) -> str | None:
    """The entries of a cell, each with every way to read it; which one is meant is seen once the businesses are looked up."""
    found = [ways_of(single_line(entry)) for entry in read_names(text)]
    limit, longest = FIELDS["business"].limit, FIELDS["job_title"].limit
    fit = [ways for ways in found if len(ways[0].name) <= limit and len(ways[0].role) <= longest]
    draft.entries += fit
    return None if len(fit) == len(found) else "too_long"


def ways_of(entry: str) -> list[Way]:
    """Every way to read an entry, the likeliest first: signs that part name, number and role may stand in the name and the role too."""
    numbers = reversed(list(_NUMBER.finditer(entry)))
    found = [Way(name, int(at[1]), entry[at.end() + 2 : -1].strip()) for at in numbers if (name := entry[: at.start()].strip())]
    if found:
        return sorted(found, key=lambda way: not (_closes(way.role) and _closes(way.name)))
    name, parted, role = entry.partition(" (")
    whole = Way(entry, None, "")
    return [Way(name.strip(), None, role[:-1].strip()), whole] if parted and name.strip() and role.endswith(")") else [whole]


def _closes(text: str) -> bool:
    """Whether every bracket of a text is closed within it."""
    depth = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return depth == 0


def settle(draft: Draft, names: Mapping[int, str], living: Iterable[str]) -> None:
    """Say which businesses a row means, given the names of numbers and which names there are; the role at its own first business is the job title."""
    first, found = fold(draft.values.get("business", "")), dict[str, Place]()
    for ways in draft.entries:
        meant = next((way for way in reversed(ways) if fits(way, names) or (way.number is None and fold(way.name) in living)), ways[0])
        key = fold(meant.name)
        if key != first:
            found[key] = (meant.name, meant.role or found.get(key, ("", ""))[1])
        elif meant.role:
            draft.values.setdefault("job_title", meant.role)
    draft.further = list(found.values())


def fits(way: Way, names: Mapping[int, str]) -> bool:
    """Whether the number is that of a business of this name."""
    return way.number is not None and names.get(way.number) == fold(way.name)


def told(name: str) -> str:
    """What the role at a business is called among the cells of a person, given its folded name."""
    return f"{ROLES}:{name}"


def joined(first: Sequence[Place], later: Sequence[Place]) -> list[Place]:
    """The further businesses of two rows of one person; a later role wins."""
    found = {fold(name): (name, role) for name, role in first}
    for name, role in later:
        was = found.get(fold(name), (name, ""))
        found[fold(name)] = (was[0], role or was[1])
    return list(found.values())


def of(contacts: Sequence[int]) -> list[tuple[Any, ...]]:
    """(contact, folded name, role) of the rows of these people whose businesses are living."""
    return [(contact, name, role) for _, contact, name, role, _ in _rows(contacts)]


def write(born: int, rows: Iterable[tuple[int, str, str]], businesses: Mapping[str, int]) -> None:
    """Bring rows into being: (contact, name, role) each."""
    named = [(born, contact, businesses[fold(name)], role, fold(role)) for contact, name, role in rows]
    write_rows(ContactBusiness, ("born", "contact", "business", "role", "role_f"), named)


def rows_of(contacts: Sequence[int]) -> dict[tuple[int, str], tuple[int, str, int]]:
    """(row, role, the operation that bore it) by contact and folded name."""
    return {(contact, name): (row, role, born) for row, contact, name, role, born in _rows(contacts)}


def set_by(operation: int, contacts: Sequence[int]) -> list[tuple[int, str]]:
    """(contact, folded name) of the roles that an operation has told."""
    rows = _rows(contacts) if contacts else []
    here = (Change.tbl == ContactBusiness.number) & among(Change.row, [row[0] for row in rows])
    changed = {row for (row,) in Change.select(Change.row).where(here & (Change.operation == operation)).tuples()} if rows else set()
    return [(contact, name) for row, contact, name, _, born in rows if born == operation or row in changed]


def _rows(contacts: Sequence[int]) -> list[tuple[Any, ...]]:
    b = ContactBusiness
    query = b.select(b.id, b.contact, Business.name_f, b.role, b.born).join(Business, on=(Business.id == b.business))
    return plain(query.where(among(b.contact, list(contacts)) & (b.state == LIVE) & (Business.state == LIVE)).order_by(b.id.desc()))
