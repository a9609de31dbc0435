"""Whom a text mentions: `@Marcus Lee`, or `@Marcus` where only one member has that first name."""

import re
from collections import Counter

from crm import access
from crm.fold import fold
from crm.journal.change import Writer
from crm.models import LIVE, Business, Contact, Member, Mention, Note


def named_in(text: str, about: Contact | Business) -> list[Member]:
    """The members a text about a record names, in order; those who may not read its notes aren’t found."""
    if "@" not in text:
        return []
    known = _names(list(access.seen_by(about)))
    if not known:
        return []
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    found = re.findall(rf"(?<![\w@])@({names})(?!\w)", fold(text))
    return list({known[name].id: known[name] for name in found}.values())


def settle(op: Writer, note: Note) -> None:
    """Write rows for the members a note newly names, and take away those it no longer does."""
    wanted = {member.id for member in named_in(note.text, note.about)}
    here = Mention.select().where((Mention.note == note.id) & (Mention.state == LIVE))
    there = {row.member_id: row for row in here}
    for member in sorted(wanted - set(there)):
        op.add(Mention, contact=note.contact, note=note, member=member)
    for member in sorted(set(there) - wanted):
        op.remove(there[member])


def _names(members: list[Member]) -> dict[str, Member]:
    first = Counter(fold(member.name).partition(" ")[0] for member in members)
    known = {name: member for member in members if first[name := fold(member.name).partition(" ")[0]] == 1}
    return known | {fold(member.name): member for member in members}
