"""What uses a tag: the people who carry it, and the smart lists that ask for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, SQL, fn

from crm import access
from crm.db import among
from crm.filters.using import Using, all_uses
from crm.fold import fold
from crm.models import LIVE, Change, Contact, ContactTag, Event, Member, Tag


@dataclass(slots=True)
class Use:
    """One tag on the page of tags: how many living people carry it, how many lists ask for it, and when it was last put on somebody."""

    tag: Tag
    people: int
    lists: int
    last: datetime | None


def page(actor: Member, search: str = "") -> list[Use]:
    """Every living tag whose name holds what is searched for, the most used first, in a constant number of queries."""
    people = _people()
    asked = all_uses(actor)
    last = _last_added()
    wanted = fold(search)
    found = [
        Use(tag, people.get(tag.id, 0), asked.get(("tags", tag.name_f), Using()).count, last.get(tag.id))
        for tag in Tag.select().where(Tag.state == LIVE).order_by(Tag.name_f)
        if wanted in tag.name_f
    ]
    return sorted(found, key=lambda use: -use.people)


def called(words: str, most: int, actor: Member) -> list[Tag]:
    """A few living tags whose name holds each of these words, of those that people carry whom the actor sees."""
    query = Tag.select().where(Tag.state == LIVE)
    for word in fold(words).split():
        query = query.where(Tag.name_f.contains(word))
    if actor.only_assigned:
        carried = ContactTag.select(Tag.stood_for(ContactTag.tag)).join(Contact).where((ContactTag.on == 1) & (Contact.state == LIVE))
        query = query.where(Tag.id.in_(carried.where(access.predicate(actor))))
    return list(query.order_by(Tag.name_f).limit(most))


def both(one: Tag, other: Tag) -> tuple[int, int, int]:
    """How many people carry one, the other, and either of the two."""
    sets = [_carriers(Tag.and_merged({tag.id})) for tag in (one, other)]
    either = _carriers(Tag.and_merged({one.id, other.id}))
    return sets[0], sets[1], either


def people_of(tag: Tag) -> int:
    """How many living people carry a tag."""
    return _carriers(Tag.and_merged({tag.id}))


def _people() -> dict[int, int]:
    t = ContactTag
    living = Tag.stood_for(t.tag).alias("living")
    query = t.select(living, fn.COUNT(t.contact.distinct())).join(Contact, on=(Contact.id == t.contact))
    return dict(query.where((t.on == 1) & (Contact.state == LIVE)).group_by(SQL("living")).tuples())


def _carriers(tags: list[int]) -> int:
    t = ContactTag
    query = t.select(fn.COUNT(t.contact.distinct())).join(Contact, on=(Contact.id == t.contact))
    return int(query.where(among(t.tag, tags) & (t.on == 1) & (Contact.state == LIVE)).scalar() or 0)


def _last_added() -> dict[int, datetime | None]:
    """When each tag was last put on somebody who was there before; a tag that came with its people is as old as they are."""
    c, t = Change, ContactTag
    later = c.select(c.col, fn.MAX(Event.at)).join(Event, on=(Event.id == c.event)).where((c.tbl == t.number) & (c.new == "1") & (c.id > 0))
    found = dict(later.group_by(c.col).tuples())
    first = (
        t.select(t.tag, fn.MAX(Contact.created_at)).join(Contact, JOIN.INNER, on=(Contact.id == t.contact)).where(t.born == Contact.born)
    )
    for tag, at in first.group_by(t.tag).tuples():
        found[tag] = max(at, found.get(tag, at))
    return {tag: _moment(at) for tag, at in found.items()}


def _moment(at: Any) -> datetime | None:
    return at if isinstance(at, datetime) else Event.at.python_value(at)
