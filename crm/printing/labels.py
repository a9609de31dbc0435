"""Address labels: one for everybody who may get post and has an address, or one a household; who gets none is counted and named."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from crm.countries import names
from crm.db import among
from crm.exporting.people import pages
from crm.fold import fold
from crm.models import Business, Contact, ContactDetail, Member
from crm.models.dnc import CHANNELS
from crm.selection import Selection

NO_ADDRESS, NO_POST, SHARED = "no address", "must not get post", "shares an address"
_CITY_FIRST = frozenset(("US", "CA", "AU", "GB", "IE", "NZ", "IN", "ZA"))
"""Countries that write the postal code after the city."""


@dataclass(frozen=True, slots=True)
class Label:
    """One label: the people on it, and its lines."""

    contacts: tuple[int, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """Somebody who gets no label of their own, and why."""

    contact: int
    name: str
    reason: str


@dataclass
class Labels:
    """The labels in their order, and who was skipped."""

    labels: list[Label] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def count(self, reason: str) -> int:
        """How many were skipped for this reason."""
        return sum(one.reason == reason for one in self.skipped)


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    name: str
    dnc: int
    business: str
    street: str
    city: str
    region: str
    code: str
    country: str

    @property
    def home(self) -> tuple[str, ...]:
        """What says that two people live, or work, at one address."""
        return tuple(fold(part) for part in (self.street, self.city, self.region, self.code, self.country))


@dataclass(frozen=True, slots=True)
class Looks:
    """How labels are made: `one_each` puts people of one address on one, the business stands below the name, and they come by postal code
    and name, or by name alone."""

    one_each: bool = True
    with_business: bool = True
    by_name: bool = False

    def place(self, people: Sequence[_Person]) -> tuple[str, str, int]:
        """Where the label of people who live together comes."""
        return ("" if self.by_name else people[0].code, fold(people[0].name), people[0].id)


_USUAL = Looks()


def labels_of(chosen: Selection, home: str, *, by: Member, looks: Looks = _USUAL) -> Labels:
    """The labels of a selection; `home` is the office's country."""
    found, places = Labels(), dict[tuple[str, ...], list[_Person]]()
    for person in _people([i for (i,) in chosen.query(by).order_by(Contact.id).tuples()]):
        if person.dnc & CHANNELS["post"]:
            found.skipped.append(Skipped(person.id, person.name, NO_POST))
        elif not person.street.strip() or not (person.city.strip() or person.code.strip()):
            found.skipped.append(Skipped(person.id, person.name, NO_ADDRESS))
        else:
            places.setdefault(person.home if looks.one_each else (str(person.id),), []).append(person)
    for at_home in sorted(places.values(), key=looks.place):
        found.labels.append(Label(tuple(p.id for p in at_home), tuple(_lines(at_home, home, looks.with_business))))
        found.skipped += [Skipped(p.id, p.name, SHARED) for p in at_home[1:]]
    return found


def _people(ids: Sequence[int]) -> Iterator[_Person]:
    c, d = Contact, ContactDetail
    for page in pages(ids):
        query = (
            c.select(c.id, c.first_name, c.last_name, c.dnc, Business.name, d.street, c.city, d.region, d.postal_code, d.country)
            .left_outer_join(Business)
            .switch(c)
            .left_outer_join(d, on=(d.contact == c.id))
            .where(among(c.id, page))
            .order_by(c.id)
        )
        for i, first, last, dnc, *rest in query.tuples():
            yield _Person(i, " ".join(part for part in (first, last) if part), dnc, *(part or "" for part in rest))


def _lines(people: Sequence[_Person], home: str, with_business: bool) -> Iterable[str]:
    first = people[0]
    shared = {person.business for person in people}
    business = first.business if len(shared) == 1 else ""
    if len(people) > 1 and business and with_business:
        yield business
    else:
        yield _names(people) or business
        if with_business and business and first.name:
            yield business
    yield from (line for line in first.street.splitlines() if line.strip())
    yield place(first.city, first.region, first.code, first.country)
    yield from land(first.country, home)


def land(country: str, home: str) -> Iterable[str]:
    """The last line of an address that goes abroad."""
    return [names().get(country, country).upper()] if country and country != home else []


def _names(people: Sequence[_Person]) -> str:
    shown = [person.name for person in people if person.name]
    return " & ".join(shown[:2]) + (f" and {len(shown) - 2} more" if len(shown) > 2 else "")


def place(city: str, region: str, code: str, country: str) -> str:
    """The line of an address that says where, as its country writes it."""
    if country in _CITY_FIRST or (not country and region):
        return " ".join(part for part in (", ".join(p for p in (city, region) if p), code) if part)
    return ", ".join(part for part in (" ".join(p for p in (code, city) if p), region) if part)
