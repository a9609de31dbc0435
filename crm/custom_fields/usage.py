"""Where a field of the office's own is used, and how many records are filled: shown before it is changed or taken away."""

from dataclasses import dataclass

from peewee import fn

from crm import kinds
from crm.fields import Field
from crm.fields.types import type_of
from crm.models import LIVE, CustomValue, SmartList


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that uses a field: what it is, its name, and its id."""

    what: str
    name: str
    id: int


def of(known: Field) -> list[Use]:
    """The lists whose filter, columns or order name the field."""
    return _by_key(known.own.subject, [known.key])[known.key]


def counts(subject: int, keys: list[str]) -> dict[str, int]:
    """How many things use each of these fields of a kind of record."""
    return {key: len(uses) for key, uses in _by_key(subject, keys).items()}


def filled(subject: int, fields: list[Field]) -> dict[int, int]:
    """How many living records hold a value of each field, by the field's id: one query for each of the two indexes."""
    v, kind, found = CustomValue, kinds.of(subject), dict.fromkeys((known.own.id for known in fields), 0)
    for by in ("text_f", "num"):
        ids = [known.own.id for known in fields if type_of(known).by == by]
        query = v.select(v.field, fn.COUNT(v.record.distinct())).where(v.field.in_(ids) & v._meta.fields[by].is_null(False))
        query = query.join(kind.table, on=(kind.table.id == v.record)).where(kind.alive())
        found |= dict(query.group_by(v.field).tuples()) if ids else {}
    return found


def _by_key(subject: int, keys: list[str]) -> dict[str, list[Use]]:
    rows = SmartList.select(SmartList.id, SmartList.name, SmartList.tree, SmartList.shown, SmartList.sort)
    found: dict[str, list[Use]] = {key: [] for key in keys}
    for list_id, name, tree, shown, sort in (
        rows.where((SmartList.state == LIVE) & (SmartList.subject == subject)).order_by(SmartList.name_f).tuples()
    ):
        for key in keys:
            if f'"{key}"' in tree or key in shown.split(",") or sort.removeprefix("-") == key:
                found[key].append(Use("Smart list", name, list_id))
    return found
