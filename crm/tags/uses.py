"""What uses a tag: the people who carry it, and the smart lists that ask for it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, SQL, fn

from crm.db import among
from crm.fold import fold
from crm.models import LIVE, Change, Contact, ContactTag, Event, SmartList, Tag


@dataclass(slots=True)
class Use:
    """One tag on the page of tags: how many living people carry it, how many lists ask for it, and when it was last put on somebody."""

    tag: Tag
    people: int
    lists: int
    last: datetime | None


def page(search: str = "") -> list[Use]:
    """Every living tag whose name holds what is searched for, the most used first, in a constant number of queries."""
    people = _people()
    named = [name for found in SmartList.select(SmartList.tree).where(SmartList.state == LIVE) for name in set(_names(found.tree))]
    last = _last_added()
    wanted = fold(search)
    found = [
        Use(tag, people.get(tag.id, 0), named.count(tag.name_f), last.get(tag.id))
        for tag in Tag.select().where(Tag.state == LIVE).order_by(Tag.name_f)
        if wanted in tag.name_f
    ]
    return sorted(found, key=lambda use: -use.people)


def both(one: Tag, other: Tag) -> tuple[int, int, int]:
    """How many people carry one, the other, and either of the two."""
    sets = [_carriers(Tag.and_merged({tag.id})) for tag in (one, other)]
    either = _carriers(Tag.and_merged({one.id, other.id}))
    return sets[0], sets[1], either


def people_of(tag: Tag) -> int:
    """How many living people carry a tag."""
    return _carriers(Tag.and_merged({tag.id}))


def lists_naming(name: str) -> list[SmartList]:
    """The living lists whose filter asks for a tag of this name, anybody's."""
    wanted = fold(name)
    query = SmartList.select().where(SmartList.state == LIVE).order_by(SmartList.name_f)
    return [found for found in query if wanted in set(_names(found.tree))]


def renamed(tree: str, old: str, new: str) -> str:
    """A filter as JSON text, with one tag called otherwise."""
    return json.dumps(_replaced(json.loads(tree), fold(old), new), ensure_ascii=False, separators=(",", ":"))


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


def _names(tree: str) -> Iterator[str]:
    """The folded names of tags that a filter, as JSON text, asks for; a broken filter asks for none."""
    try:
        yield from (fold(name) for name in _asked(json.loads(tree)))
    except ValueError:
        return


def _asked(part: Any, inside: bool = False) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _asked(one, inside)
    elif isinstance(part, dict):
        if _names_tag(part, inside):
            value = part.get("value")
            yield from [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
            return
        for one in part.values():
            yield from _asked(one, inside or part.get("related") == "tags")


def _replaced(part: Any, old: str, new: str, inside: bool = False) -> Any:
    if isinstance(part, list):
        return [_replaced(one, old, new, inside) for one in part]
    if not isinstance(part, dict):
        return part
    if _names_tag(part, inside):
        value = part.get("value")
        swap = [new if isinstance(one, str) and fold(one) == old else one for one in (value if isinstance(value, list) else [value])]
        return part if value is None else part | {"value": list(dict.fromkeys(swap)) if isinstance(value, list) else swap[0]}
    return {key: _replaced(one, old, new, inside or part.get("related") == "tags") for key, one in part.items()}


def _names_tag(part: dict[str, Any], inside: bool) -> bool:
    """Whether a leaf names whole tags, as a field of people or inside what hangs on them."""
    named = part.get("field") == "tags" or (inside and part.get("field") == "name")
    return named and part.get("op") in ("has_any", "has_all", "has_none", "is", "is_not", "any_of", "none_of")
