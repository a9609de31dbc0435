"""Writing new people in a batch: every table in one statement, ids taken up front."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from crm import businesses, dnc, emails, phones, rich, tags
from crm.db import among, lock_words, take_ids
from crm.fields import FIELDS
from crm.fold import fold
from crm.importing import further
from crm.importing.changes import Changes
from crm.importing.people import Draft
from crm.journal import batch, room
from crm.journal import values as custom_values
from crm.journal.change import Writer
from crm.models import (
    LIVE,
    Business,
    Contact,
    ContactDetail,
    ContactEmail,
    ContactFollower,
    ContactPhone,
    ContactSearch,
    ContactTag,
    Dnc,
    Member,
    Note,
    Tag,
)
from crm.rows import write_rows
from crm.search import documents

_CONTACT = (
    "id", "born", "first_name", "last_name", "first_name_f", "last_name_f", "name_f", "sort_f", "type", "source", "source_f", "business", "city", "city_f", "owner", "birth_date", "dnc",
    "photo", "created_at", "updated_at",
)  # fmt: skip
_COLD = ("job_title", "street", "region", "postal_code", "country", "website", "timezone", "language")
_DETAIL = ("contact", *_COLD, "job_title_f", "street_f", "region_f", "postal_code_f", "website_f", "language_f")
_WORDS: dict[Any, str] = {Business: businesses.NEW, Tag: tags.NEW}
_FOLDED = ("job_title", "street", "region", "postal_code", "website", "language")


class Names:
    """The businesses and tags that rows of a batch name, by folded name. Who may have to make one lets nobody else make them meanwhile: that
    is settled before any row is held, and they are made once it is known which rows are written.
    """

    def __init__(self, drafts: Sequence[Draft]) -> None:
        firms = (*_firms(d.values for d in drafts), *(way.name for d in drafts for ways in d.entries for way in ways))
        named: dict[Any, set[str]] = {Business: _folded(firms), Tag: _folded(t for d in drafts for t in d.tags)}
        if named[Business]:
            room.hold_businesses()
        self._found = {model: _living(model, keys) for model, keys in named.items()}
        lacking = [model for model, keys in named.items() if len(self._found[model]) < len(keys)]
        if lacking:
            lock_words(*(_WORDS[model] for model in lacking))
            self._found |= {model: _living(model, named[model]) for model in lacking}

    def make(self, writer: Writer, drafts: Sequence[Draft], gains: Sequence[Changes] = ()) -> None:
        """Make those that these rows turn out to need and that are not there yet."""
        firms = _firms((*(d.values for d in drafts), *(g.cells for g in gains)))
        firms += [name for rows in (*(d.further for d in drafts), *(g.further for g in gains)) for name, _ in rows]
        self.businesses = _made(writer, Business, firms, self._found[Business])
        self.tags = _made(writer, Tag, [t for d in drafts for t in d.tags] + [t for g in gains for t in g.tags], self._found[Tag])


def create(writer: Writer, drafts: Sequence[Draft], names: Names, by: Member) -> list[int]:
    """Bring these people into being; gives their ids in the order given."""
    if not drafts:
        return []
    ids = list(take_ids(Contact, len(drafts)))
    people = list(zip(ids, drafts, strict=True))
    owner = by.id if by.only_assigned else None
    write_rows(Contact, _CONTACT, [_contact(i, d, writer, names, owner) for i, d in people])
    write_rows(ContactDetail, _DETAIL, [_detail(i, d) for i, d in people if any(k in d.values for k in _COLD)])
    add_rows(writer, people, by, names)
    custom_values.add(((i, d.values) for i, d in people), {key: known.own.id for key, known in FIELDS.custom.items()})
    pairs = sorted({(names.tags[fold(t)], i) for i, d in people for t in d.tags})
    write_rows(ContactTag, ("born", "tag", "contact"), [(writer.id, tag, i) for tag, i in pairs])
    write_rows(ContactFollower, ("born", "follower", "contact"), [(writer.id, m, i) for i, d in people for m in dict.fromkeys(d.followers)])
    batch.new_events(writer, [(Contact.number, i) for i in ids], "import.created")
    write_rows(ContactSearch, ("rowid", "text"), [(i, _document(d)) for i, d in people])
    return ids


def add_rows(writer: Writer, people: Sequence[tuple[int, Any]], by: Member, names: Names) -> None:
    """Add the rows that belong to these people; `people` are (contact id, what has emails, phones, tags …)."""
    born = writer.id
    further.write(born, ((i, name, role) for i, d in people for name, role in d.further), names.businesses)
    write_rows(ContactEmail, ("born", "contact", "label", "position", "address", "email_key", "domain_f", "valid", "email_f"),
        [(born, i, label, d.start + n, address, key, fold(address.rpartition("@")[2]), valid, emails.folded(key)) for i, d in people for n, (label, address, key, valid) in enumerate(d.emails)])  # fmt: skip
    write_rows(ContactPhone, ("born", "contact", "label", "position", "typed", "e164", "phone_key"),
        [(born, i, label, d.start + n, typed, e164, phones.key(e164, typed)) for i, d in people for n, (label, typed, e164) in enumerate(d.phones)])  # fmt: skip
    write_rows(
        Note,
        ("born", "contact", "text", "text_f", "html", "author", "created_at"),
        [(born, i, text, fold(text), rich.html(text), by.id, writer.at) for i, d in people for text in d.notes],
    )
    write_rows(Dnc, ("born", "contact", "channels", "rank", "reason", "address_hash"),
        [(born, i, channels, rank, "import", _hash(d)) for i, d in people for channels, rank in d.dnc])  # fmt: skip


def _firms(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return [value for cells in rows if (value := cells.get("business"))]


def _folded(names: Iterable[str]) -> set[str]:
    return {fold(name) for name in names}


def _made(writer: Writer, model: Any, names: Sequence[str], found: dict[str, int]) -> dict[str, int]:
    """The ids by name, with those of the missing ones, which are made in this operation."""
    wanted = {fold(name): name for name in reversed(names)}
    missing = [(key, name) for key, name in wanted.items() if key not in found]
    ids = list(take_ids(model, len(missing)))
    if model is Tag:
        write_rows(
            Tag,
            ("id", "born", "name", "name_f", "colour"),
            [(i, writer.id, n, k, tags.colour_of(n)) for i, (k, n) in zip(ids, missing, strict=True)],
        )
    else:
        write_rows(
            Business,
            ("id", "born", "name", "name_f", "created_at"),
            [(i, writer.id, n, k, writer.at) for i, (k, n) in zip(ids, missing, strict=True)],
        )
    kind = "tag.created" if model is Tag else "business.created"
    batch.new_events(writer, [(model.number, i) for i in ids], kind)
    return found | {key: i for i, (key, _) in zip(ids, missing, strict=True)}


def _living(model: Any, keys: Collection[str]) -> dict[str, int]:
    rows = model.select(model.name_f, model.id).where(among(model.name_f, sorted(keys)) & (model.state == LIVE))
    return dict(rows.order_by(model.id.desc()).tuples()) if keys else {}


def _contact(i: int, d: Draft, writer: Writer, names: Names, owner: int | None) -> tuple[Any, ...]:
    v = d.values
    first, last, source, city = v.get("first_name", ""), v.get("last_name", ""), v.get("source", ""), v.get("city", "")
    business = names.businesses[fold(v["business"])] if "business" in v else None
    blocked = 0
    for channels, _ in d.dnc:
        blocked |= channels
    return (
        i, writer.id, first, last, fold(first), fold(last), _whole(first, last), _whole(last, first), v.get("type"), source, fold(source) if source else "", business,
        city, fold(city) if city else "", owner or v.get("owner"), v.get("birth_date"), blocked, v.get("photo", ""), writer.at, writer.at,
    )  # fmt: skip


def _whole(one: str, two: str) -> str:
    return fold(f"{one} {two}" if one and two else one or two)


def _detail(i: int, d: Draft) -> tuple[Any, ...]:
    v = d.values
    cold = [v.get(k, "") for k in _COLD]
    return (i, *cold, *(fold(v.get(k, "")) for k in _FOLDED))


def _document(d: Draft) -> str:
    name = _whole(d.values.get("first_name", ""), d.values.get("last_name", ""))
    return documents.text(name, [emails.folded(e[2]) or e[2] for e in d.emails], [phones.digits(p[2], p[1]) for p in d.phones])


def _hash(d: Any) -> str:
    return dnc.hash_of(d.emails[0][2]) if d.emails else ""
