"""The inputs of a filter as it was stored, also of one that makes no sense any more: what is gone keeps its place, to be mended."""

import json
from collections.abc import Iterator
from typing import Any

from werkzeug.datastructures import MultiDict

from blueprints.lists.nodes import GONE, Inside
from crm.filters.fields import Types, related_of
from crm.filters.operators import OPERATORS

_Input = tuple[str, str]


def inputs_of(text: str, types: Types) -> MultiDict[str, str]:
    """The inputs of the builder's form that ask what a stored filter asks."""
    data = json.loads(text)
    return MultiDict(_part(data if _kind_of(data) else {"all": [data]}, "1", types))


def _kind_of(data: Any) -> str:
    return next((kind for kind in ("all", "any", "none") if kind in data), "") if isinstance(data, dict) else ""


def _part(data: dict[str, Any], path: str, types: Types | Inside) -> Iterator[_Input]:
    if kind := _kind_of(data):
        yield f"kind.{path}", kind
        for number, part in enumerate(data[kind], 1):
            yield from _part(part, f"{path}.{number}", types)
    elif "related" in data and not isinstance(types, Inside) and data["related"] in related_of(types.kind):
        yield from _related(data, path, types)
    else:
        yield from _condition(data, path, types)


def _related(data: dict[str, Any], path: str, types: Types) -> Iterator[_Input]:
    where, count = data.get("where", {"all": []}), data.get("count", {"op": "gte", "value": 1})
    yield f"relates.{path}", data["related"]
    yield f"op.{path}", str(count["op"])
    yield f"n.{path}", str(count["value"])
    yield from _part(where if _kind_of(where) else {"all": [where]}, path, Inside(data["related"], types.kind))


def _condition(data: dict[str, Any], path: str, types: Types | Inside) -> Iterator[_Input]:
    """A field that is gone, or has no such operator any more, is named as one that is gone."""
    key, op, value = str(data.get("field") or data.get("related")), str(data.get("op", "is")), data.get("value")
    yield f"field.{path}", key if key in types and op in OPERATORS[types[key]] else f"{GONE}{key}"
    yield f"op.{path}", op
    if isinstance(value, dict):
        yield f"n.{path}", str(value.get("n", ""))
        yield f"unit.{path}", str(value.get("unit", ""))
    elif isinstance(value, list) and op == "between":
        yield f"value.{path}", str(value[0])
        yield f"high.{path}", str(value[-1])
    elif value is not None:
        yield from ((f"value.{path}", str(one)) for one in (value if isinstance(value, list) else [value]))
