"""Whether a custom value is another record's already, and whether anybody holds a value of a field."""

from peewee import ModelSelect, fn

from crm import kinds
from crm.fields import custom
from crm.fields.field import Field
from crm.fields.types import type_of
from crm.models import LIVE, Change, CustomValue


def holder(known: Field, value: str, beside: int = 0) -> int | None:
    """The living record, other than `beside`, that holds this canonical value."""
    own = known.own
    v, subject = CustomValue, kinds.of(own.subject).table
    key = type_of(known).keys(value)[0]
    same = (v.text_f == key.text_f) & v.text_f.is_null(False) if key.num is None else (v.num == key.num) & v.num.is_null(False)
    query = v.select(v.record).join(subject, on=(subject.id == v.record)).where((v.field == own.id) & same & (v.record != beside))
    if key.long_f is not None:
        query = query.where(v.long_f == key.long_f)
    found = query.where(subject.state == LIVE).limit(1).scalar()
    return int(found) if found is not None else None


def by_another(field_id: int, value: str, record: int) -> bool:
    """Whether a field that holds its values to be unique has this value on another living record."""
    known = custom.by_id(field_id)
    if known is None or known.custom is None or not known.custom.unique:
        return False
    return holder(known, value, beside=record) is not None


def last_filled(field_id: int) -> int | None:
    """The operation that filled a field last, of those whose values stand; None where nobody holds a value."""
    c = Change
    if not _filled(field_id).limit(1).exists():
        return None
    mine = (c.tbl == CustomValue.number) & (c.col == field_id) & c.undo_of.is_null() & c.off.is_null()
    by = c.select(fn.MAX(c.operation)).where(mine).scalar()
    return int(by) if by else _born_with(field_id)


def _filled(field_id: int) -> ModelSelect:
    """The records that hold a value of a field, by the index that its type fills."""
    v, known = CustomValue, custom.by_id(field_id)
    column = v._meta.fields[type_of(known).by if known else "text_f"]
    return v.select(v.record).where((v.field == field_id) & column.is_null(False))


def _born_with(field_id: int) -> int | None:
    known = custom.by_id(field_id)
    if known is None:
        return None
    table = kinds.of(known.own.subject).table
    found = table.select(fn.MAX(table.born)).where(table.id.in_(_filled(field_id))).scalar()
    return int(found) if found else None
