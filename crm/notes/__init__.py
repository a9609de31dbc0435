"""Notes: what somebody wrote about a person."""

from crm import access, text
from crm.errors import CrmError
from crm.journal import operation
from crm.models import LIVE, Contact, Member, Note


class EmptyNote(CrmError):
    """A note needs some text."""


class NoteTooLong(CrmError):
    """A note may hold 32,767 characters; this one has {count}. It was not saved; your text is still here."""


def add(contact: Contact, written: str, *, by: Member, via: str = "web", key: str | None = None) -> Note:
    """Write a note about a contact."""
    access.require_edit(by)
    bare = text.multi_line(written)
    if not bare:
        raise EmptyNote()
    if len(bare) > 32_767:
        raise NoteTooLong(count=len(bare))
    with operation("note.added", by=by, title=f"Wrote a note about {contact.name}", via=via, key=key) as op:
        return op.add(Note, contact=contact, text=bare, author=by)


def remove(note: Note, *, by: Member, key: str | None = None) -> None:
    """Take a note away; it can be put back for as long as undo lasts."""
    access.require_edit(by)
    with operation("note.removed", by=by, title=f"Removed a note about {note.contact.name}", key=key) as op:
        op.remove(note)


def of(contact: Contact) -> list[Note]:
    """A contact's living notes, newest first, pinned ones on top."""
    query = Note.select(Note, Member).left_outer_join(Member, on=(Note.author == Member.id))
    return list(
        query.where((Note.contact == contact.id) & (Note.state == LIVE)).order_by(
            Note.pinned.desc(), Note.created_at.desc(), Note.id.desc()
        )
    )
