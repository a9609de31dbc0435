"""A record becomes a person: every mapped cell understood, or refused with its reason."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from crm import emails, phones
from crm.countries import code_of
from crm.exporting.cells import GOOGLE, split, split_label, unquoted, unsafe
from crm.fields import FIELDS
from crm.importing import dates
from crm.importing.mapping import Column, Plan
from crm.models.dnc import ALL, CHANNELS, PERSON, STAFF
from crm.text import multi_line, single_line

EXCEL_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"))
YES = frozenset("yes y true t 1 x ja j oui o si sí s sim da on wahr vrai verdadero opted-out optout checked ✓ ✔".split()) | {
    "opted out",
    "opt out",
}
NO = frozenset("no n false f 0 nei nein non não nao off falsch faux falso none".split())
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE]\+?\d+")
_FLOAT = re.compile(r"(\d{6,})[.,]0+")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ZERO_DATE = re.compile(r"0{1,2}[/.-]0{1,2}[/.-]0{2,4}")
NOTE_BREAK = "\n---\n"


class Draft:
    """A person as one record describes them; `problems` are (reason, column number)."""

    __slots__ = (
        "contact_id",
        "dnc",
        "emails",
        "followers",
        "notes",
        "pairs",
        "phones",
        "problems",
        "start",
        "tags",
        "under_note",
        "values",
    )

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.emails: list[tuple[str, str, str, int]] = []
        self.phones: list[tuple[str, str, str | None]] = []
        self.tags: list[str] = []
        self.followers: list[int] = []
        self.dnc: list[tuple[int, int]] = []
        self.notes: list[str] = []
        self.under_note: list[str] = []
        self.problems: list[tuple[str, int]] = []
        self.contact_id: int | None = None
        self.start = 0
        self.pairs: list[tuple[str, str]] | None = None

    @property
    def nobody(self) -> bool:
        """Whether nothing tells who this is."""
        v = self.values
        return not (self.emails or self.phones or "first_name" in v or "last_name" in v or "business" in v)


@dataclass
class Known:
    """What the office knows and cells are understood by: members by e-mail, choices by word, the phone region, the order of dates."""

    region: str
    order: str | None = None
    members: Mapping[str, int] = field(default_factory=dict)
    types: Mapping[str, int] = field(default_factory=dict)


Convert = Callable[[str, Draft], str | None]
Understand = Callable[[Sequence[str]], Draft]


def compile_plan(plan: Plan, header: Sequence[str], known: Known) -> Understand:
    """A function from cells to a Draft, built once for a file; a converter answers the reason when it refuses a cell."""
    feeds = [(i, _converter(c, plan, known)) for i, c in enumerate(plan.columns) if c.key and c.label_at is None and not c.address]
    labelled = [(i, c.label_at, c.key) for i, c in enumerate(plan.columns) if c.key and c.label_at is not None]
    finish = _finisher(plan, header, known)

    def understand(cells: Sequence[str]) -> Draft:
        draft = Draft()
        for i, convert in feeds:
            if cell := cells[i]:
                bare = _bare(cell)
                if bare and (problem := convert(bare, draft)):
                    draft.problems.append((problem, i))
        for i, label_at, key in labelled:
            if cells[i]:
                _labelled(draft, key, cells[i], cells[label_at], i, known)
        finish(cells, draft)
        return draft

    return understand


def _bare(cell: str) -> str:
    return unsafe(cell) if cell[0] in "'=" else cell.strip()


def _converter(column: Column, plan: Plan, known: Known) -> Convert:
    key = column.key or ""
    makers: dict[str, Callable[[], Convert]] = {
        "email": lambda: _emails(column.label, whole=True),
        "emails": lambda: _emails(column.label, whole=bool(column.label)),
        "phone": lambda: _phones(column.label, known.region, whole=True),
        "phones": lambda: _phones(column.label, known.region, whole=bool(column.label)),
        "tags": lambda: _tags(plan.export),
        "followers": lambda: _followers(known),
        "note": lambda: _note,
        "street": lambda: _street,
        "birth_date": lambda: _date(known.order, plan.export),
        "type": lambda: _picked("type", known.types, "choice"),
        "owner": lambda: _picked("owner", known.members, "owner"),
        "country": lambda: _country,
        "timezone": lambda: _timezone,
        "dnc": lambda: _dnc(ALL),
        "id": lambda: _id,
        "kith_contact_id": lambda: _id,
    }
    if key in makers:
        return makers[key]()
    if key.startswith("dnc_"):
        return _dnc(CHANNELS[key[4:]])
    return _line(key)


def _line(key: str) -> Convert:
    limit = FIELDS[key].limit if key in FIELDS and key != "name" else 200

    def convert(cell: str, draft: Draft) -> str | None:
        if cell in EXCEL_ERRORS:
            return "excel_error"
        line = single_line(cell)
        if len(line) > limit:
            return "too_long"
        if line:
            draft.values[key] = line
        return None

    return convert


def _street(cell: str, draft: Draft) -> str | None:
    if cell in EXCEL_ERRORS:
        return "excel_error"
    lines = multi_line(cell)
    whole = f"{draft.values['street']}\n{lines}" if "street" in draft.values else lines
    if len(whole) > FIELDS["street"].limit:
        return "too_long"
    if whole:
        draft.values["street"] = whole
    return None


def _note(cell: str, draft: Draft) -> str | None:
    draft.notes += [n for n in (part.strip("\n") for part in multi_line(cell).split(NOTE_BREAK)) if n.strip()]
    return None


def _emails(label: str, whole: bool) -> Convert:
    def convert(cell: str, draft: Draft) -> str | None:
        if cell in EXCEL_ERRORS:
            return "excel_error"
        if whole:
            return _add_email(draft, label, cell, 1)
        if ";" not in cell and " " not in cell and "!" not in cell:
            return _add_email(draft, label, cell, 1)
        for entry in _entries(cell):
            named, address, valid = split_label(entry)
            if problem := _add_email(draft, single_line(named) or label, address, int(valid)):
                return problem
        return None

    return convert


def _entries(cell: str) -> list[str]:
    return [e for part in cell.split(GOOGLE) for e in split(part)]


def _add_email(draft: Draft, label: str, cell: str, valid: int) -> str | None:
    if "\n" in cell or "\r" in cell:
        return "email"
    address = single_line(cell)
    if not emails.is_address(address):
        return "email"
    key = emails.key(address)
    if all(known[2] != key for known in draft.emails):
        draft.emails.append((label, address, key, valid))
    return None


def _phones(label: str, region: str, whole: bool) -> Convert:
    def convert(cell: str, draft: Draft) -> str | None:
        if cell in EXCEL_ERRORS:
            return "excel_error"
        if whole:
            return _add_phone(draft, label, cell, region)
        for entry in _entries(cell):
            named, number, _ = split_label(unquoted(entry) if entry.startswith('"') else entry)
            if problem := _add_phone(draft, single_line(named) or label, number, region):
                return problem
        return None

    return convert


def _add_phone(draft: Draft, label: str, cell: str, region: str) -> str | None:
    number, e164, problem = _number(cell, region)
    if problem:
        return problem
    if all(known[1] != number for known in draft.phones):
        draft.phones.append((label, number, e164))
    return None


@lru_cache(maxsize=65_536)
def _number(cell: str, region: str) -> tuple[str, str | None, str | None]:
    number = phones.plain(single_line(cell))
    if _SCIENTIFIC.fullmatch(number):
        return "", None, "phone_scientific"
    if found := _FLOAT.fullmatch(number):
        number = found[1]
    if not phones.is_number(number):
        return "", None, "phone"
    return number, phones.e164(number, region), None


def _labelled(draft: Draft, key: str, cell: str, label: str, at: int, known: Known) -> None:
    """A Google pair: several values parted by :::, each under the label of the column beside it."""
    name = single_line(unsafe(label)).removeprefix("* ").strip()
    for value in (part.strip() for part in _bare(cell).split(GOOGLE.strip())):
        if value:
            problem = _add_email(draft, name, value, 1) if key == "emails" else _add_phone(draft, name, value, known.region)
            if problem:
                draft.problems.append((problem, at))


def _tags(export: str | None) -> Convert:
    def convert(cell: str, draft: Draft) -> str | None:
        if cell in EXCEL_ERRORS:
            return "excel_error"
        for entry in _tag_entries(cell):
            name = single_line(unquoted(entry))
            if export == "google":
                name = "" if name == "* myContacts" else name.removeprefix("* ")
            if len(name) > 100:
                return "too_long"
            if name and name not in draft.tags:
                draft.tags.append(name)
        return None

    return convert


def _tag_entries(cell: str) -> list[str]:
    if ";" not in cell and "," not in cell and '"' not in cell and GOOGLE not in cell:
        return [cell]
    if GOOGLE in cell:
        return [part.strip() for part in cell.split(GOOGLE)]
    found = split(cell, ";")
    return found if len(found) > 1 or ";" in cell else split(cell, ",")


def _followers(known: Known) -> Convert:
    def convert(cell: str, draft: Draft) -> str | None:
        for entry in split(cell):
            member = known.members.get(entry.lower())
            if member is None:
                return "owner"
            draft.followers.append(member)
        return None

    return convert


def _picked(key: str, choices: Mapping[str, int], reason: str) -> Convert:
    def convert(cell: str, draft: Draft) -> str | None:
        found = choices.get(single_line(cell).casefold())
        if found is None:
            return "excel_error" if cell in EXCEL_ERRORS else reason
        draft.values[key] = found
        return None

    return convert


def _country(cell: str, draft: Draft) -> str | None:
    if (code := code_of(single_line(cell))) is None:
        return "excel_error" if cell in EXCEL_ERRORS else "choice"
    draft.values["country"] = code
    return None


def _timezone(cell: str, draft: Draft) -> str | None:
    from zoneinfo import available_timezones

    if cell not in available_timezones():
        return "choice"
    draft.values["timezone"] = cell
    return None


def _date(order: str | None, export: str | None) -> Convert:
    def convert(cell: str, draft: Draft) -> str | None:
        if _ZERO_DATE.fullmatch(cell):
            return None if export == "outlook" else "date"
        found = dates.parse(cell, order)
        if found is None:
            return "excel_error" if cell in EXCEL_ERRORS else "date"
        draft.values["birth_date"] = found
        return None

    return convert


def _dnc(channels: int) -> Convert:
    def convert(cell: str, draft: Draft) -> str | None:
        word = single_line(cell).casefold()
        if word in YES:
            draft.dnc.append((channels, STAFF))
        elif word not in NO:
            return _channels(word, channels, draft)
        return None

    return convert


def _channels(word: str, channels: int, draft: Draft) -> str | None:
    found: list[tuple[int, int]] = []
    for entry in re.split(r"[;,]", word):
        name = entry.strip()
        rank = PERSON if name.startswith("!") else STAFF
        mask = ALL if name.lstrip("! ") == "all" else CHANNELS.get(name.lstrip("! "))
        if mask is None or channels != ALL:
            return "boolean"
        found.append((mask, rank))
    draft.dnc += found
    return None


def _id(cell: str, draft: Draft) -> str | None:
    if not (cell.isascii() and cell.isdigit() and len(cell) < 16):
        return "number"
    draft.contact_id = int(cell)
    return None


def _finisher(plan: Plan, header: Sequence[str], known: Known) -> Callable[[Sequence[str], Draft], None]:
    """What needs the whole row: the name, the address that counts, and a known export's columns without a field."""
    from crm.importing.leftovers import Leftovers

    leftovers = Leftovers(plan, header) if plan.export else None
    named = any(c.key in ("first_name", "last_name") for c in plan.columns)
    parts = [c.key for c in plan.columns if c.key in ("name", "middle_name", "suffix")]

    def finish(cells: Sequence[str], draft: Draft) -> None:
        if parts:
            _name(draft.values, named)
        if leftovers:
            leftovers.take(cells, draft)

    return finish


def _name(values: dict[str, Any], named: bool) -> None:
    whole, middle, suffix = values.pop("name", ""), values.pop("middle_name", ""), values.pop("suffix", "")
    if whole and not named:
        first, last = split_name(whole)
        values |= {k: v for k, v in (("first_name", first), ("last_name", last)) if v}
    if middle:
        values["first_name"] = f"{values['first_name']} {middle}" if "first_name" in values else middle
    if suffix:
        values["last_name"] = f"{values['last_name']}, {suffix}" if "last_name" in values else suffix


def split_name(whole: str) -> tuple[str, str]:
    """(first, last) of a whole name: `Last, First` by comma; else the last word is the last name; one word or CJK is the last name."""
    if "," in whole:
        last, _, first = whole.partition(",")
        return first.strip(), last.strip()
    if _CJK.search(whole) or " " not in whole:
        return "", whole
    first, _, last = whole.rpartition(" ")
    return first, last
