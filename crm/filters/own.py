"""Conditions on the office's own fields: each is answered by one of two indexes that hold the record beside the value.

The conditions that make those indexes partial are written out, else whole tables would be read.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from peewee import ModelSelect, fn

from crm import onlooker
from crm.db import among, not_member
from crm.fields import Field, moments, numbers
from crm.fields.references import target
from crm.fields.types import CUT, currency_of, option_ids, type_of
from crm.filters.conditions import FALSE, TRUE, Asker, Condition, compared, either, escaped, every, folded_text, like
from crm.filters.tree import Leaf
from crm.fold import fold
from crm.kinds import CONTACTS, Kind
from crm.models import CustomValue

_LONG_FIRST = 1_900
"""Anniversaries of days before this year aren't looked for."""


def condition(leaf: Leaf, asker: Asker, kind: Kind = CONTACTS, record: Any = None) -> Condition:
    """Records of a kind, by their id or a column that holds it, for whom a condition on a custom field holds."""
    known, record = kind.fields[leaf.field], kind.table.id if record is None else record
    if leaf.op in ("empty", "is_off"):
        return not_member(record, filled(known))
    if leaf.op == "has_all":
        each = (rows(known, Leaf(leaf.field, "has_any", (value,)), asker) for value in dict.fromkeys(leaf.value))
        return every([record.in_(query) for (query,) in each])
    return either([record.in_(query) for query in rows(known, leaf, asker)])


def opposite(leaf: Leaf, asker: Asker, kind: Kind = CONTACTS, record: Any = None) -> Condition:
    """Those for whom it doesn't hold: the empty too."""
    record = kind.table.id if record is None else record
    return every([not_member(record, query) for query in rows(kind.fields[leaf.field], leaf, asker)])


def rows(known: Field, leaf: Leaf, asker: Asker) -> list[ModelSelect]:
    """The records that hold a value for which a positive condition holds: in the index of the values, and among those cut short there."""
    query = filled(known).where(_holds(known, leaf, asker))
    if _asks_beyond(known, leaf):
        query = query.where(CustomValue.long_f.is_null()) if leaf.op == "ends_with" else query
        return [query, _cut(known).where(_inside(CustomValue.long_f, leaf.op, type_of(known).needle(leaf.value)))]
    return [query]


def on_row(known: Field, leaf: Leaf, asker: Asker) -> Condition | None:
    """A positive condition on the rows of filled values; None where some are cut short in the index that would answer it."""
    return None if _asks_beyond(known, leaf) else _holds(known, leaf, asker)


def _holds(known: Field, leaf: Leaf, asker: Asker) -> Condition:
    return TRUE if leaf.op in ("not_empty", "is_on") else _HOLDS[type_of(known).asks](known, leaf, asker)


def _asks_beyond(known: Field, leaf: Leaf) -> bool:
    """Whether a condition asks about more of a text than the index holds, and there are such texts."""
    return leaf.op in ("contains", "ends_with") and known.type != "reference" and bool(_cut(known).exists())


def _cut(known: Field) -> ModelSelect:
    """The records whose text is longer than the index holds."""
    v = CustomValue
    return v.select(v.record).where((v.field == known.own.id) & v.long_f.is_null(False))


def filled(known: Field) -> ModelSelect:
    """The records that hold a value; one whose option was taken away reads as empty."""
    v, own = CustomValue, known.own
    column = v._meta.fields[type_of(known).by]
    query = v.select(v.record).where((v.field == own.id) & column.is_null(False))
    if type_of(known).key in ("choice", "choices") and own.gone:
        query = query.where(among(v.num, [one.id for one in own.options]))
    return query


def _text(known: Field, leaf: Leaf, _: Asker) -> Condition:
    if known.type == "reference":
        return _referred(known, leaf)
    needles = [type_of(known).needle(value) for value in (leaf.value if isinstance(leaf.value, tuple) else (leaf.value,))]
    return either([_one_text(leaf.op, needle) for needle in needles if needle] or [FALSE])


def _one_text(op: str, needle: str) -> Condition:
    """Most texts stand in the index whole; of a longer one only the beginning does."""
    v = CustomValue
    if op in ("is", "any_of"):
        whole = v.text_f == needle[:CUT]
        return whole & (fn.COALESCE(v.long_f, v.text_f) == needle) if len(needle) >= CUT else whole
    if op == "starts_with":
        start = folded_text(v.text_f, op, needle[:CUT])
        return start & folded_text(fn.COALESCE(v.long_f, v.text_f), op, needle) if len(needle) > CUT else start
    return _inside(v.text_f, op, needle)


def _inside(column: Any, op: str, needle: str) -> Condition:
    return like(column, f"%{escaped(needle)}%" if op == "contains" else f"%{escaped(needle)}") if needle else FALSE


def _referred(known: Field, leaf: Leaf) -> Condition:
    aim = target(known.own.to)
    column = aim.table.name_f
    wanted = (
        among(column, sorted({fold(value) for value in leaf.value}))
        if leaf.op == "any_of"
        else folded_text(column, leaf.op, fold(leaf.value))
    )
    return CustomValue.num.in_(onlooker.known(aim.records(aim.table.id).where((aim.table.state != 0) & wanted)))


def _number(known: Field, leaf: Leaf, _: Asker) -> Condition:
    v = CustomValue
    if leaf.op == "between":
        low, high = (_stored(known, value) for value in leaf.value)
        return (v.num >= low) & (v.num <= high)
    return compared(v.num, leaf.op, v.num.db_value(_stored(known, leaf.value)))


def _stored(known: Field, value: float) -> Decimal:
    """A number a filter names as values are found by it: amounts in minor units."""
    exact = Decimal(repr(value))
    return exact.scaleb(numbers.digits_of(currency_of(known))) if known.type == "money" else exact


def _date(known: Field, leaf: Leaf, asker: Asker) -> Condition:
    v = CustomValue
    if leaf.op == "on" and leaf.value.startswith("--"):
        return FALSE
    if leaf.op == "anniversary_in_next":
        return among(fn.SUBSTR(v.text, 6, 5), asker.calendar.anniversaries(*leaf.value))
    low, high = asker.calendar.days(leaf.op, leaf.value)
    return _between(*(None if day is None else moments.days(day) for day in (low, high)))


def _moment(known: Field, leaf: Leaf, asker: Asker) -> Condition:
    calendar = asker.calendar
    if leaf.op == "anniversary_in_next":
        spans = calendar.stretches(_LONG_FIRST, *leaf.value)
        return either([_between(moments.seconds(low), moments.seconds(high)) for low, high in spans] or [FALSE])
    low, high = calendar.days(leaf.op, leaf.value)
    return _between(*(None if day is None else _start(day, asker) for day in (low, high)))


def _start(day: date, asker: Asker) -> int:
    return moments.seconds(asker.calendar.start_of(day))


def _between(low: int | None, high: int | None) -> Condition:
    v = CustomValue
    parts = ([v.num >= low] if low is not None else []) + ([v.num < high] if high is not None else [])
    return every(parts)


def _choice(known: Field, leaf: Leaf, _: Asker) -> Condition:
    ids = option_ids(known)
    wanted = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    return among(CustomValue.num, sorted({ids[key] for key in wanted if key in ids}))


_HOLDS: dict[str, Any] = {"text": _text, "number": _number, "date": _date, "time": _moment, "choice": _choice, "many": _choice}
