"""The search document of a contact: one line of folded text, kept for live contacts only."""

from collections import defaultdict
from collections.abc import Sequence

from peewee import fn

from crm import phones
from crm.db import among, is_sqlite, plain
from crm.models import LIVE, Contact, ContactEmail, ContactPhone, ContactSearch
from crm.rows import run_many, write_rows

_GAP = " | "


def text(name_f: str, addresses: Sequence[str], numbers: Sequence[str]) -> str:
    """The document: folded name, folded addresses, digits of the numbers, each set apart so that no match spans two."""
    return _GAP.join((name_f, *addresses, *numbers))


def refresh(contacts: Sequence[int]) -> None:
    """Rewrite the documents of these contacts; those not live lose theirs. In the order of ids, for the index gathers rows only as these rise.

    Who is live is seen here: asked for it while it believes that few are, PostgreSQL reads a whole index of those.
    """
    rows = plain(Contact.select(Contact.id, Contact.name_f, Contact.state).where(among(Contact.id, contacts)))
    names = {i: name for i, name, state in rows if state == LIVE}
    _forget(contacts)
    if not names:
        return
    ids = sorted(names)
    addresses, numbers = _values(ContactEmail, fn.COALESCE(ContactEmail.email_f, ContactEmail.email_key), ids), _numbers(ids)
    write_rows(ContactSearch, ("rowid", "text"), [(i, text(names[i], addresses[i], numbers[i])) for i in ids])


def _values(model: type[ContactEmail], value: object, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = model.select(model.contact, value).where(among(model.contact, ids) & (model.state == LIVE)).order_by(model.position, model.id)
    for contact, text_value in plain(rows):
        found[contact].append(text_value)
    return found


def _numbers(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    p = ContactPhone
    rows = p.select(p.contact, p.e164, p.typed).where(among(p.contact, ids) & (p.state == LIVE)).order_by(p.position, p.id)
    for contact, e164, typed in plain(rows):
        found[contact].append(phones.digits(e164, typed))
    return found


def _forget(contacts: Sequence[int]) -> None:
    if is_sqlite():
        run_many("DELETE FROM contact_search WHERE rowid = ?", [(i,) for i in contacts])
    else:
        ContactSearch.delete().where(among(ContactSearch.rowid, contacts)).execute()
