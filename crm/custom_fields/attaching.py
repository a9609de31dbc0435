"""A file as the value of a field of the office's own: kept beside the record, and named by the field."""

from typing import BinaryIO

from crm import access, contacts, files
from crm.custom_fields.errors import NotForThis
from crm.fields import Field, plain
from crm.fields.types import type_of
from crm.journal import operation
from crm.models import Contact, Member


def attach(contact: Contact, known: Field, file: BinaryIO, name: str, *, by: Member, key: str | None = None) -> None:
    """Put a file into a field of a contact; what stood there stays among the contact's files. Raises what `files.store` raises."""
    access.require_edit(by)
    if known.type != "file":
        raise NotForThis(what="A file", type=type_of(known).name.lower())
    contacts.require_live(contact)
    stored = files.store(file, name)
    with operation(
        "contact.edited", by=by, title=f"Put the file {stored.name} into {known.label.lower()} of {contact.name}", key=key
    ) as op:
        made = files.keep(op, stored, by=by, contact=contact)
        contacts.edit(contact, {known.key: plain(known, str(made.id))}, by=by)
