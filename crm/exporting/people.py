"""People as rows of text: every field in the form that our importer reads back without a change."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from crm.db import among
from crm.db import plain as plain_rows
from crm.exporting import beside
from crm.exporting.cells import write_addresses, write_names
from crm.exporting.columns import PAGE, NoColumns, columns_of, pages
from crm.fields import FIELDS, Field, look_up, plain
from crm.fields.types import type_of
from crm.journal import values as custom_values
from crm.kinds import CONTACTS
from crm.models import (
    LIVE,
    Business,
    Choice,
    Contact,
    ContactDetail,
    ContactEmail,
    ContactPhone,
    ContactTag,
    Dnc,
    Member,
    Note,
    Tag,
)
from crm.models.dnc import ALL, CHANNELS, PERSON
from crm.operations import iso

_COLD = tuple(ContactDetail.columns.values())
_ONE = {"email": "emails", "phone": "phones"}
_HOT = (*"id first_name last_name type source owner city birth_date score created_at updated_at last_activity_at".split(), "business")
_MOMENT = Contact.created_at


class People:
    """Reads people page by page, each page in a constant number of queries, only what the columns need."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = columns
        self.members = dict(Member.select(Member.id, Member.email).tuples())
        self.types = dict(Choice.select(Choice.id, Choice.key).tuples())
        self._loaders: dict[str, Callable[[Sequence[int]], dict[int, Any]]] = {
            "emails": _emails, "phones": _phones, "tags": _tags, "followers": partial(beside.followers, CONTACTS), "dnc": _dnc, "note": _notes,
        }  # fmt: skip

    def rows(self, ids: Iterable[int]) -> Iterator[tuple[int, list[str]]]:
        """(id, cells) of each contact, in the order given."""
        for page in pages(ids):
            yield from self._page(page)

    def _page(self, ids: list[int]) -> Iterator[tuple[int, list[str]]]:
        """Column by column: most are read and written alike for everybody."""
        hot = {row[0]: row for row in _hot(ids)}
        there = [i for i in ids if i in hot]
        standing = dict(zip(_HOT, zip(*(hot[i] for i in there), strict=True), strict=True)) if there else {}
        loaded = self._loaded(ids)
        columns = [_of(loaded[key], there) if key in loaded else self._standing(key, standing) for key in self.columns] if there else []
        yield from zip(there, map(list, zip(*columns, strict=True)), strict=True)

    def _loaded(self, ids: list[int]) -> dict[str, dict[int, str]]:
        """What isn't in a person's own row, by key, only what the columns need."""
        wanted = {_ONE.get(key, key) for key in self.columns}
        many = {key: self._loaders[key](ids) for key in wanted if FIELDS[key].type in ("many", "dnc", "note")}
        found: dict[str, dict[int, str]] = _cold(ids) if wanted & set(_COLD) else {}
        found |= _own(ids, [known for key in self.columns if (known := FIELDS[key]).custom])
        for one, key in _ONE.items():
            entries = many.pop(key, {})
            found[key] = {i: write_addresses((label, value, bool(valid)) for label, value, valid, _ in rows) for i, rows in entries.items()}
            found[one] = {i: rows[0][1] for i, rows in entries.items()}
        return found | many

    def _standing(self, key: str, standing: Mapping[str, Sequence[Any]]) -> list[str]:
        """A column of people's own rows."""
        if key == "name":
            return [f"{first} {last}".strip() for first, last in zip(standing["first_name"], standing["last_name"], strict=True)]
        values = standing[key]
        if key == "owner":
            return [self.members.get(value, "") for value in values]
        if key == "type":
            return [self.types.get(value, "") for value in values]
        if FIELDS[key].type == "time":
            told = {value: iso(_MOMENT.python_value(value)) or "" for value in set(values)}
            return [told[value] for value in values]
        return ["" if value is None else str(value) for value in values]


def _of(cells: Mapping[int, str], ids: Sequence[int]) -> list[str]:
    return [cells.get(i, "") for i in ids]


def _hot(ids: Sequence[int]) -> list[tuple[Any, ...]]:
    fields = [Contact._meta.fields[name] for name in _HOT if name != "business"]
    return plain_rows(Contact.select(*fields, Business.name).left_outer_join(Business).where(among(Contact.id, ids)))


def _cold(ids: Sequence[int]) -> dict[str, dict[int, str]]:
    d = ContactDetail
    rows = plain_rows(d.select(d.contact, *(d._meta.fields[n] for n in _COLD)).where(among(d.contact, ids)))
    return {name: {row[0]: row[at] for row in rows} for at, name in enumerate(_COLD, 1)}


def _own(ids: Sequence[int], fields: Sequence[Field]) -> dict[str, dict[int, str]]:
    """What these people hold in the office's own fields, by key, as our files write it."""
    held = custom_values.of(ids, [known.own.id for known in fields])
    found: dict[str, dict[int, str]] = {}
    for known in fields:
        values = {i: value for i, row in held.items() if (value := row.get(known.own.id))}
        named = look_up(known, values.values()) if type_of(known).looks_up else {}
        found[known.key] = {i: plain(known, named.get(value, value)) for i, value in values.items()}
    return found


def _emails(ids: Sequence[int]) -> dict[int, Any]:
    e = ContactEmail
    rows = (
        e.select(e.contact, e.label, e.address, e.valid, e.id).where(among(e.contact, ids) & (e.state == LIVE)).order_by(e.position, e.id)
    )
    return _primary_first(rows, Contact.primary_email, ids)


def _phones(ids: Sequence[int]) -> dict[int, Any]:
    p = ContactPhone
    rows = p.select(p.contact, p.label, p.typed, p.state, p.id).where(among(p.contact, ids) & (p.state == LIVE)).order_by(p.position, p.id)
    return _primary_first(rows, Contact.primary_phone, ids)


def _primary_first(rows: Any, pointer: Any, ids: Sequence[int]) -> dict[int, Any]:
    first = dict(plain_rows(Contact.select(Contact.id, pointer).where(among(Contact.id, ids) & pointer.is_null(False))))
    found = _grouped(rows)
    for contact, primary in first.items():
        if contact in found:
            found[contact].sort(key=lambda row: row[-1] != primary)
    return found


def _tags(ids: Sequence[int]) -> dict[int, str]:
    t = ContactTag
    rows = (
        t.select(t.contact, Tag.name)
        .join(Tag, on=(Tag.id == Tag.stood_for(t.tag)))
        .where(among(t.contact, ids) & (t.on == 1) & (Tag.state == LIVE))
        .order_by(Tag.name_f)
    )
    return {i: write_names(dict.fromkeys(name for (name,) in names)) for i, names in _grouped(rows).items()}


def _notes(ids: Sequence[int]) -> dict[int, str]:
    rows = Note.select(Note.contact, Note.text).where(among(Note.contact, ids) & (Note.state == LIVE)).order_by(Note.created_at, Note.id)
    return {i: "\n---\n".join(text for (text,) in texts) for i, texts in _grouped(rows).items()}


def _dnc(ids: Sequence[int]) -> dict[int, str]:
    rows = _grouped(Dnc.select(Dnc.contact, Dnc.channels, Dnc.rank).where(among(Dnc.contact, ids) & (Dnc.state == LIVE)).order_by(Dnc.id))
    return {i: _blocked(evidence) for i, evidence in rows.items()}


def _blocked(evidence: list[tuple[int, int]]) -> str:
    """The blocked channels, `!` before those that a person's own act blocks."""
    own = staff = 0
    for channels, rank in evidence:
        own, staff = (own | channels, staff) if rank == PERSON else (own, staff | channels)
    if own == ALL or (staff == ALL and not own):
        return "!all" if own else "all"
    words = [f"!{name}" if own & bit else name for name, bit in CHANNELS.items() if (own | staff) & bit]
    return "; ".join(words)


def _grouped(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for contact, *rest in plain_rows(rows):
        found[contact].append(tuple(rest))
    return found


__all__ = ["PAGE", "NoColumns", "People", "columns_of", "pages"]
