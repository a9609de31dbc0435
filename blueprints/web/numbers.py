"""What addresses and forms may hold: a number that no row can have is no number, like a word; the sign NUL stands in no text."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.datastructures.structures import iter_multi_items
from werkzeug.routing import IntegerConverter

MOST = 2**63 - 1
"""The largest number of a row in either database."""


def whole(text: str) -> int:
    """A typed whole number. Raises ValueError for anything else, and for what no row can have."""
    number = int(text)
    if abs(number) > MOST:
        raise ValueError(text)
    return number


def maybe(text: str) -> int | None:
    """A whole number of nothing but the digits 0 to 9, else none."""
    return whole(text) if text.isascii() and text.isdigit() and len(text) < len(str(MOST)) else None


class _Values(ImmutableMultiDict[str, str]):
    """What came with a request, without NUL: PostgreSQL keeps and compares no text with one, so none is looked for anywhere."""

    def __init__(self, values: Any = None) -> None:
        pairs = iter_multi_items(values) if isinstance(values, Mapping) else values or ()
        super().__init__(_legible(pairs))

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:
        return super().get(key, default, whole if type is int else type)

    def getlist(self, key: str, type: Any = None) -> list[Any]:
        return super().getlist(key, whole if type is int else type)


def _legible(pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Pairs of a name and a text, or a file that was sent."""
    return [(key.replace("\x00", ""), value.replace("\x00", "") if isinstance(value, str) else value) for key, value in pairs]


class _Number(IntegerConverter):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": MOST} | options)


def bound(app: Flask) -> None:
    """Let addresses, queries and forms hold no number beyond what a row can have."""
    app.request_class = type("Bounded", (app.request_class,), {"parameter_storage_class": _Values})
    app.url_map.converters["int"] = _Number
