"""Who may belong where, by the domain of an email address: only suggested, and never again once somebody said no."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from peewee import SQL

from crm import access, contacts
from crm.businesses import belonging
from crm.db import among, lock_rows
from crm.fold import fold
from crm.journal import operation
from crm.models import LIVE, Business, Contact, ContactBusiness, ContactEmail, Dismissal, Member
from crm.selection import Selection

FREE = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr live.com live.co.uk msn.com yahoo.com yahoo.co.uk yahoo.fr "
    "yahoo.de yahoo.co.jp ymail.com rocketmail.com aol.com icloud.com me.com mac.com proton.me protonmail.com pm.me gmx.com gmx.de gmx.net "
    "gmx.at gmx.ch web.de t-online.de freenet.de mail.com mail.ru yandex.ru yandex.com bk.ru list.ru inbox.ru qq.com 163.com 126.com "
    "sina.com zoho.com fastmail.com hey.com tutanota.com tuta.com free.fr orange.fr laposte.net sfr.fr wanadoo.fr libero.it virgilio.it "
    "tiscali.it alice.it wp.pl o2.pl onet.pl interia.pl seznam.cz abv.bg online.no telia.com comcast.net verizon.net att.net sbcglobal.net "
    "cox.net charter.net bellsouth.net btinternet.com sky.com virginmedia.com ntlworld.com bigpond.com shaw.ca rogers.com sympatico.ca "
    "rediffmail.com naver.com hanmail.net daum.net uol.com.br terra.com.br bol.com.br".split()
)
"""Domains under which anybody may have an address: sharing one says nothing."""
_MOST, _PEOPLE = 3, 200


class Suggested(NamedTuple):
    """A person or business that may belong, and the domain that says so."""

    id: int
    name: str
    domain: str


def domain_of(address: str) -> str:
    """The domain of a website or email address, without www; nothing for one of free mail."""
    bare = fold(address.strip()).rpartition("@")[2]
    host = (urlsplit(bare if "//" in bare else f"//{bare}").hostname or "") if bare and "[" not in bare else ""
    host = host.removeprefix("www.")
    return "" if host in FREE or "." not in host else host


def of_contact(contact: Contact, actor: Member) -> list[Suggested]:
    """Living businesses that share a domain with somebody's addresses; most of its people do, or its own address or website does."""
    found: dict[int, Suggested] = {}
    for domain in _domains([contact.id]):
        for business, name in _using(domain, actor, contact):
            found.setdefault(business, Suggested(business, name, domain))
    d = Dismissal
    away = {one.business.id for one in belonging.of(contact)}
    away |= {i for (i,) in d.select(d.business).where((d.contact == contact.id) & (d.state == LIVE)).tuples()}
    return [one for one in found.values() if one.id not in away][:_MOST]


def of_business(business: Business, actor: Member) -> list[Suggested]:
    """Living people whose addresses share the domain of a business, and who don't belong to it."""
    d = Dismissal
    away = {i for (i,) in d.select(d.contact).where((d.business == business.id) & (d.state == LIVE)).tuples()}
    found: dict[int, Suggested] = {}
    for domain in dict.fromkeys((*_own_domains(business), *_usual(business, actor))):
        here = sorted(set(_people_at(domain, actor)) - away)
        strangers = sorted(set(here) - set(belonging.roles_in(business, here)))
        rows = Contact.select().where(among(Contact.id, strangers))
        for contact in rows.order_by(Contact.sort_f, Contact.id).limit(_MOST):
            found.setdefault(contact.id, Suggested(contact.id, contact.name, domain))
    return list(found.values())[:_MOST]


def dismiss(contact: Contact, business: Business, *, by: Member, key: str | None = None) -> None:
    """Remember that somebody does not belong to a business."""
    access.require_edit(by)
    title = f"{contact.name} does not belong to {business.name}"
    with operation("business.dismissed", by=by, title=title, key=key) as op:
        lock_rows(Contact, [contact.id])
        contacts.require_live(Contact.get_by_id(contact.id))
        there = (Dismissal.contact == contact.id) & (Dismissal.business == business.id) & (Dismissal.state == LIVE)
        if not Dismissal.select().where(there).exists():
            op.add(Dismissal, contact=contact, business=business)


def _domains(people: Sequence[int]) -> list[str]:
    """The domains of the living addresses of these people, the most common first."""
    e = ContactEmail
    rows = e.select(e.contact, e.domain_f).where(among(e.contact, list(people)) & (e.state == LIVE)).distinct()
    counted = Counter(known for _, domain in rows.tuples() if (known := domain_of(domain)))
    return [domain for domain, _ in counted.most_common()]


def _people_at(domain: str, actor: Member) -> list[int]:
    """Living people with an address under a domain, whom the actor sees; the search finds them, the domain decides."""
    ids = Selection(search=f"@{domain}").query(actor).limit(_PEOPLE)
    e = ContactEmail
    rows = e.select(e.contact).where(e.contact.in_(ids) & (e.domain_f == domain) & (e.state == LIVE))
    return [i for (i,) in rows.distinct().tuples()]


def _using(domain: str, actor: Member, beside: Contact) -> Iterable[tuple[int, str]]:
    """Businesses that stand under a domain: by what they say of themselves, or because most of their people have addresses there."""
    b = Business
    said = b.select(b.id, b.name, b.website, b.email).where(_mentions(domain) & (b.state == SQL("1")))
    query = access.visible(said, actor).order_by(b.id).limit(_PEOPLE)
    yield from ((i, name) for i, name, *own in query.tuples() if domain in map(domain_of, own))
    colleagues = set(_people_at(domain, actor)) - {beside.id}
    counted = _businesses_of(colleagues)
    for business, count in counted.most_common(1):
        row = access.visible(b.select(b.id, b.name).where((b.id == business) & (b.state == LIVE)), actor).tuples().first()
        if row and 2 * count > max(counted.total(), _with_address(business, actor)):
            yield row


def _mentions(domain: str) -> object:
    return Business.website_f.contains(domain) | Business.email_f.contains(domain)


def _businesses_of(people: set[int]) -> Counter[int]:
    c, b = Contact, ContactBusiness
    first = c.select(c.business).where(among(c.id, sorted(people)) & c.business.is_null(False))
    others = b.select(b.business).where(among(b.contact, sorted(people)) & (b.state == LIVE))
    return Counter(business for query in (first, others) for (business,) in query.tuples())


def _with_address(business: int, actor: Member) -> int:
    """How many people of a business, of those the actor sees, have an address that isn't one of free mail."""
    return len(_addressed(business, actor))


def _addressed(business: int, actor: Member) -> dict[int, set[str]]:
    e = ContactEmail
    people = access.visible(Contact.select(Contact.id).where(belonging.belongs(business) & (Contact.state == SQL("1"))), actor)
    rows = e.select(e.contact, e.domain_f).where(e.contact.in_(people.limit(_PEOPLE)) & (e.state == LIVE))
    found: dict[int, set[str]] = {}
    for contact, domain in rows.tuples():
        if known := domain_of(domain):
            found.setdefault(contact, set()).add(known)
    return found


def _usual(business: Business, actor: Member) -> list[str]:
    """The domain that most people of a business have addresses under, if there is one."""
    people = _addressed(business.id, actor)
    counted = Counter(domain for domains in people.values() for domain in domains)
    return [domain for domain, count in counted.items() if 2 * count > len(people) and _leads(business, domain, actor)]


def _leads(business: Business, domain: str, actor: Member) -> bool:
    """Whether most people under a domain who belong anywhere belong here: one that many businesses use says nothing."""
    counted = _businesses_of(set(_people_at(domain, actor)))
    return 2 * counted[business.id] > counted.total()


def _own_domains(business: Business) -> list[str]:
    return [domain for domain in (domain_of(business.website), domain_of(business.email)) if domain]
