"""The search document of a contact: one line of folded text, kept for live contacts only."""

from collections import defaultdict
from collections.abc import Sequence

from crm import phones
from crm.db import among, is_sqlite, run_many, write_rows
from crm.models import LIVE, Contact, ContactEmail, ContactPhone, ContactSearch

_GAP = " | "


def text(name_f: str, addresses: Sequence[str], numbers: Sequence[str]) -> str:
    """The document: folded name, lower-case addresses, digits of the numbers, each set apart so that no match spans two."""
    return _GAP.join((name_f, *addresses, *numbers))


def refresh(contacts: Sequence[int]) -> None:
    """Rewrite the documents of these contacts; those not live lose theirs. In the order of ids, for the index gathers rows only as these rise."""
    chosen = among(Contact.id, contacts) & (Contact.state == LIVE)
    names = dict(Contact.select(Contact.id, Contact.name_f).where(chosen).tuples())
    ids = sorted(names)
    addresses = _values(ContactEmail, ContactEmail.email_key, ids)
    numbers = _numbers(ids)
    _forget(contacts)
    write_rows(ContactSearch, ("rowid", "text"), [(i, text(names[i], addresses[i], numbers[i])) for i in ids])


def _values(model: type[ContactEmail], value: object, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = model.select(model.contact, value).where(among(model.contact, ids) & (model.state == LIVE)).order_by(model.position, model.id)
    for contact, text_value in rows.tuples():
        found[contact].append(text_value)
    return found


def _numbers(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    p = ContactPhone
    rows = p.select(p.contact, p.e164, p.typed).where(among(p.contact, ids) & (p.state == LIVE)).order_by(p.position, p.id)
    for contact, e164, typed in rows.tuples():
        found[contact].append(phones.digits(e164, typed))
    return found


def _forget(contacts: Sequence[int]) -> None:
    if is_sqlite():
        run_many("DELETE FROM contact_search WHERE rowid = ?", [(i,) for i in contacts])
    else:
        ContactSearch.delete().where(among(ContactSearch.rowid, contacts)).execute()
