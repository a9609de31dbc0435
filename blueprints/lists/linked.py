"""Conditions on what hangs on a person, as the builder offers them: which import somebody came with, who edited them and when."""

from typing import Any, NamedTuple

from blueprints.web.numbers import maybe
from crm.filters import Related
from crm.filters.tree import ALL, Leaf


class Linked(NamedTuple):
    """What it is called, the related rows it counts, the field its value is compared with, and how, and their field of time."""

    label: str
    related: str
    field: str
    op: str
    at: str = ""


LINKED: dict[str, Linked] = {
    "came-with": Linked("Came with import", "imports", "id", "eq"),
    "edited-by": Linked("Edited by", "edits", "by", "is", "at"),
    "linked-as": Linked("Has a link as", "associations", "label", "is"),
    "noted-by": Linked("Note written by", "notes", "author", "is", "created_at"),
}
OPS = {"is": "is", "is_not": "is not"}
_COUNTS = {"is": {"op": "gte", "value": 1}, "is_not": {"op": "eq", "value": 0}}


def data_of(key: str, op: str, value: str, n: str, unit: str) -> dict[str, Any]:
    """The condition as JSON data; without a number of days, weeks … it is about all of time."""
    one = LINKED[key]
    wanted: Any = maybe(value) if one.op == "eq" and maybe(value) is not None else value
    where: list[dict[str, Any]] = [{"field": one.field, "op": one.op, "value": wanted}]
    if n and one.at:
        where.append({"field": one.at, "op": "in_last", "value": {"n": n if maybe(n) is None else maybe(n), "unit": unit}})
    return {"related": one.related, "where": {ALL: where}, "count": _COUNTS[op]}


def inputs_of(part: Related) -> tuple[str, str, str, str, str] | None:
    """The inputs (key, op, value, n, unit) that mean this condition; None where the builder has none for it."""
    op = next((op for op, count in _COUNTS.items() if count == {"op": part.op, "value": part.value}), None)
    for key, one in LINKED.items():
        if op and part.related == one.related and part.where.kind == ALL:
            match part.where.parts:
                case (Leaf(field, how, value),) if (field, how) == (one.field, one.op):
                    return key, op, str(value), "", "day"
                case (Leaf(field, how, value), Leaf(at, "in_last", (n, unit))) if (field, how, at) == (one.field, one.op, one.at):
                    return key, op, str(value), str(n), unit
    return None
