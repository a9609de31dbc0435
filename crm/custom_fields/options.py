"""The options of a choice: values hold their ids, so renaming keeps everybody's value and taking one away hides it."""

from collections.abc import Sequence
from typing import Any

from peewee import SQL, fn

from crm import access, text
from crm.custom_fields import keys
from crm.custom_fields.errors import BadLabel, LabelTaken, NeedsOptions
from crm.fields import Field
from crm.fold import fold
from crm.journal import operation
from crm.journal.change import Writer
from crm.models import LIVE, CustomField, CustomOption, CustomValue, Member

CHOICES = ("choice", "choices")
COLOURS = 8
_LONGEST = 100


def add(made: CustomField, label: str, *, by: Member, via: str = "web", key: str | None = None) -> list[CustomOption]:
    """Add an option at the end, or several, parted by line breaks."""
    access.require_admin(by)
    with operation("option.created", by=by, title=f"Added to the choices of “{made.label}”", via=via, key=key) as op:
        return add_all(op, made, label.splitlines())


def add_all(op: Writer, made: CustomField, labels: Sequence[str]) -> list[CustomOption]:
    """Add options in the open operation; a choice is never left with none."""
    living = living_of(made)
    taken = {one.key for one in CustomOption.select(CustomOption.key).where(CustomOption.field == made.id)}
    names = {fold(one.label) for one in living}
    added: list[CustomOption] = []
    for label in [label for typed in labels if (label := text.single_line(typed))]:
        _require_free(label, names)
        key = keys.made_from(label, taken, "option")
        at = len(living) + len(added)
        added.append(op.add(CustomOption, field=made.id, key=key, label=label, colour=at % COLOURS, position=at))
        taken.add(key)
        names.add(fold(label))
    if not living and not added:
        raise NeedsOptions()
    return added


def change(one: CustomOption, values: dict[str, Any], *, by: Member, via: str = "web", key: str | None = None) -> bool:
    """Rename or recolour an option: label, colour (0 to 7)."""
    access.require_admin(by)
    cells = dict(values)
    if "label" in cells:
        cells["label"] = text.single_line(cells["label"])
        _require_free(cells["label"], {fold(other.label) for other in living_of(one.field) if other.id != one.id})
    if "colour" in cells:
        cells["colour"] = int(cells["colour"]) % COLOURS
    with operation("option.edited", by=by, title=f"Changed the choice “{one.label}” of “{one.field.label}”", via=via, key=key) as op:
        return op.put(one, **cells)


def remove(one: CustomOption, *, by: Member, via: str = "web", key: str | None = None) -> bool:
    """Take an option away: those who have it read as empty, until it is undone."""
    access.require_admin(by)
    if len(living_of(one.field)) == 1:
        raise NeedsOptions()
    with operation("option.removed", by=by, title=f"Took “{one.label}” from the choices of “{one.field.label}”", via=via, key=key) as op:
        return op.remove(one)


def move(one: CustomOption, step: int, *, by: Member, via: str = "web", key: str | None = None) -> bool:
    """Move an option up (-1) or down (1) among the others."""
    access.require_admin(by)
    order = living_of(one.field)
    at = next(n for n, other in enumerate(order) if other.id == one.id)
    to = min(max(at + step, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    with operation("option.edited", by=by, title=f"Put the choices of “{one.field.label}” in another order", via=via, key=key) as op:
        moved = [op.put(other, position=n) for n, other in enumerate(order)]
    return any(moved)


def living_of(made: CustomField) -> list[CustomOption]:
    """The living options of a field, in their order."""
    o = CustomOption
    return list(o.select().where((o.field == made.id) & (o.state == LIVE)).order_by(o.position, o.id))


def counts(known: Field) -> dict[int, int]:
    """How many records hold each option, by its id."""
    v = CustomValue
    query = v.select(v.num, fn.COUNT(SQL("*"))).where((v.field == known.own.id) & v.num.is_null(False)).group_by(v.num)
    return {int(option): count for option, count in query.tuples()}


def _require_free(label: str, taken: set[str]) -> None:
    if not 1 <= len(label) <= _LONGEST or text.has_control(label):
        raise BadLabel(what="choice", limit=_LONGEST)
    if fold(label) in taken:
        raise LabelTaken(what="choice", label=label)
