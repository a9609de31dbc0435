"""The types a contact may be of, such as lead and customer: the office makes, names, orders and deletes them."""

from peewee import fn

from crm import access, text
from crm.custom_fields import keys
from crm.db import lock_words
from crm.errors import CrmError
from crm.filters.using import lists_using
from crm.fold import fold
from crm.journal import operation, room
from crm.models import ARCHIVED, LIVE, Choice, Contact, Member

LONGEST = 100


class BadName(CrmError):
    """A type is called something, in one line of at most {limit} characters."""


class NameTaken(CrmError):
    """There is already a type “{label}”. Capitals and accents don’t make a new one."""

    status = 409


class InUse(CrmError):
    """“{label}” stays: {why}. Give them another type first; nothing was changed."""

    status = 409


class Asked(CrmError):
    """“{label}” stays: {words} would find nobody by it any more. Change that first; nothing was deleted."""

    status = 409


class TypeGone(CrmError):
    """The type “{label}” was deleted meanwhile. Nothing was changed."""

    status = 409


def living() -> list[Choice]:
    """The types that may be given, in their order."""
    c = Choice
    return list(c.select().where((c.field == "type") & (c.state == LIVE)).order_by(c.position, c.id))


def counts() -> dict[int, int]:
    """How many people of the lists and of the archive are of each type, by its id."""
    c = Contact
    held = c.select(c.type, fn.COUNT(c.id)).where(c.type.is_null(False) & c.state.in_((LIVE, ARCHIVED)))
    return dict(held.group_by(c.type).tuples())


def add(label: str, *, by: Member, key: str | None = None) -> Choice:
    """Make a type, the last in the order; one that was deleted under this name comes back. Raises NameTaken."""
    access.require_admin(by)
    bare = _clean(label)
    with operation("choice.created", by=by, title=f"Made the contact type “{bare}”", key=key) as op:
        lock_words(room.TYPES)
        every = list(Choice.select().where(Choice.field == "type"))
        _require_free(bare, every)
        position = 1 + max((one.position for one in every if one.state == LIVE), default=-1)
        gone = next((one for one in every if fold(one.label) == fold(bare)), None)
        if gone is not None:
            op.put(gone, state=LIVE, label=bare, position=position)
            return gone
        named = keys.made_from(bare, {one.key for one in every}, "type")
        made: Choice = op.add(Choice, field="type", key=named, label=bare, position=position)
    return made


def rename(one: Choice, label: str, *, by: Member, key: str | None = None) -> bool:
    """Call a type otherwise, for everybody who is of it; files and lists know it by its key, which stays. Raises NameTaken."""
    access.require_admin(by)
    bare = _clean(label)
    with operation("choice.edited", by=by, title=f"Renamed the contact type “{one.label}” to “{bare}”", key=key) as op:
        lock_words(room.TYPES)
        now = _still(one)
        _require_free(bare, [other for other in living() if other.id != one.id])
        return op.put(now, label=bare)


def move(one: Choice, step: int, *, by: Member, key: str | None = None) -> bool:
    """Move a type up (-1) or down (1) among the others."""
    access.require_admin(by)
    with operation("choice.edited", by=by, title=f"Moved the contact type “{one.label}”", key=key) as op:
        lock_words(room.TYPES)
        order = living()
        at = next((number for number, other in enumerate(order) if other.id == one.id), None)
        if at is None:
            return False
        order.insert(min(max(at + step, 0), len(order) - 1), order.pop(at))
        moved = [op.put(other, position=number) for number, other in enumerate(order)]
    return any(moved)


def remove(one: Choice, *, by: Member, key: str | None = None) -> bool:
    """Delete a type that nobody is of and no list asks for. Raises InUse and Asked."""
    access.require_admin(by)
    with operation("choice.removed", by=by, title=f"Deleted the contact type “{one.label}”", key=key) as op:
        lock_words(room.TYPES)
        if count := counts().get(one.id, 0):
            raise InUse(label=one.label, why=f"{count:,} {'person is' if count == 1 else 'people are'} of this type")
        asking = lists_using(by, field="type", value=one.key)
        if asking.count:
            raise Asked(label=one.label, words=asking.words)
        return op.remove(one)


def hold(given: int | None) -> None:
    """Within the operation that gives a contact this type, by id: let nobody delete it meanwhile. Raises TypeGone."""
    if given is None:
        return
    room.hold_types()
    _still(Choice.get_by_id(given))


def _clean(label: str) -> str:
    bare = text.single_line(label)
    if not 1 <= len(bare) <= LONGEST or text.has_control(bare):
        raise BadName(limit=LONGEST)
    return bare


def _still(one: Choice) -> Choice:
    now: Choice | None = Choice.get_or_none((Choice.id == one.id) & (Choice.state == LIVE))
    if now is None:
        raise TypeGone(label=one.label)
    return now


def _require_free(label: str, others: list[Choice]) -> None:
    """Neither the name nor the key of a living type: files may use both."""
    for other in others:
        if other.state == LIVE and fold(label) in (fold(other.label), fold(other.key)):
            raise NameTaken(label=other.label)
