"""What the demo office has beside its people: what it knows of businesses, sites with links, roles, followers, tasks and notes of businesses, and bulk acts."""

from datetime import timedelta

from crm import associations, bulk, clock, custom_fields, custom_objects, followers, journal, kinds, notes, tasks
from crm.associations import labels, ways
from crm.businesses import belonging, keeping
from crm.custom_fields import Wanted
from crm.custom_objects.keeping import Verbs
from crm.kinds import Kind
from crm.models import LIVE, Business, Contact, Member, Operation
from crm.selection import Selection
from crm.tasks import Typed

_SITES = (
    ("Harbour office", "12", "2026-12-04"),
    ("Mill Road warehouse", "3", "2026-12-11"),
    ("Old Town shop", "1", ""),
    ("Northside clinic", "7", "2027-01-15"),
    ("Riverside school", "24", "2027-02-02"),
)
_INDUSTRIES = ("Retail", "Hospitality", "Manufacturing", "Professional services")
_ROLES = ("Bookkeeper", "Office manager", "Advisor")


def tell(owner: Member, team: list[Member]) -> None:
    """Let the last days have happened; `team` are the other members."""
    people = list(Contact.select().where(Contact.business.is_null(False)).order_by(Contact.id).limit(len(_SITES)))
    colleague = team[0]
    with clock.moved(-timedelta(days=2)):
        _know([owner, *team[:2]])
        _look_after(people, owner)
        _belong(people, owner)
    with clock.moved(-timedelta(days=1)):
        _follow(people[:2], owner, colleague)
        _work_for(people[0].business, owner, colleague)
    with clock.moved(-timedelta(hours=3)):
        _bulk(people, owner)


def _know(keepers: list[Member]) -> None:
    """Two of three businesses have an owner, an address and a number."""
    for number, business in enumerate(Business.select().where(Business.state == LIVE).order_by(Business.id)):
        if number % 3 == 2:
            continue
        who = keepers[number % len(keepers)]
        domain = f"{''.join(c for c in business.name.lower() if c.isascii() and c.isalnum())}.example"
        values = {"phone": f"(503) 555-{200 + number:04}", "email": f"office@{domain}", "website": f"https://{domain}"}
        values |= {"city": ("Portland", "Salem", "Seattle")[number % 3 - 1], "industry": _INDUSTRIES[number % 4], "owner": who.email}
        keeping.edit(business, values, by=who)


def _look_after(people: list[Contact], owner: Member) -> None:
    made = custom_objects.create("Site", "Sites", by=owner)
    kind = kinds.named(made.key)
    for wanted in (("Doors", "number", "How many we look after there."), ("Next visit", "date", "")):
        custom_fields.define(Wanted(*wanted[:2], subject=kind.number, help=wanted[2]), by=owner)
    label = labels.create(labels.Wanted("Site", "Holds the keys", Contact.number, kind.number), by=owner)
    [way] = [way for way in ways.of_label(label) if way.of == Contact.number]
    for person, site in zip(people, _SITES, strict=False):
        record = Verbs(kind).create(_values(kind, site), by=owner)
        associations.link((Contact.number, person.id), way, (kind.number, record.id), by=owner)


def _values(kind: Kind, site: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("name", *kind.fields.custom), site, strict=True))


def _belong(people: list[Contact], owner: Member) -> None:
    for person, next_to, role in zip(people, people[1:], _ROLES, strict=False):
        belonging.add(person, next_to.business.name, role, by=owner)


def _follow(people: list[Contact], owner: Member, colleague: Member) -> None:
    for person in people:
        followers.follow(person, owner, by=owner)
        notes.add(person, "Rang about the new doors. Wants a visit before the holidays.\n- [ ] Measure\n- [ ] Offer", by=colleague)


def _work_for(business: Business, owner: Member, colleague: Member) -> None:
    notes.add(
        business,
        "Two buildings, one contract. Before the visit:\n- [x] Invoices to the bookkeeper\n- [ ] Keys for the second building",
        by=owner,
    )
    visit = (clock.now() + timedelta(days=6)).date().isoformat()
    tasks.create(Typed(title="Plan the yearly visit", due=visit, assignee=owner.email), by=colleague, zone="UTC", business=business)


def _bulk(people: list[Contact], owner: Member) -> None:
    chosen = Selection(ids=tuple(person.id for person in people))
    _finished(chosen, "add-tags", {"tags": ["winter visit"]}, owner)
    journal.undo(_finished(chosen, "add-tags", {"tags": ["newsleter"]}, owner), by=owner)


def _finished(chosen: Selection, key: str, given: dict[str, list[str]], owner: Member) -> Operation:
    head = bulk.finish_small(bulk.act(chosen, key, given, by=owner))
    return Operation.get_by_id(head.id)
