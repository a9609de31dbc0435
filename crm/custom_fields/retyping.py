"""Another type for a field: every value is read anew as the new type, and what it can't hold is counted first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from peewee import SQL, fn

from crm import access, custom_fields, kinds
from crm.custom_fields import options
from crm.custom_fields.errors import NoSuchType, WouldLose
from crm.fields import Field, Option
from crm.fields.place import here
from crm.fields.types import TYPES, Unfit, chosen, type_of
from crm.fold import fold
from crm.journal import batch, operation
from crm.journal.change import Writer
from crm.journal.values import of as values_of
from crm.models import Contact, CustomField, CustomValue, Member

_PAGE = 1_000
_EXAMPLES = 5
_MOST_SUGGESTED = 50


@dataclass(slots=True)
class Change:
    """What another type makes of the values: how many are kept and how many dropped, with the records and words of some of those.

    Of several options of one record that are to be one, the first is kept and the others are dropped.
    """

    kept: int = 0
    lost: int = 0
    examples: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wish:
    """The type a field is to have, options to add for it, and whether values may be lost."""

    type: str
    labels: Sequence[str] = ()
    lose: bool = False


def plan_retype(made: CustomField, type_: str, labels: Sequence[str] = ()) -> Change:
    """Count what a type could not hold, without changing anything; `labels` are options it would be given."""
    told, known = Change(), custom_fields.described(made)
    wanted = _as(known, type_, labels)
    for page in _pages(made):
        for record, old, new in _read_anew(known, wanted, page):
            others = _others(known, wanted, old)
            told.kept += bool(new)
            told.lost += others + (not new)
            if (others or not new) and len(told.examples) < _EXAMPLES:
                told.examples.append((record, type_of(known).plain(known, old)))
    return told


def retype(made: CustomField, wish: Wish, *, by: Member, via: str = "web", key: str | None = None) -> bool:
    """Give a field another type; values it can't hold are dropped, and only when told so. One operation, undone as one."""
    access.require_admin(by)
    if wish.type == made.type:
        return False
    told = plan_retype(made, wish.type, wish.labels)
    name = TYPES[wish.type].name.lower()
    if told.lost and not wish.lose:
        raise WouldLose(label=made.label, type=name, lost=told.lost, total=told.lost + told.kept)
    title = f"Changed “{made.label}” from {TYPES[made.type].name.lower()} to {name}"
    with operation("field.edited", by=by, title=title, via=via, key=key) as op:
        if wish.type in options.CHOICES:
            options.add_all(op, made, wish.labels)
        known = custom_fields.described(made)
        for page in list(_pages(made)):
            _write(op, known, _read_anew(known, replace(known, type=wish.type), page))
        cells: dict[str, Any] = {"type": wish.type, "default": "", "settings": custom_fields.settings_of(wish.type)}
        return op.put(made, **cells, **({} if TYPES[wish.type].unique else {"unique": 0}))


def suggested(made: CustomField) -> list[str]:
    """What a choice could offer: the values that the field has, the commonest first."""
    v, known = CustomValue, custom_fields.described(made)
    if made.type in options.CHOICES:
        return []
    column = v._meta.fields[type_of(known).by]
    query = v.select(fn.MIN(v.text)).where((v.field == made.id) & column.is_null(False)).group_by(column)
    rows = query.order_by(fn.COUNT(SQL("*")).desc(), fn.MIN(v.text)).limit(_MOST_SUGGESTED)
    return [type_of(known).plain(known, text)[:100] for (text,) in rows.tuples() if text]


def _as(known: Field, type_: str, labels: Sequence[str]) -> Field:
    """The field as it would be, with options that aren't made yet."""
    if type_ not in TYPES:
        raise NoSuchType(type=type_)
    new = tuple(Option(-n, fold(label), label) for n, label in enumerate(labels, 1))
    return replace(known, type=type_, custom=replace(known.own, options=known.own.options + new))


def _pages(made: CustomField) -> Iterator[list[int]]:
    v = CustomValue
    column = v._meta.fields[TYPES[made.type].by]
    rows = v.select(v.record).distinct().where((v.field == made.id) & column.is_null(False)).order_by(v.record)
    records = [record for (record,) in rows.tuples()]
    for at in range(0, len(records), _PAGE):
        yield records[at : at + _PAGE]


def _read_anew(known: Field, wanted: Field, records: Sequence[int]) -> Iterator[tuple[int, str, str | None]]:
    """(record, canonical value now, canonical value then or None) of each record."""
    read, single = type_of(wanted).reader(wanted, here()), (known.type, wanted.type) == ("choices", "choice")
    for record, held in values_of(records, [known.own.id]).items():
        old = held[known.own.id]
        plain = type_of(known).plain(known, old)
        if single:
            plain = next((one.label for one in chosen(known, old)), "")
        try:
            yield record, old, read(plain) or None
        except Unfit:
            yield record, old, None


def _others(known: Field, wanted: Field, value: str) -> int:
    """How many options a value has beyond the one that a single choice keeps."""
    return max(len(chosen(known, value)) - 1, 0) if wanted.type == "choice" else 0


def _write(op: Writer, known: Field, values: Iterator[tuple[int, str, str | None]]) -> None:
    """Each value is a change of its record; the rows it is found by are rebuilt once the field has its new type."""
    news = [(record, old, new) for record, old, new in values if new != old]
    table = kinds.of(known.own.subject).table
    events = batch.new_events(op, [(table.number, record) for record, _, _ in news], "value.converted")
    rows = [(events[table.number, record], CustomValue.number, record, known.own.id, old, new, None) for record, old, new in news]
    batch.new_changes(op, rows)
    batch.store(CustomValue, {record: {known.own.id: new} for record, _, new in news})
    if table is Contact:
        batch.touch(op, table, [record for record, _, _ in news], set())
