"""What conditions are made of: text, numbers and moments compared with a column, never NULL; and who asks."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import SQL, NodeList, Value

from crm import emails
from crm.db import among, is_sqlite
from crm.filters.times import Calendar
from crm.filters.tree import Leaf
from crm.fold import fold
from crm.models import Member

_LAST = "\U0010ffff"
TRUE, FALSE = NodeList((SQL("1 = 1"),), parens=True), NodeList((SQL("1 = 0"),), parens=True)
Condition = Any


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and when: the member `me` stands for, the office's calendar, and the country of numbers without one.

    `narrow` is a member who sees only what is theirs: what hangs on a record counts for them as far as they see it. `tags` are those that
    were looked up for a whole filter at once: a folded name → the ids that stand for it.
    """

    me: int | None
    calendar: Calendar
    region: str = "US"
    narrow: Member | None = None
    tags: Mapping[str, tuple[int, ...]] | None = None


def every(parts: Sequence[Condition]) -> Condition:
    """All of these, side by side: SQLite reads no more than a hundred brackets in one another."""
    return parts[0] if len(parts) == 1 else NodeList(tuple(parts), " AND ", parens=True)


def either(parts: Sequence[Condition]) -> Condition:
    """Any of these, side by side."""
    return parts[0] if len(parts) == 1 else NodeList(tuple(parts), " OR ", parens=True)


def like(column: Any, pattern: str) -> NodeList:
    """LIKE with case and the escape sign as written (Peewee's own operator means GLOB on SQLite)."""
    mark = "?" if is_sqlite() else "%s"
    return NodeList((SQL("("), column, SQL(f"LIKE {mark} ESCAPE '\\')", [pattern])))


def escaped(typed: str) -> str:
    """Text in which the signs of LIKE stand for themselves."""
    return re.sub(r"([\\%_])", r"\\\1", typed)


def text(column: Any, leaf: Leaf) -> Condition:
    """A folded column that is never NULL, compared with a folded value."""
    if leaf.op == "empty":
        return column == ""
    if leaf.op == "not_empty":
        return column != ""
    if leaf.op == "any_of":
        return among(column, sorted({fold(value) for value in leaf.value}))
    return folded_text(column, leaf.op, fold(leaf.value))


def folded_text(column: Any, op: str, value: str) -> Condition:
    if op == "is":
        return column == value
    if op == "starts_with":
        return (column >= value) & (column < value + _LAST)
    return like(column, f"%{escaped(value)}%" if op == "contains" else f"%{escaped(value)}")


def text_holds(have: str, leaf: Leaf) -> bool:
    """The same as `text` on a text that is at hand."""
    have = fold(have)
    if leaf.op in ("empty", "not_empty"):
        return (not have) == (leaf.op == "empty")
    if leaf.op == "any_of":
        return have in {fold(value) for value in leaf.value}
    value = fold(leaf.value)
    return {"is": have == value, "starts_with": have.startswith(value), "ends_with": have.endswith(value), "contains": value in have}[
        leaf.op
    ]


def number(column: Any, leaf: Leaf) -> Condition:
    if leaf.op in ("empty", "not_empty"):
        return FALSE if leaf.op == "empty" else TRUE
    if leaf.op == "between":
        return (column >= Value(leaf.value[0], converter=False)) & (column <= Value(leaf.value[1], converter=False))
    return compared(column, leaf.op, leaf.value)


def compared(column: Any, op: str, value: Any) -> Condition:
    bare = Value(value, converter=False)
    compare: Any = HOLDS[op]
    return compare(column, bare)


def moment(column: Any, leaf: Leaf, asker: Asker) -> Condition:
    """A moment, by the day it falls on in the office."""
    if leaf.op in ("empty", "not_empty"):
        return column.is_null(leaf.op == "empty")
    calendar = asker.calendar
    if leaf.op == "anniversary_in_next":
        return _known(column, either(_anniversaries(column, leaf, calendar)))
    low, high = calendar.days(leaf.op, leaf.value)
    parts = [column >= calendar.start_of(low)] if low else []
    parts += [column < calendar.start_of(high)] if high else []
    return _known(column, every(parts))


def _known(column: Any, condition: Condition) -> Condition:
    return column.is_null(False) & condition if column.null else condition


def _anniversaries(column: Any, leaf: Leaf, calendar: Calendar) -> list[Condition]:
    """One stretch of moments for each run of days, in every year since 1970 and of those to come."""
    return [(column >= low) & (column < high) for low, high in calendar.stretches(1970, *leaf.value)] or [FALSE]


HOLDS: dict[str, Callable[[int, int], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def member_ids(value: Any, asker: Asker) -> list[int]:
    """The ids of members by email address, living or not; `me` is who asks."""
    wanted = value if isinstance(value, tuple) else (value,)
    keys = [emails.key(one) for one in wanted if one != "me"]
    found = [i for (i,) in Member.select(Member.id).where(Member.email_key.in_(keys)).tuples()]
    return found + ([asker.me] if "me" in wanted and asker.me else [])
