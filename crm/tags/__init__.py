"""Tags: coloured words on contacts, made as they are first used."""

from zlib import crc32

from crm import access, text
from crm.db import lock_words
from crm.errors import CrmError
from crm.fold import fold
from crm.journal import operation, room
from crm.journal.change import lock_contacts
from crm.models import LIVE, Contact, ContactTag, Member, Tag

NEW = room.NEW_TAG
"""Who makes tags does so alone, for no two living ones have the same name."""


class BadTag(CrmError):
    """A tag needs between 1 and 100 characters."""


def named(name: str, *, by: Member, via: str = "web") -> Tag:
    """The living tag of this name, whatever its case; made when there is none."""
    bare = check(name)
    if found := living(bare):
        return found
    with operation("tag.created", by=by, title=f"Made the tag {bare}", via=via) as op:
        lock_words(NEW)
        return living(bare) or op.add(Tag, name=bare, colour=colour_of(bare))


def check(name: str) -> str:
    """The name as it is stored. Raises BadTag."""
    bare = text.single_line(name)
    if not 1 <= len(bare) <= 100 or text.has_control(bare):
        raise BadTag()
    return bare


def living(name: str) -> Tag | None:
    """The living tag of this name, whatever its case."""
    return Tag.get_or_none((Tag.name_f == fold(name)) & (Tag.state == LIVE))


def colour_of(name: str) -> int:
    """One of the eight colours, always the same for a name."""
    return crc32(fold(name).encode()) % 8


def put_on(contact: Contact, name: str, *, by: Member, via: str = "web", key: str | None = None) -> Tag:
    """Tag a contact; a tag it has already is no change."""
    access.require_edit(by)
    with operation("contact.tagged", by=by, title=f"Tagged {contact.name}: {text.single_line(name)}", via=via, key=key) as op:
        tag = named(name, by=by)
        lock_contacts([contact.id])
        if tag not in of(contact):
            op.join(ContactTag, contact, tag.id)
    return tag


def take_off(contact: Contact, tag: Tag, *, by: Member, via: str = "web", key: str | None = None) -> None:
    """Remove a tag from a contact."""
    access.require_edit(by)
    with operation("contact.untagged", by=by, title=f"Removed the tag {tag.name} from {contact.name}", via=via, key=key) as op:
        for one in Tag.and_merged({tag.id}):
            op.leave(ContactTag, contact, one)


def of(contact: Contact) -> list[Tag]:
    """The living tags a contact carries, by name."""
    query = Tag.select().join(ContactTag, on=(Tag.id == Tag.stood_for(ContactTag.tag)))
    carried = query.where((ContactTag.contact == contact.id) & (ContactTag.on == 1) & (Tag.state == LIVE))
    return list(carried.order_by(Tag.name_f).distinct())
