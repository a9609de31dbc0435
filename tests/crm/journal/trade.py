"""Businesses and the office's own boats in random histories: the acts on them, and what must hold of them after every step."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from crm import contacts, custom_fields, custom_objects, kinds
from crm.businesses import belonging, keeping
from crm.custom_objects import keeping as records
from crm.models import ARCHIVED, LIVE, Business, Contact, ContactBusiness, CustomRecord, CustomValue
from crm.models.custom_object import FIRST_OWN

FIRM_VERBS = ("firm", "rename", "unfirm", "work", "join", "part", "prefer")
"""Acts on businesses and on who belongs to them."""
BOAT_VERBS = ("boat", "hull", "moor", "sail")
"""Acts on records of the office's own, with a value that only one of them may have."""


class Trade:
    """Acts on businesses and boats; `pick` and `ada` come from the office they happen in."""

    ada: Any
    pick: Callable[[int], Contact]

    def found(self) -> None:
        """Let the office have boats, each with a hull number of its own."""
        number = FIRST_OWN + custom_objects.create("boat", "boats", by=self.ada).id
        custom_fields.define(custom_fields.Wanted("Hull", unique=True, subject=number), by=self.ada)
        self.boats = kinds.of(number)

    def firm(self, i: int, j: int, k: int) -> None:
        keeping.create({"name": f"B{k}"}, by=self.ada)

    def rename(self, i: int, j: int, k: int) -> None:
        keeping.edit(self._firm(i), {"name": f"{'bB'[j % 2]}{k}"}, by=self.ada)

    def unfirm(self, i: int, j: int, k: int) -> None:
        keeping.remove(self._firm(i), by=self.ada)

    def work(self, i: int, j: int, k: int) -> None:
        contacts.edit(self.pick(i), {"business": ("", "B0", "B1", "B2")[k], "job_title": f"t{j % 3}"}, by=self.ada)

    def join(self, i: int, j: int, k: int) -> None:
        belonging.add(self.pick(i), f"B{k}", f"r{j % 3}", by=self.ada)

    def part(self, i: int, j: int, k: int) -> None:
        belonging.leave(self.pick(i), self._firm(j), by=self.ada)

    def prefer(self, i: int, j: int, k: int) -> None:
        belonging.prefer(self.pick(i), self._firm(j), by=self.ada)

    def boat(self, i: int, j: int, k: int) -> None:
        records.Verbs(self.boats).create({"name": f"Boat {j}", "cf_hull": ("", "1", "2", "3")[k]}, by=self.ada)

    def hull(self, i: int, j: int, k: int) -> None:
        records.Verbs(self.boats).edit(self._boat(i), {"cf_hull": ("", "1", "2", "3")[k]}, by=self.ada)

    def moor(self, i: int, j: int, k: int) -> None:
        records.archive(self._boat(i), by=self.ada)

    def sail(self, i: int, j: int, k: int) -> None:
        records.restore(self._boat(i, ARCHIVED), by=self.ada)

    def _firm(self, i: int) -> Business:
        firm: Business = _one(Business.select().where(Business.state == LIVE), i)
        return firm

    def _boat(self, i: int, state: int = LIVE) -> CustomRecord:
        boat: CustomRecord = _one(CustomRecord.select().where(CustomRecord.state == state), i)
        return boat


def _one(query: Any, i: int) -> Any:
    rows = list(query.order_by(query.model.id))
    if not rows:
        raise contacts.NobodyThere()
    return rows[i % len(rows)]


def firms_hold() -> None:
    """No two living businesses have one name, and nobody living belongs to one that isn't."""
    names = Counter(name for (name,) in Business.select(Business.name_f).where(Business.state == LIVE).tuples())
    assert not [name for name, count in names.items() if count > 1], names
    living = Business.select(Business.id).where(Business.state == LIVE)
    people = Contact.select(Contact.id).where(Contact.state.in_((LIVE, ARCHIVED)))
    lost = Contact.select(Contact.id, Contact.business).where(Contact.business.is_null(False) & Contact.business.not_in(living))
    assert not list(lost.where(Contact.id.in_(people)).tuples())
    b = ContactBusiness
    rows = b.select(b.contact, b.business).where((b.state == LIVE) & b.contact.in_(people))
    assert not list(rows.where(b.business.not_in(living)).tuples())


def values_hold() -> None:
    """No two living boats have one hull number."""
    v = CustomValue
    held = (
        v.select(v.text_f)
        .join(CustomRecord, on=(CustomRecord.id == v.record))
        .where((CustomRecord.state == LIVE) & v.text_f.is_null(False))
    )
    values = [value for (value,) in held.tuples()]
    assert len(values) == len(set(values)), values
