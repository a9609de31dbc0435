"""What a row would change on the contact it matched: only gains, never a loss, unless overwriting was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from crm import phones
from crm.db import among, plain
from crm.fields import FIELDS
from crm.fold import fold
from crm.importing import further
from crm.importing.entries import NOTE_BREAK
from crm.importing.people import Draft
from crm.journal import values as custom_values
from crm.models import ARCHIVED, LIVE, Contact, ContactDetail, ContactEmail, ContactFollower, ContactPhone, ContactTag, Dnc, Note, Tag


@dataclass
class Current:
    """A contact as it stands: cells by field key, the keys of its rows, and its role at each further business."""

    cells: dict[str, Any]
    business: str = ""
    further: dict[str, str] = field(default_factory=dict)
    archived: bool = False
    emails: dict[str, int] = field(default_factory=dict)
    phones: dict[str, int] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    followers: set[int] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    dnc: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Changes:
    """The gains: cells to set, with what they held, and rows to add; `roles` are set at further businesses that somebody has already;
    `restore` brings the person back from the archive."""

    cells: dict[str, Any] = field(default_factory=dict)
    emails: list[tuple[str, str, str, int]] = field(default_factory=list)
    phones: list[tuple[str, str, str | None]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    followers: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dnc: list[tuple[int, int]] = field(default_factory=list)
    further: list[tuple[str, str]] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    links: list[Any] = field(default_factory=list)
    primary: dict[str, str] = field(default_factory=dict)
    olds: dict[str, Any] = field(default_factory=dict)
    restore: bool = False
    start: int = 0

    def add(self, more: "Changes") -> None:
        """Take a later row's gains in; its cells win."""
        self.cells |= more.cells
        self.primary |= more.primary
        self.roles |= more.roles
        self.further = further.joined(self.further, more.further)
        self.restore |= more.restore
        for name in ("emails", "phones", "tags", "followers", "notes", "dnc"):
            getattr(self, name).extend(getattr(more, name))

    def __bool__(self) -> bool:
        return self.is_more_than_links or bool(self.links)

    @property
    def is_more_than_links(self) -> bool:
        """Whether anything of the contact itself changes."""
        rows = (self.emails, self.phones, self.tags, self.followers, self.notes, self.dnc, self.further)
        return any((self.cells, self.primary, self.roles, self.restore, *rows))

    @property
    def digest(self) -> int:
        """A number that tells this set of changes from another, also where only the values before are others."""
        return crc32(repr(self).encode())


def weigh(draft: Draft, now: Current, overwrite: bool, free: frozenset[str] = frozenset()) -> Changes:
    """The changes a row makes to a contact: blank cells are filled; others only when overwriting, or when they are `free`."""
    changes = Changes()
    for key, value in draft.values.items():
        was = now.business if key == "business" else now.cells[key]
        blank = was is None or was == ""
        if (blank or overwrite or key in free) and not _same(key, was, value):
            changes.cells[key], changes.olds[key] = value, was
    if overwrite:
        _weigh_blanks(draft, now, changes)
    changes.restore = now.archived
    changes.emails = [e for e in draft.emails if e[2] not in now.emails]
    changes.phones = [p for p in draft.phones if phones.same_as(p[2], p[1]) not in now.phones]
    changes.tags = [t for t in draft.tags if fold(t) not in now.tags]
    changes.followers = [m for m in draft.followers if m not in now.followers]
    changes.notes = [n for n in draft.notes if n not in now.notes]
    changes.links = list(draft.linked)
    changes.dnc = [d for d in draft.dnc if not _evident(d, now.dnc)]
    _weigh_primary(draft, now, changes, overwrite, free)
    if draft.further:
        _weigh_further(draft, now, changes, overwrite, free)
    return changes


def absorb(now: Current, gain: Changes) -> None:
    """Let a contact read as if the gains were written, for the next row of the same person."""
    now.business = gain.cells.get("business", now.business)
    now.cells |= {**gain.cells, **({"business": -1} if "business" in gain.cells else {})}
    now.further |= {fold(name): role for name, role in (*gain.further, *gain.roles.items())}
    now.emails |= {e[2]: 1 << 60 for e in gain.emails}
    now.phones |= {phones.same_as(p[2], p[1]): 1 << 60 for p in gain.phones}
    now.tags |= {fold(t) for t in gain.tags}
    now.followers |= set(gain.followers)
    now.notes |= set(gain.notes)
    now.dnc += gain.dnc
    now.archived = now.archived and not gain.restore


def load(contacts: Sequence[int]) -> dict[int, Current]:
    """These contacts as they stand, in a constant number of queries."""
    found = _cells(contacts)
    _addresses(found, contacts)
    for contact, name in _tags(contacts):
        found[contact].tags.add(name)
    for contact, name, role in further.of(contacts):
        found[contact].further[name] = role
    f = ContactFollower
    for contact, member in plain(f.select(f.contact, f.follower).where(among(f.contact, contacts) & (f.on == 1))):
        found[contact].followers.add(member)
    for contact, text in plain(Note.select(Note.contact, Note.text).where(among(Note.contact, contacts) & (Note.state == LIVE))):
        found[contact].notes |= {text, *text.split(NOTE_BREAK)}
    d = Dnc
    for contact, channels, rank in plain(d.select(d.contact, d.channels, d.rank).where(among(d.contact, contacts) & (d.state == LIVE))):
        found[contact].dnc.append((channels, rank))
    return found


def _cells(contacts: Sequence[int]) -> dict[int, Current]:
    names = [n for n in Contact.columns.values() if n != "state"]
    cold = list(ContactDetail.columns.values())
    rows = Contact.select(Contact.id, Contact.state, *(Contact._meta.fields[n] for n in names)).where(among(Contact.id, contacts))
    found = {
        i: Current(dict(zip(names, values, strict=True)) | dict.fromkeys(cold, ""), archived=state == ARCHIVED)
        for i, state, *values in plain(rows)
    }
    fields = [ContactDetail._meta.fields[n] for n in cold]
    for contact, *values in plain(ContactDetail.select(ContactDetail.contact, *fields).where(among(ContactDetail.contact, contacts))):
        found[contact].cells |= dict(zip(cold, values, strict=True))
    own = {known.own.id: key for key, known in FIELDS.custom.items()}
    held = custom_values.of(contacts, list(own)) if own else {}
    for contact, current in found.items():
        current.cells |= dict.fromkeys(own.values(), "") | {own[i]: value for i, value in held.get(contact, {}).items()}
    _name_businesses(found)
    return found


def _name_businesses(found: dict[int, Current]) -> None:
    from crm.models import Business

    ids = sorted({c.cells["business"] for c in found.values() if c.cells["business"]})
    names = dict(Business.select(Business.id, Business.name).where(among(Business.id, ids)).tuples()) if ids else {}
    for current in found.values():
        current.business = names.get(current.cells["business"], "")


def _addresses(found: dict[int, Current], contacts: Sequence[int]) -> None:
    e, p = ContactEmail, ContactPhone
    for contact, row, key in plain(e.select(e.contact, e.id, e.email_key).where(among(e.contact, contacts) & (e.state == LIVE))):
        found[contact].emails[key] = row
    for contact, row, e164, typed in plain(
        p.select(p.contact, p.id, p.e164, p.typed).where(among(p.contact, contacts) & (p.state == LIVE))
    ):
        found[contact].phones[phones.same_as(e164, typed)] = row


def _tags(contacts: Sequence[int]) -> list[tuple[Any, ...]]:
    t = ContactTag
    names = t.select(t.contact, Tag.name_f).join(Tag, on=(Tag.id == Tag.stood_for(t.tag)))
    return plain(names.where(among(t.contact, contacts) & (t.on == 1) & (Tag.state == LIVE)))


def _same(key: str, was: Any, value: Any) -> bool:
    return fold(was) == fold(value) if key == "business" and was else was == value


def _evident(wanted: tuple[int, int], have: Sequence[tuple[int, int]]) -> bool:
    """Whether the channels are covered already by evidence at least as strong."""
    covered = 0
    for channels, rank in have:
        covered |= channels if rank >= wanted[1] else 0
    return wanted[0] & ~covered == 0


def _weigh_blanks(draft: Draft, now: Current, changes: Changes) -> None:
    """Blank cells that a person wants to count empty their fields."""
    for key in draft.blanks:
        was = now.business if key == "business" else now.cells[key]
        if was is not None and was != "":
            changes.cells[key], changes.olds[key] = None, was


def _weigh_further(draft: Draft, now: Current, changes: Changes, overwrite: bool, free: frozenset[str]) -> None:
    """Businesses somebody doesn't belong to yet, and roles there; the role at the first business is the job title."""
    first = fold(changes.cells.get("business", now.business) or "")
    for name, role in draft.further:
        key = fold(name)
        if key == first:
            was = now.cells["job_title"]
            if role and "job_title" not in draft.values and role != was and (not was or overwrite or "job_title" in free):
                changes.cells["job_title"], changes.olds["job_title"] = role, was
        elif key not in now.further:
            changes.further.append((name, role))
        elif role and role != (was := now.further[key]) and (not was or overwrite or free & {further.ROLES, further.told(key)}):
            changes.roles[name], changes.olds[further.told(key)] = role, was


def _weigh_primary(draft: Draft, now: Current, changes: Changes, overwrite: bool, free: frozenset[str]) -> None:
    """Overwriting makes the file's first entry the primary one; so does a later row of the same file."""
    firsts = (
        ("primary_email", draft.emails and draft.emails[0][2], now.emails),
        ("primary_phone", draft.phones and phones.same_as(draft.phones[0][2], draft.phones[0][1]), now.phones),
    )
    for name, first, have in firsts:
        if first and (overwrite or name in free) and have and have.get(first) != (now.cells[name] or min(have.values())):
            changes.primary[name], changes.olds[name] = first, now.cells[name]
