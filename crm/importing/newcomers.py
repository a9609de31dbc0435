"""Tags and businesses that rows name and the office doesn't have: an import makes them, and the dry run says so beside each row."""

from collections.abc import Iterable, Sequence
from typing import Any

from crm.db import among
from crm.fold import fold
from crm.models import LIVE, Business, Tag

_MODELS: dict[str, Any] = {"Business": Business, "Further business": Business, "Tag": Tag}


def of(rows: Sequence[Iterable[tuple[str, str]]]) -> list[list[str]]:
    """What is new in each of these rows, given as (label, name) pairs: “Business Fjord is new”; two queries for all of them."""
    told = [list(row) for row in rows]
    new = among_those({pair for row in told for pair in row})
    return [[f"{label} {name} is new" for label, name in row if (label, name) in new] for row in told]


def among_those(named: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (label, name) aren't there: what the labels of others stand for is none of these."""
    keys = {(label, name): fold(name) for label, name in named if label in _MODELS and name}
    there = {
        (label, key) for label, model in _MODELS.items() for key in _living(model, [key for (of, _), key in keys.items() if of == label])
    }
    return {pair for pair, key in keys.items() if (pair[0], key) not in there}


def _living(model: Any, keys: list[str]) -> list[str]:
    if not keys:
        return []
    return [key for (key,) in model.select(model.name_f).where(among(model.name_f, sorted(keys)) & (model.state == LIVE)).tuples()]
