"""Files beside people and in notes: kept by their content, taken by what they are, given back as downloads only."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from peewee import ModelSelect, fn

from crm import access
from crm.db import among
from crm.errors import CrmError
from crm.files.storing import MOST, Stored, file_name, folder, small, store
from crm.journal import operation
from crm.journal.change import Writer
from crm.models import LIVE, Contact, File, Member, Note

QUOTA = 5 * 1024**3
"""Bytes that one member's living files may have together."""

__all__ = ["MOST", "QUOTA", "Stored", "add", "file_name", "keep", "of", "path_of", "remove", "small_of", "store"]


class QuotaReached(CrmError):
    """You have put 5 GB of files into Kith, the most one member may. Remove some you no longer need; nothing was kept."""

    status = 413


class FileLost(CrmError):
    """“{name}” is no longer on the disk of this office. Restore it from a backup, or remove it here."""

    status = 404


def add(contact: Contact, file: BinaryIO, name: str, *, by: Member, key: str | None = None) -> File:
    """Put a file beside a person. Raises what `store` raises, and QuotaReached."""
    access.require_edit(by)
    stored = store(file, name)
    with operation("file.added", by=by, title=f"Added the file {stored.name} to {contact.name}", key=key) as op:
        return keep(op, stored, by=by, contact=contact)


def keep(op: Writer, stored: Stored, *, by: Member, contact: Contact | None = None, note: Note | None = None) -> File:
    """Write the row of a stored file in an open operation: beside a contact, in a note, or as the value of a field."""
    used = File.select(fn.SUM(File.size)).where((File.author == by.id) & (File.state == LIVE)).scalar() or 0
    if used + stored.size > QUOTA:
        raise QuotaReached()
    values = {"name": stored.name, "type": stored.type, "size": stored.size, "sha256": stored.sha256, "author": by}
    made: File = op.add(File, contact=contact, note=note, **values)
    return made


def remove(file: File, *, by: Member, key: str | None = None) -> None:
    """Take a file away; it can be put back for as long as undo lasts."""
    access.require_edit(by)
    with operation("file.removed", by=by, title=f"Removed the file {file.name}", key=key) as op:
        op.remove(file)


def of(contact: Contact) -> list[File]:
    """A contact's living files, those in notes too, newest first."""
    query: ModelSelect = File.select(File, Member).left_outer_join(Member, on=(File.author == Member.id))
    return list(query.where((File.contact == contact.id) & (File.state == LIVE)).order_by(File.id.desc()))


def of_note(note: Note) -> list[File]:
    """A note's living files, oldest first."""
    return list(File.select().where((File.note == note.id) & (File.state == LIVE)).order_by(File.id))


def of_notes(notes: Sequence[Note]) -> dict[int, list[File]]:
    """The living files of these notes by note, oldest first; one query."""
    here = among(File.note, [note.id for note in notes]) & (File.state == LIVE)
    return in_notes(list(File.select().where(here).order_by(File.id.desc())))


def in_notes(files: Sequence[File]) -> dict[int, list[File]]:
    """Files by the note they stand in, oldest first."""
    found: dict[int, list[File]] = {}
    for file in reversed(files):
        if file.note_id:
            found.setdefault(file.note_id, []).append(file)
    return found


def path_of(file: File) -> Path:
    """Where a file's bytes are. Raises FileLost."""
    path = folder() / file.sha256
    if not path.is_file():
        raise FileLost(name=file.name)
    return path


def small_of(file: File) -> Path | None:
    """Where the small copy of a picture is; None for what is no picture. Raises FileLost."""
    return small(file.sha256) if file.is_picture and path_of(file) else None
