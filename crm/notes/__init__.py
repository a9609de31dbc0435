"""Notes: what somebody wrote about a person or a business, with files, whom it mentions, and every version it had."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from crm import access, files, rich, text
from crm.errors import CrmError
from crm.files import Stored
from crm.journal import operation
from crm.journal.cells import column
from crm.models import LIVE, Business, Change, Contact, Event, Member, Note, Operation
from crm.notes import mentions, rights

LONGEST = 32_767


class EmptyNote(CrmError):
    """A note needs some text."""


class NoteTooLong(CrmError):
    """A note may hold 32,767 characters; this one has {count}. It was not saved; your text is still here."""


class NotYours(CrmError):
    """Only who wrote a note, or an admin, may change its words. Write one of your own; nothing was changed."""

    status = 403


class NoteChanged(CrmError):
    """Somebody else changed this note meanwhile. It reads “{theirs}” now; you wrote “{yours}”."""

    status = 409


class ItemChanged(CrmError):
    """Somebody else changed this check-list meanwhile. Nothing was ticked: look at it again, then tick."""

    status = 409


class Version(NamedTuple):
    """How a note read from a moment on, and who made it so."""

    at: datetime
    by: str
    text: str


def add(
    about: Contact | Business,
    written: str,
    *,
    by: Member,
    via: str = "web",
    key: str | None = None,
    pinned: bool = False,
    attached: Sequence[Stored] = (),
) -> Note:
    """Write a note, with files that are stored already; members it names are told if they may read it."""
    rights.require(by, rights.ADD)
    bare = clean(written)
    subject = {"contact": about} if isinstance(about, Contact) else {"business": about}
    with operation("note.added", by=by, title=f"Wrote a note about {about.name}", via=via, key=key) as op:
        note: Note = op.add(Note, **subject, text=bare, author=by, pinned=int(pinned))
        mentions.settle(op, note)
        for stored in attached:
            files.keep(op, stored, by=by, contact=note.contact, note=note)
    return note


def edit(note: Note, written: str, *, by: Member, shown: str | None = None, key: str | None = None) -> bool:
    """Change the words of one’s own note, or of anybody’s for admins; tells whether they changed.

    `shown` is what the form showed: words somebody else has changed since raise NoteChanged.
    """
    require_may_edit(note, by)
    bare = clean(written)
    with operation("note.edited", by=by, title=f"Changed a note about {note.about.name}", key=key) as op:
        [now] = op.held(note)
        if shown is not None and now.text not in (text.multi_line(shown), bare):
            raise NoteChanged(theirs=now.text, yours=bare)
        changed = op.put(now, text=bare)
        mentions.settle(op, now)
    return changed


def tick(note: Note, place: int, done: bool, *, shown: str, by: Member, key: str | None = None) -> bool:
    """Tick an item of a note’s check-list, or take the tick away, for who may change its words; tells whether that changed.

    `place` counts from 0, `shown` are the words of the item that were ticked; one that moved since is found by them, or raises ItemChanged.
    """
    require_may_edit(note, by)
    title = f"{'Ticked' if done else 'Took the tick from'} “{rich.brief(shown)}” in a note about {note.about.name}"
    with operation("note.edited", by=by, title=title, key=key) as op:
        [now] = op.held(note)
        at = rich.place_of(now.text, place, shown)
        if at is None:
            raise ItemChanged()
        return op.put(now, text=rich.with_tick(now.text, at, done))


def pin(note: Note, pinned: bool, *, by: Member, key: str | None = None) -> bool:
    """Keep a note on top of the record, or no longer; tells whether that changed."""
    access.require_edit(by)
    kind, title = ("note.pinned", "Pinned") if pinned else ("note.unpinned", "Unpinned")
    with operation(kind, by=by, title=f"{title} a note about {note.about.name}", key=key) as op:
        return op.put(note, pinned=int(pinned))


def remove(note: Note, *, by: Member, key: str | None = None) -> None:
    """Take a note away with its files; it can be put back for as long as undo lasts."""
    rights.require(by, rights.DELETE)
    with operation("note.removed", by=by, title=f"Removed a note about {note.about.name}", key=key) as op:
        op.remove(note)
        for file in files.of_note(note):
            op.remove(file)


def of(about: Contact | Business) -> list[Note]:
    """The living notes about a contact or business, newest first, pinned ones on top."""
    query = Note.select(Note, Member).left_outer_join(Member, on=(Note.author == Member.id))
    here = (Note.contact == about.id) if isinstance(about, Contact) else (Note.business == about.id)
    return list(query.where(here & (Note.state == LIVE)).order_by(Note.pinned.desc(), Note.created_at.desc(), Note.id.desc()))


def pinned_of(contact: Contact) -> list[Note]:
    """A contact's pinned notes, newest first."""
    query = Note.select(Note, Member).left_outer_join(Member, on=(Note.author == Member.id))
    here = (Note.contact == contact.id) & (Note.state == LIVE) & (Note.pinned == 1)
    return list(query.where(here).order_by(Note.created_at.desc(), Note.id.desc()))


def may_edit(note: Note, by: Member) -> bool:
    """Whether a member may change the words of a note: their own, or anybody’s for admins."""
    return rights.has(by, rights.EDIT_ANY) or (note.author_id == by.id and rights.has(by, rights.EDIT_OWN))


def require_may_edit(note: Note, by: Member) -> None:
    """Refuse to change somebody else’s words."""
    access.require_edit(by)
    if not may_edit(note, by):
        raise NotYours()


def versions(note: Note) -> list[Version]:
    """Every version a note had, newest first; what was undone is a version too."""
    c = Change
    rows = (
        c.select(c.old, c.new, Event.at, Member.name)
        .join(Event, on=(Event.id == c.event))
        .join(Operation, on=(Operation.id == c.operation))
        .left_outer_join(Member, on=(Member.id == Operation.actor))
        .where((c.tbl == Note.number) & (c.row == note.id) & (c.col == column(Note, "text").number) & (c.id > 0))
    )
    changes = list(rows.order_by(c.id).tuples())
    first = (changes[0][0] or "") if changes else note.text
    found = [Version(note.created_at, note.author.name if note.author else "Kith", first)]
    found += [Version(at, name or "Kith", new or "") for _, new, at, name in changes]
    return found[::-1]


def clean(written: str) -> str:
    """The text of a note as it is kept. Raises EmptyNote and NoteTooLong."""
    bare = text.multi_line(written)
    if not bare:
        raise EmptyNote()
    if len(bare) > LONGEST:
        raise NoteTooLong(count=len(bare))
    return bare
