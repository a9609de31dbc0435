"""What follows from a write and is never journalled: search text, the DNC mask, the mark on custom values, versions and times."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from crm.db import among, lock_rows
from crm.journal import values as custom_values
from crm.models import LIVE, Contact, ContactEmail, ContactPhone, Dnc, Journalled
from crm.rows import update_rows
from crm.search import documents

_SEARCHED = {"first_name", "last_name", "state", "address", "typed", "e164", "contact"}


class Touched:
    """The contacts an operation touched, and which derived data that calls for."""

    def __init__(self) -> None:
        self.contacts: set[int] = set()
        self.search: set[int] = set()
        self.dnc: set[int] = set()
        self.moved: set[int] = set()
        self.stamped: set[int] = set()
        self.held: set[int] = set()

    def note(self, row: Journalled, names: set[str]) -> None:
        """Remember that these columns of a row were written."""
        model = type(row)
        if model is Contact:
            self.see(model, row.id, names)
        elif "contact" in model._meta.fields and row.contact_id:
            self.see(model, row.contact_id, names)

    def see(self, model: type[Any], contact: int, names: set[str]) -> None:
        """Remember that columns of `model` that belong to a contact were written."""
        self.see_all(model, (contact,), names)

    def see_all(self, model: type[Any], contacts: Collection[int], names: set[str]) -> None:
        """Remember that columns of `model` were written for each of these contacts."""
        self.contacts.update(contacts)
        if model in (Contact, ContactEmail, ContactPhone) and names & _SEARCHED:
            self.search.update(contacts)
        if model is Contact and "state" in names:
            self.moved.update(contacts)
        if model is Dnc:
            self.dnc.update(contacts)

    def settle(self, at: datetime, lively: bool) -> None:
        """Write the derived data of everything remembered, then forget it; whoever adds to the same person waits, and sees ours."""
        lock_rows(Contact, self.contacts - self.stamped - self.held)
        if self.search:
            documents.refresh(sorted(self.search))
        if self.dnc:
            refresh_dnc(sorted(self.dnc))
        if self.moved:
            custom_values.follow(self.moved)
        if unstamped := self.contacts - self.stamped:
            _stamp(sorted(unstamped), at, lively)
        for seen in (self.contacts, self.search, self.dnc, self.moved, self.stamped, self.held):
            seen.clear()


def stamp(at: datetime) -> dict[Any, Any]:
    """What every write to a contact moves: the time and the version."""
    return {Contact.updated_at: at, Contact.version: Contact.version + 1}


def _stamp(contacts: Sequence[int], at: datetime, lively: bool) -> None:
    values = stamp(at)
    if lively:
        values[Contact.last_activity_at] = at
    Contact.update(values).where(among(Contact.id, contacts)).execute()


def refresh_dnc(contacts: Sequence[int]) -> None:
    """Recompute the cached mask of blocked channels from the living evidence."""
    blocked: dict[int, int] = dict.fromkeys(contacts, 0)
    rows = Dnc.select(Dnc.contact, Dnc.channels).where(among(Dnc.contact, contacts) & (Dnc.state == LIVE))
    for contact, channels in rows.tuples():
        blocked[contact] |= channels
    update_rows(Contact, ("dnc",), ("id",), [(mask, contact) for contact, mask in blocked.items()])
