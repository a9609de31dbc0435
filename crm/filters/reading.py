"""Untrusted JSON becomes a tree, or an error that names the bad part; and back."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm import emails, zones
from crm.countries import names
from crm.fields import Field
from crm.fields.types import option, option_ids
from crm.fields.values import iso_date
from crm.filters import gone
from crm.filters.errors import BadFilter
from crm.filters.fields import Types, related_of, types_of
from crm.filters.operators import COUNTS, OPERATORS, UNITS
from crm.filters.tree import ALL, ANY, DEEPEST, MOST, NONE, Group, Leaf, Part, Related, leaves
from crm.fold import fold
from crm.kinds import CONTACTS, Kind
from crm.models import LIVE, Choice, Member
from crm.models.dnc import CHANNELS

_LONGEST, _MOST_VALUES, _MOST_CHARS = 1_000, 200, 60_000
_MOST_COUNTED = 999_999_999
_TEXT = f"a text of 1 to {_LONGEST:,} characters that can be seen"
_DAY = "a date like 2026-11-25"
_COMPARED = {"date": _DAY, "time": _DAY, "dnc": f"a channel: {', '.join(CHANNELS)}", "choice": "one of its choices"}
"""What is expected of a value, by the type of its field, where that isn't a text."""
_MOST_SPAN = {"day": 40_000, "week": 6_000, "month": 1_300, "year": 110}


@dataclass(slots=True)
class _Left:
    """What is left to do while a tree is read: conditions that it may still hold, and those on tags, whose names are looked up at once."""

    conditions: int = MOST
    tags: list[tuple[Leaf, str]] = field(default_factory=list)


def read(text: str, kind: Kind = CONTACTS) -> Group:
    """A tree about a kind of record from JSON text. Raises BadFilter."""
    if len(text) > _MOST_CHARS:
        raise BadFilter(what=f"it is longer than {_MOST_CHARS:,} characters", where="the filter")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFilter(what="it is not JSON", where="the filter") from error
    if not _is_sound(data):
        raise BadFilter(what="it holds half of a character", where="the filter")
    return parse(data, kind)


def parse(data: Any, kind: Kind = CONTACTS) -> Group:
    """A tree about a kind of record from JSON data; a bare leaf is a tree. Raises BadFilter."""
    left = _Left()
    part = _part(data, "the filter", 1, left, types_of(kind))
    gone.require_tags(left.tags)
    return part if isinstance(part, Group) else Group(ALL, (part,))


def as_json(tree: Part) -> dict[str, Any]:
    """A tree as JSON data; parsing it again gives the same tree."""
    if isinstance(tree, Group):
        return {tree.kind: [as_json(part) for part in tree.parts]}
    if isinstance(tree, Related):
        return {"related": tree.related, "where": as_json(tree.where), "count": {"op": tree.op, "value": tree.value}}
    known = {"field": tree.field, "op": tree.op}
    return known if tree.value is None else {**known, "value": _value_json(tree.value)}


def _is_sound(data: Any) -> bool:
    """Whether every text can be written down: JSON may hold half of a pair that only together is a character."""
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _value_json(value: Any) -> Any:
    if isinstance(value, tuple) and len(value) == 2 and value[1] in UNITS and isinstance(value[0], int):
        return {"n": value[0], "unit": value[1]}
    return list(value) if isinstance(value, tuple) else value


def _part(data: Any, where: str, depth: int, left: _Left, types: Mapping[str, str]) -> Part:
    if not isinstance(data, dict):
        raise BadFilter(what="a condition or group is expected", where=where)
    keys = set(data)
    if len(keys) == 1 and keys <= {ALL, ANY, NONE}:
        [(kind, parts)] = data.items()
        return _group(kind, parts, f"{where}, {kind}", depth, left, types)
    if keys & {ALL, ANY, NONE}:
        raise BadFilter(what=f"a group is one of “{ALL}”, “{ANY}” and “{NONE}”, with nothing beside it", where=where)
    if "related" in keys and isinstance(types, Types):
        return _related(data, where, left, types.kind)
    return _leaf(data, where, left, types)


def _group(kind: str, parts: Any, where: str, depth: int, left: _Left, types: Mapping[str, str]) -> Group:
    if depth > DEEPEST:
        raise BadFilter(what=f"groups may be nested {DEEPEST} deep", where=where)
    if not isinstance(parts, list):
        raise BadFilter(what="a group holds a list of conditions", where=where)
    if not parts and (kind != ALL or depth > 1):
        raise BadFilter(what="this group holds no condition", where=where)
    return Group(kind, tuple(_part(part, f"{where}[{n}]", depth + 1, left, types) for n, part in enumerate(parts)))


def _related(data: dict[str, Any], where: str, left: _Left, kind: Kind) -> Related:
    _take(left, where)
    name, count, known = data["related"], data.get("count", {"op": "gte", "value": 1}), related_of(kind)
    if not isinstance(name, str) or name not in known:
        raise BadFilter(what=f"there is nothing called “{name}” that hangs on a {kind.words.one}", where=where)
    if unknown := set(data) - {"related", "where", "count"}:
        raise BadFilter(what=f"“{min(unknown)}” is unknown here", where=where)
    if (
        not isinstance(count, dict)
        or set(count) != {"op", "value"}
        or count["op"] not in COUNTS
        or not _is_whole(count["value"])
        or not 0 <= count["value"] <= _MOST_COUNTED
    ):
        raise BadFilter(what=f"a count is an operator and a whole number up to {_MOST_COUNTED:,}", where=f"{where}, count")
    hanging = known[name]
    types = types_of(hanging.of) if hanging.of else {key: type_ for key, (type_, _) in hanging.fields.items()}
    tree = data.get("where", {ALL: []})
    inner = Group(ALL) if tree == {ALL: []} else _part(tree, f"{where}, where", 1, left, types)
    if any(isinstance(leaf, Related) for leaf, _ in leaves(inner)):
        raise BadFilter(what="what hangs on a record is asked for directly only", where=f"{where}, where")
    found = Related(name, inner if isinstance(inner, Group) else Group(ALL, (inner,)), count["op"], count["value"])
    gone.require(found, kind, where)
    return found


def _leaf(data: dict[str, Any], where: str, left: _Left, types: Mapping[str, str]) -> Leaf:
    _take(left, where)
    key, name = data.get("field"), data.get("op")
    if not isinstance(key, str):
        raise BadFilter(what="a condition names its field", where=where)
    if key not in types:
        raise BadFilter(what=f"there is no field “{key}”", where=where)
    operators = OPERATORS[types[key]]
    if not isinstance(name, str):
        raise BadFilter(what=f"“{key}” needs an operator", where=where)
    if name not in operators:
        raise BadFilter(what=f"“{key}” has no operator “{name}”", where=where)
    if unknown := set(data) - {"field", "op", "value"}:
        raise BadFilter(what=f"“{min(map(str, unknown))}” is unknown here", where=where)
    shape = operators[name].shape
    if shape == "none":
        if data.get("value") is not None:
            raise BadFilter(what=f"“{name}” takes no value", where=where)
        return Leaf(key, name)
    own = types.kind.fields.custom.get(key) if isinstance(types, Types) else None
    one = _reader(types[key], own or key, where, yearless=types[key] == "date" and name == "on")
    leaf = Leaf(key, name, _SHAPES[shape](data.get("value"), one, where))
    if key == "tags" and isinstance(types, Types):
        left.tags.append((leaf, where))
    return leaf


def _take(left: _Left, where: str) -> None:
    left.conditions -= 1
    if left.conditions < 0:
        raise BadFilter(what=f"a filter holds at most {MOST} conditions", where=where)


def _one(value: Any, one: Callable[[Any], Any], _: str) -> Any:
    return one(value)


def _list(value: Any, one: Callable[[Any], Any], where: str) -> tuple[Any, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= _MOST_VALUES:
        raise BadFilter(what=f"a list of 1 to {_MOST_VALUES} values is expected", where=where)
    return tuple(one(item) for item in value)


def _pair(value: Any, one: Callable[[Any], Any], where: str) -> tuple[Any, Any]:
    if not isinstance(value, list) or len(value) != 2:
        raise BadFilter(what="two values are expected, low and high", where=where)
    low, high = one(value[0]), one(value[1])
    if low > high:
        raise BadFilter(what="the first value is larger than the second", where=where)
    return low, high


def _span(value: Any, _: Callable[[Any], Any], where: str) -> tuple[int, str]:
    if not isinstance(value, dict) or set(value) != {"n", "unit"} or value["unit"] not in UNITS or not _is_whole(value["n"]):
        raise BadFilter(what="a number n and a unit (day, week, month or year) are expected", where=where)
    if not 0 <= value["n"] <= _MOST_SPAN[value["unit"]]:
        raise BadFilter(what=f"a number between 0 and {_MOST_SPAN[value['unit']]:,} is expected", where=where)
    return value["n"], value["unit"]


_SHAPES: dict[str, Callable[..., Any]] = {"one": _one, "list": _list, "pair": _pair, "span": _span}


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _reader(kind: str, known: Field | str, where: str, yearless: bool) -> Callable[[Any], Any]:
    """How one value of a field is read, given one of the office's own or a key; `yearless` days are only equal to themselves."""
    key = known if isinstance(known, str) else known.key

    def read_one(value: Any) -> Any:
        if kind == "number":
            if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) > 2**53:
                raise BadFilter(what=f"“{key}” is compared with a number", where=where)
            return value
        if not isinstance(value, str) or len(value) > _LONGEST or "\x00" in value or not fold(value):  # nothing is found in everything
            raise BadFilter(what=f"“{key}” is compared with {_COMPARED.get(kind, _TEXT)}", where=where)
        if kind in ("choice", "many") and not isinstance(known, str):
            return _option(known, value, where)
        problem = "" if yearless and value.startswith("--") and iso_date(value) else _problem(kind, key, value)
        if problem:
            raise BadFilter(what=problem, where=where)
        return value

    return read_one


def _option(known: Field, value: str, where: str) -> str:
    """The key of an option that is told by its key or its label."""
    chosen = option_ids(known).get(value) or option_ids(known).get(fold(value))
    found = option(known, chosen) if chosen else None
    if found is None:
        raise BadFilter(what=f"“{value}” is not one of the choices of “{known.label}”", where=where)
    return found.key


def _problem(kind: str, key: str, value: str) -> str:
    if kind in ("date", "time"):
        return "" if _is_date(value) else f"“{value}” is not {_DAY}"
    if kind == "dnc":
        return "" if value in CHANNELS else f"“{value}” is not a channel; there are {', '.join(CHANNELS)}"
    if kind == "choice":
        return "" if _CHOICES.get(key, _is_member)(value) else f"“{value}” is not one of the choices of “{key}”"
    return "" if key != "followers" or _is_member(value) else f"“{value}” is not the email address of a member"


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_member(value: str) -> bool:
    return value == "me" or Member.select().where(Member.email_key == emails.key(value)).exists()


def _is_type(value: str) -> bool:
    return Choice.select().where((Choice.field == "type") & (Choice.key == value) & (Choice.state == LIVE)).exists()


_CHOICES: dict[str, Callable[[str], bool]] = {
    "type": _is_type,
    "country": lambda value: value in names(),
    "timezone": lambda value: value in zones.every(),
}
