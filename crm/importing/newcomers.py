"""Tags and businesses that rows name and the office doesn't have: an import makes them, and the dry run says so beside each row."""

from collections.abc import Iterable, Sequence
from typing import Any

from crm.db import among
from crm.fold import fold
from crm.models import LIVE, Business, Tag

_MODELS: dict[str, Any] = {"Business": Business, "Tag": Tag}


def of(rows: Sequence[Iterable[tuple[str, str]]]) -> list[list[str]]:
    """What is new in each of these rows, given as (label, name) pairs: “Business Fjord is new”; two queries for all of them."""
    named = {(label, fold(name)) for row in rows for label, name in row if label in _MODELS and name}
    there = {(label, key) for label, model in _MODELS.items() for key in _living(model, [key for of, key in named if of == label])}
    return [[f"{label} {name} is new" for label, name in row if (label, fold(name)) in named - there] for row in rows]


def _living(model: Any, keys: list[str]) -> list[str]:
    if not keys:
        return []
    return [key for (key,) in model.select(model.name_f).where(among(model.name_f, sorted(keys)) & (model.state == LIVE)).tuples()]
