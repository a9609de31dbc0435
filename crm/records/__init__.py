"""Records of any kind whose fields are columns of one table and fields of the office's own: what they hold, and how it is set."""

from collections.abc import Mapping
from typing import Any

from crm import kinds
from crm.custom_fields import uniqueness
from crm.custom_fields.records import held
from crm.db import lock_rows
from crm.errors import CrmError
from crm.fields import clean, typed
from crm.journal.change import Writer
from crm.kinds import Kind
from crm.models import Journalled, Member


class Changed(CrmError):
    """{label} was changed by somebody else meanwhile. It reads “{theirs}” now; you wrote “{yours}”."""

    status = 409


class RecordGone(CrmError):
    """{name} was deleted meanwhile. Nothing was changed."""

    status = 409


def kind_of(record: Journalled) -> Kind:
    """The kind a record is of."""
    return kinds.of(record.kind_number)


def values_of(record: Journalled) -> dict[str, Any]:
    """Every one-cell field of a record by key, as database values."""
    standard = kind_of(record).fields.standard
    return {key: record.__data__.get(known.column) for key, known in standard.items() if known.column} | held(record)


def as_typed(record: Journalled, key: str) -> str:
    """A field's present value in the form a person types it."""
    known = kind_of(record).fields.named(key)
    if known.custom:
        return typed(known, held(record)[key])
    value = record.__data__.get(known.column)
    if known.type == "member" and value:
        return str(Member.get_by_id(value).email)
    return "" if value is None else str(value)


def cleaned(kind: Kind, values: Mapping[str, str]) -> dict[str, Any]:
    """Typed texts as database values, by key."""
    return {key: clean(kind.fields.named(key), value) for key, value in values.items()}


def born(op: Writer, kind: Kind, values: Mapping[str, str], by: Member, **more: Any) -> Any:
    """Bring a record into being from typed values, within the open operation; fields of the office's own start as they are described."""
    written = {key: value for key, value in cleaned(kind, values).items() if value not in ("", None)}
    own = {key: written.get(key, "" if key in values else known.own.default) for key, known in kind.fields.custom.items()}
    uniqueness.hold(own, kind.fields, by)
    return op.add(kind.table, **{**written, **own, **kind.given, **more})


def put(op: Writer, record: Journalled, values: Mapping[str, str], by: Member, shown: Mapping[str, str] | None = None) -> bool:
    """Set fields of a record from typed text, within the open operation; tells whether anything changed.

    `shown` are the values the person saw: a field that somebody else has changed since to something else raises Changed.
    """
    kind = kind_of(record)
    wanted = cleaned(kind, values)
    uniqueness.hold({key: value for key, value in wanted.items() if key in kind.fields.custom}, kind.fields, by, record.id)
    lock_rows(kind.table, [record.id])
    now = kind.table.get_or_none((kind.table.id == record.id) & kind.alive())
    if now is None:
        raise RecordGone(name=record.name)
    _refuse_stale(now, values, shown or {})
    return op.put(record, **wanted)


def _refuse_stale(now: Journalled, values: Mapping[str, str], shown: Mapping[str, str]) -> None:
    for key, saw in shown.items():
        theirs = as_typed(now, key)
        if theirs not in (saw, values[key]):
            raise Changed(key=key, label=kind_of(now).fields[key].label, theirs=theirs, yours=values[key], before=saw)
