"""Whether a custom value is another record's already, and whether anybody holds a value of a field."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from peewee import ModelSelect, fn

from crm import kinds
from crm.db import among, lock_words, share_words
from crm.fields import custom
from crm.fields.field import Field
from crm.fields.types import Keys, type_of
from crm.models import LIVE, Change, CustomValue

TAKEN = "another record has this value now"
WHICH = "which fields are unique"
"""Who makes a field unique does so alone; those who write values share this among themselves."""


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


def holders(known: Field, values: Iterable[str]) -> list[tuple[int, Keys]]:
    """The living records that hold one of these canonical values, each with what its value is found by; one query."""
    v, subject = CustomValue, kinds.of(known.own.subject).table
    keys = {key_of(known, value) for value in values}
    texts, numbers = sorted({key.text_f for key in keys if key.text_f is not None}), [key.num for key in keys if key.num is not None]
    same = among(v.text_f, texts) & v.text_f.is_null(False) if texts else v.num.in_(numbers) & v.num.is_null(False)
    query = (
        v.select(v.record, v.text).join(subject, on=(subject.id == v.record)).where((v.field == known.own.id) & (v.position == 0) & same)
    )
    found = [(record, key_of(known, text)) for record, text in query.where(subject.state == LIVE).tuples()]
    return [(record, key) for record, key in found if key in keys]


def stay() -> None:
    """Let nobody make a field unique until the transaction ends, and look which are: before values are written, and before rows are held."""
    share_words(WHICH)
    custom.doubt()


def hold(fields: Iterable[int]) -> None:
    """Let nobody else take values of these fields until the transaction ends; before any row is held, as with all words."""
    lock_words(*(f"unique {field_id}" for field_id in fields))


def without_room(coming: Mapping[int, Mapping[int, str]], before: set[tuple[int, Keys]]) -> set[int]:
    """Of records that would come among the living with these canonical values, {record: {field id: value}}, those one of whose values
    is taken: by a living record, or by one that comes before them; a query a field. `before` are the values that others of the same act
    bring along; those of these who have room are added.
    """
    fields, mine = dict[int, set[str]](), defaultdict[int, set[tuple[int, Keys]]](set)
    for record, values in coming.items():
        for field_id, value in values.items():
            if (known := custom.by_id(field_id)) is not None:
                fields.setdefault(field_id, set()).add(value)
                mine[record].add((field_id, key_of(known, value)))
    taken = {
        (i, key) for i, values in fields.items() if (known := custom.by_id(i)) is not None for _, key in holders(known, values)
    } | before
    found = set[int]()
    for record in sorted(mine):
        if mine[record] & taken:
            found.add(record)
        else:
            taken |= mine[record]
            before |= mine[record]
    return found


def key_of(known: Field, value: str) -> Keys:
    """What a canonical value is found by: two values of one key are the same."""
    return type_of(known).keys(value)[0]


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
