"""Custom values as the journal keeps them: one canonical cell a record and field, and the rows it is found by, rebuilt from it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import InvalidOperation
from typing import Any

from crm.db import among, lock_rows
from crm.fields import custom
from crm.fields.field import Field
from crm.fields.types import TYPES, Keys
from crm.models import LIVE, Contact, CustomField, CustomValue
from crm.rows import run_many, stream_rows, write_rows

_ROW = ("record", "field", "position", "text", "text_f", "long_f", "num")
_WHOLE = (*_ROW, "live")
_PAGE = 5_000
_End = tuple[Any, ...]


def of(records: Sequence[int], fields: Sequence[int]) -> dict[int, dict[int, str]]:
    """The canonical values of these records in these fields, in one query: {record: {field id: value}}."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    if not records or not fields:
        return found
    v = CustomValue
    query = v.select(v.record, v.field, v.text).where(among(v.record, records) & among(v.field, fields) & (v.position == 0))
    for record, field_id, text in query.tuples():
        found[record][field_id] = text
    return found


def store(cells: Mapping[int, Mapping[int, str | None]]) -> None:
    """Write cells of records, {record: {field id: canonical value or None}}: their rows go, and come anew from the values."""
    old = [(record, field_id) for record, values in cells.items() for field_id in values]
    run_many('DELETE FROM "custom_value" WHERE record = ? AND field = ?', old)
    add(cells.items(), {field_id: field_id for values in cells.values() for field_id, value in values.items() if value})
    _mark(_away(cells), 0)


def add(records: Iterable[tuple[int, Mapping[Any, Any]]], fields: Mapping[Any, int]) -> None:
    """Write what records that have no values yet hold: (record, {key: canonical value or None}), where `fields` are ids by key; other keys are none."""
    kinds = {field_id: _type(custom.by_id(field_id)) for field_id in fields.values()}
    ends = {kind: _Ends(kind) for kind in kinds.values()}
    known = {key: (field_id, ends[kinds[field_id]]) for key, field_id in fields.items()}
    if known:
        stream_rows(CustomValue, _WHOLE, _as_written(records, known))


def _as_written(records: Iterable[tuple[int, Mapping[Any, Any]]], known: Mapping[Any, tuple[int, "_Ends"]]) -> Iterator[tuple[Any, ...]]:
    for record, values in records:
        for key, value in values.items():
            if value and (field := known.get(key)):
                field_id, ends = field
                first, more = ends[value]
                yield (record, field_id, *first)
                for end in more:
                    yield (record, field_id, *end)


def follow(people: Collection[int]) -> None:
    """Let the values of these people tell whether they are living, after their state was written."""
    away = _away(people)
    _mark(away, 0)
    _mark(set(people) - away, 1)


def rebuild(field_id: int) -> None:
    """Let every value of a field be found by what its type, as it is now, finds values by; canonical values stay as they are."""
    kind = str(CustomField.select(CustomField.type).where(CustomField.id == field_id).scalar())
    v = CustomValue
    values = list(v.select(v.record, v.text).where((v.field == field_id) & (v.position == 0)).tuples())
    lock_rows(Contact, [record for record, _ in values])
    v.delete().where(v.field == field_id).execute()
    for at in range(0, len(values), _PAGE):
        page = values[at : at + _PAGE]
        write_rows(v, _ROW, [row for record, value in page for row in _rows(record, field_id, kind, value)])
        _mark(_away([record for record, _ in page]), 0)


def as_rows(record: int, field_id: int, value: str | None) -> list[dict[str, Any]]:
    """The rows a value would have, as they would be stored; nothing has one that nothing is found by."""
    rows = _rows(record, field_id, _type(custom.by_id(field_id)), value) if value else [(record, field_id, 0, None, None, None, None)]
    return [dict(zip(_ROW, row, strict=True), live=1) for row in rows]


def _away(people: Collection[int]) -> set[int]:
    """Those of these people who aren't living."""
    c = Contact
    return {i for (i,) in c.select(c.id).where(among(c.id, list(people)) & (c.state != LIVE)).tuples()}


def _mark(people: Collection[int], live: int) -> None:
    """Write the mark on values of people; other kinds of records have the same ids and fields of their own."""
    if people:
        v, others = CustomValue, CustomField.select(CustomField.id).where(CustomField.subject != Contact.number)
        v.update(live=live).where(among(v.record, sorted(people)) & v.field.not_in(others) & (v.live != live)).execute()


def _type(known: Field | None) -> str:
    return known.type if known else "text"


def _rows(record: int, field_id: int, kind: str, value: str) -> list[tuple[Any, ...]]:
    return [(record, field_id, at, None if at else value, *key) for at, key in enumerate(_keys(kind, value))]


class _Ends(dict[str, tuple[_End, Sequence[_End]]]):
    """What follows the record and the field in the rows of values of one type, as the database takes it: the first row, and the others."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __missing__(self, value: str) -> tuple[_End, Sequence[_End]]:
        number = CustomValue.num.db_value
        first, *more = [(at, None if at else value, *key[:2], number(key[2]), 1) for at, key in enumerate(_keys(self.kind, value))]
        self[value] = first, tuple(more)
        return self[value]


def _keys(kind: str, value: str) -> Sequence[Keys]:
    """What a value is found by; nothing, where it stands in the form of another type until the field is that type again."""
    try:
        return TYPES[kind].keys(value) or (Keys(),)
    except (ValueError, TypeError, InvalidOperation):
        return (Keys(),)
