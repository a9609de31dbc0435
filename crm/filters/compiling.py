"""A tree becomes one condition on the records of a kind that is never NULL: leaves are safe where a field is empty, so that `none` loses nobody."""

from collections.abc import Callable

from peewee import fn

from crm.db import among, not_member
from crm.filters import own
from crm.filters.conditions import TRUE, Asker, Condition, either, every, text
from crm.filters.operators import NEGATIVE
from crm.filters.related import related
from crm.filters.rows import informed, rows_of
from crm.filters.standard import exact, owned, plain
from crm.filters.tree import ALL, ANY, Group, Leaf, Part, Related
from crm.kinds import CONTACTS, Kind
from crm.models import Business, Choice, Contact, ContactDetail
from crm.models.dnc import CHANNELS


def compile_tree(tree: Part, asker: Asker, kind: Kind = CONTACTS) -> Condition:
    """The condition of a tree on the table of a kind of record."""
    asker = informed(asker, tree)
    if isinstance(tree, Group):
        parts = [compile_tree(part, asker, kind) for part in tree.parts]
        if not parts:
            return TRUE
        if tree.kind == ALL:
            return every(parts)
        return either(parts) if tree.kind == ANY else ~either(parts)
    if isinstance(tree, Related):
        return related(tree, asker, kind)
    if positive := NEGATIVE.get(tree.op):
        return _negated(Leaf(tree.field, positive, tree.value), asker, kind)
    if tree.field in kind.fields.custom:
        return own.condition(tree, asker, kind)
    if tree.field in rows_of(kind):
        return _of_rows(tree, asker, kind)
    return _of_contact(tree, asker) if kind == CONTACTS else plain(tree, asker, kind)


def _negated(leaf: Leaf, asker: Asker, kind: Kind) -> Condition:
    """The opposite of a positive leaf, which holds for the empty too."""
    if leaf.field in kind.fields.custom:
        return own.opposite(leaf, asker, kind)
    if rows := rows_of(kind).get(leaf.field):
        return not_member(kind.table.id, rows(Leaf(leaf.field, _AS_TEXT.get(leaf.op, leaf.op), leaf.value), asker))
    return ~compile_tree(leaf, asker, kind)


def _of_contact(leaf: Leaf, asker: Asker) -> Condition:
    if leaf.field in ContactDetail._meta.fields:
        return _of_detail(leaf)
    known = _LEAVES.get(leaf.field)
    return known(leaf, asker) if known else plain(leaf, asker, CONTACTS)


def _of_detail(leaf: Leaf) -> Condition:
    d = ContactDetail
    as_it_is = leaf.field in ("country", "timezone")
    column = d._meta.fields[leaf.field if as_it_is else f"{leaf.field}_f"]
    if leaf.op == "empty":
        return not_member(Contact.id, d.select(d.contact).where(column != ""))
    if leaf.op == "not_empty":
        return Contact.id.in_(d.select(d.contact).where(column != ""))
    return Contact.id.in_(d.select(d.contact).where(exact(column, leaf) if as_it_is else text(column, leaf)))


def _birth_date(leaf: Leaf, asker: Asker) -> Condition:
    """A date as ISO text; one without a year (--MM-DD) is only equal to itself, has an anniversary, and isn't empty."""
    column = Contact.birth_date
    if leaf.op in ("empty", "not_empty"):
        return column.is_null(leaf.op == "empty")
    if leaf.op == "on" and leaf.value.startswith("--"):
        return column.is_null(False) & (column == leaf.value)
    if leaf.op == "anniversary_in_next":
        day = fn.SUBSTR(column, fn.LENGTH(column) - 4)
        return column.is_null(False) & among(day, asker.calendar.anniversaries(*leaf.value))
    low, high = asker.calendar.days(leaf.op, leaf.value)
    parts = [column.is_null(False), column >= (low.isoformat() if low else "0")]
    parts += [column < high.isoformat()] if high else []
    return every(parts)


def _dnc(leaf: Leaf, _: Asker) -> Condition:
    on = Contact.dnc.bin_and(CHANNELS[leaf.value]) != 0
    return on if leaf.op == "is_on" else ~on


def _type(leaf: Leaf, _: Asker) -> Condition:
    if leaf.op in ("empty", "not_empty"):
        return Contact.type.is_null(leaf.op == "empty")
    keys = list(leaf.value) if leaf.op == "any_of" else [leaf.value]
    ids = [i for (i,) in Choice.select(Choice.id).where((Choice.field == "type") & Choice.key.in_(keys)).tuples()]
    return Contact.type.is_null(False) & among(Contact.type, ids)


def _business(leaf: Leaf, _: Asker) -> Condition:
    b = Business
    if leaf.op in ("empty", "not_empty"):
        return Contact.business.is_null(leaf.op == "empty")
    return Contact.business.is_null(False) & Contact.business.in_(b.select(b.id).where(text(b.name_f, leaf)))


_AS_TEXT = {"has_any": "any_of"}


def _of_rows(leaf: Leaf, asker: Asker, kind: Kind) -> Condition:
    """A record has such a row: one (has_any), one of each (has_all), or none at all (empty)."""
    rows, record = rows_of(kind)[leaf.field], kind.table.id
    if leaf.op == "empty":
        return not_member(record, rows(leaf, asker))
    if leaf.op == "has_all":
        return every([record.in_(rows(Leaf(leaf.field, "any_of", (value,)), asker)) for value in dict.fromkeys(leaf.value)])
    return record.in_(rows(Leaf(leaf.field, _AS_TEXT.get(leaf.op, leaf.op), leaf.value), asker))


_LEAVES: dict[str, Callable[[Leaf, Asker], Condition]] = {
    "birth_date": _birth_date,
    "dnc": _dnc,
    "type": _type,
    "owner": lambda leaf, asker: owned(Contact.owner, leaf, asker),
    "business": _business,
}
