"""Keeping tags in order: making, renaming, recolouring, merging and deleting them; lists that name a tag follow it."""

from crm import access
from crm.db import lock_words
from crm.errors import CrmError
from crm.filters.using import follow_tag
from crm.fold import fold
from crm.journal import operation
from crm.models import LIVE, Member, Tag
from crm.tags import NEW, check, colour_of, living

COLOURS = ("Blue", "Green", "Orange", "Purple", "Teal", "Pink", "Olive", "Grey")
"""The eight colours by name, in the order of their numbers."""


class NameTaken(CrmError):
    """There is already a tag “{name}”. Capitals don’t make a new tag. Merge the two instead?"""

    status = 409


class NoSuchColour(CrmError):
    """Choose one of the eight colours."""


class NoOther(CrmError):
    """Say which tag to merge into."""


class SameTag(CrmError):
    """A tag can’t be merged into itself."""


class TagGone(CrmError):
    """The tag {name} was deleted or merged meanwhile. Nothing was changed."""

    status = 409


def create(name: str, colour: str = "", *, by: Member, key: str | None = None) -> Tag:
    """Make a tag that nobody carries yet; without a colour it gets one of its own. Raises NameTaken."""
    access.require_admin(by)
    bare = check(name)
    shade = _colour(colour) if colour else colour_of(bare)
    with operation("tag.created", by=by, title=f"Made the tag {bare}", key=key) as op:
        lock_words(NEW)
        if twin := living(bare):
            raise NameTaken(name=twin.name, tag=twin)
        made: Tag = op.add(Tag, name=bare, colour=shade)
    return made


def change(tag: Tag, name: str, colour: str, *, by: Member, key: str | None = None) -> bool:
    """Rename and recolour a tag, everywhere it is used; tells whether anything changed. Raises NameTaken where another is called so."""
    access.require_admin(by)
    bare, shade = check(name), _colour(colour)
    title = f"Renamed the tag {tag.name} to {bare}" if bare != tag.name else f"Recoloured the tag {tag.name}"
    with operation("tag.edited", by=by, title=title, key=key) as op:
        lock_words(NEW)
        now = _still(tag)
        twin = living(bare)
        if twin is not None and twin.id != tag.id:
            raise NameTaken(name=twin.name, tag=twin)
        changed = op.put(now, name=bare, colour=shade)
        return bool(fold(bare) != fold(tag.name) and follow_tag(op, tag.name, bare)) or changed


def merge(tag: Tag, into: Tag, *, by: Member, key: str | None = None) -> None:
    """Let a tag stand for another from now on: who carries it carries the other, and lists ask for the other.

    Nobody's own tags are touched, so that undoing the merge, or what was tagged before it, is exact.
    """
    access.require_admin(by)
    if tag.id == into.id:
        raise SameTag()
    with operation("tag.merged", by=by, title=f"Merged the tag {tag.name} into {into.name}", key=key) as op:
        lock_words(NEW)
        op.put(_still(tag), state=-_still(into).id)
        follow_tag(op, tag.name, into.name)


def remove(tag: Tag, *, by: Member, key: str | None = None) -> None:
    """Delete a tag: nobody shows it any more; undo gives it back to everybody who had it."""
    access.require_admin(by)
    with operation("tag.removed", by=by, title=f"Deleted the tag {tag.name}", key=key) as op:
        op.remove(_still(tag))


def _colour(colour: str) -> int:
    if colour not in map(str, range(len(COLOURS))):
        raise NoSuchColour()
    return int(colour)


def _still(tag: Tag) -> Tag:
    found: Tag | None = Tag.get_or_none((Tag.id == tag.id) & (Tag.state == LIVE))
    if found is None:
        raise TagGone(name=tag.name)
    return found
