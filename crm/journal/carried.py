"""Who carries a tag: one that others carry by now outlasts the undo of what made it, as a business does that others belong to."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from peewee import Expression, ModelSelect, fn

from crm.db import among
from crm.models import ARCHIVED, LIVE, Contact, ContactTag, Tag


def lost(going: Collection[int], off: Collection[tuple[int, int]]) -> Counter[int]:
    """How many people lose each tag where these contacts go, and these (contact, tag) are taken off."""
    found = Counter(tag for contact, tag in off if contact not in going)
    if going:
        here = among(ContactTag.contact, sorted(going))
        found.update(dict(_carried(here, ContactTag.tag, fn.COUNT(ContactTag.contact)).tuples()))
    return found


def still(tags: Sequence[int], lost: Mapping[int, int]) -> list[tuple[int, int]]:
    """Which of these tags, or of those merged into them, somebody carries beside those who lose it; with the newest that put it on."""
    root = {tag: into for tag, into in Tag.merged().items() if into in tags} | {tag: tag for tag in tags}
    found = _carried(among(ContactTag.tag, sorted(root)), ContactTag.tag, fn.COUNT(ContactTag.contact), fn.MAX(ContactTag.born))
    return [(root[tag], born) for tag, count, born in found.tuples() if count > lost.get(tag, 0)]


def _carried(where: Expression, *columns: object) -> ModelSelect:
    there = Contact.state.in_((LIVE, ARCHIVED))
    return ContactTag.select(*columns).join(Contact).where(where & (ContactTag.on == 1) & there).group_by(ContactTag.tag)
