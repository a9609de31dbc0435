"""A tree becomes one condition on contacts that is never NULL: leaves are safe where a field is empty, so that `none` loses nobody."""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import SQL, ModelSelect, NodeList, Value, fn

from crm import emails, phones
from crm.db import among, is_sqlite, not_member
from crm.filters.errors import BadFilter
from crm.filters.operators import NEGATIVE
from crm.filters.times import Calendar
from crm.filters.tree import ALL, ANY, Group, Leaf, Part, Related
from crm.fold import fold
from crm.journal.kinds import KINDS
from crm.models import (
    Business,
    Choice,
    Contact,
    ContactDetail,
    ContactEmail,
    ContactFollower,
    ContactPhone,
    ContactTag,
    Event,
    Member,
    Note,
    Operation,
    Tag,
)
from crm.models.dnc import CHANNELS

_LAST = "\U0010ffff"
_TRUE, _FALSE = NodeList((SQL("1 = 1"),), parens=True), NodeList((SQL("1 = 0"),), parens=True)
Condition = Any


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and when: the member `me` stands for, the office's calendar, and the country of numbers without one."""

    me: int | None
    calendar: Calendar
    region: str = "US"


def compile_tree(tree: Part, asker: Asker) -> Condition:
    """The condition of a tree on the table of contacts."""
    if isinstance(tree, Group):
        parts = [compile_tree(part, asker) for part in tree.parts]
        if not parts:
            return _TRUE
        if tree.kind == ALL:
            return every(parts)
        return either(parts) if tree.kind == ANY else ~either(parts)
    if isinstance(tree, Related):
        return _related(tree, asker)
    if positive := NEGATIVE.get(tree.op):
        return _negated(Leaf(tree.field, positive, tree.value), asker)
    return _LEAVES.get(tree.field, _plain)(tree, asker)


def _negated(leaf: Leaf, asker: Asker) -> Condition:
    """The opposite of a positive leaf, which holds for the empty too."""
    rows = _ROWS.get(leaf.field)
    if rows is not None:
        return not_member(Contact.id, rows(Leaf(leaf.field, _AS_TEXT.get(leaf.op, leaf.op), leaf.value), asker))
    return ~compile_tree(leaf, asker)


# --- columns of the contact itself, and of its side table ---------------------------------------------------------------------


def _plain(leaf: Leaf, asker: Asker) -> Condition:
    if leaf.field in ContactDetail._meta.fields:
        return _of_detail(leaf)
    if leaf.field in ("created_at", "updated_at", "last_activity_at"):
        return _moment(Contact._meta.fields[leaf.field], leaf, asker)
    if leaf.field in ("id", "score"):
        return _number(Contact._meta.fields[leaf.field], leaf)
    return _text(Contact._meta.fields[f"{leaf.field}_f"], leaf)


def _of_detail(leaf: Leaf) -> Condition:
    d = ContactDetail
    exact = leaf.field in ("country", "timezone")
    column = d._meta.fields[leaf.field if exact else f"{leaf.field}_f"]
    if leaf.op == "empty":
        return not_member(Contact.id, d.select(d.contact).where(column != ""))
    if leaf.op == "not_empty":
        return Contact.id.in_(d.select(d.contact).where(column != ""))
    return Contact.id.in_(d.select(d.contact).where(_exact(column, leaf) if exact else _text(column, leaf)))


def _exact(column: Any, leaf: Leaf) -> Condition:
    return column == leaf.value if leaf.op == "is" else among(column, list(leaf.value))


def _text(column: Any, leaf: Leaf) -> Condition:
    """A folded column that is never NULL, compared with a folded value."""
    if leaf.op == "empty":
        return column == ""
    if leaf.op == "not_empty":
        return column != ""
    if leaf.op == "any_of":
        return among(column, sorted({fold(value) for value in leaf.value}))
    return _folded_text(column, leaf.op, fold(leaf.value))


def _folded_text(column: Any, op: str, value: str) -> Condition:
    if op == "is":
        return column == value
    if op == "starts_with":
        return (column >= value) & (column < value + _LAST)
    return like(column, f"%{escaped(value)}%" if op == "contains" else f"%{escaped(value)}")


def _number(column: Any, leaf: Leaf) -> Condition:
    if leaf.op in ("empty", "not_empty"):
        return _FALSE if leaf.op == "empty" else _TRUE
    if leaf.op == "between":
        return (column >= Value(leaf.value[0], converter=False)) & (column <= Value(leaf.value[1], converter=False))
    return _compared(column, leaf.op, leaf.value)


def _compared(column: Any, op: str, value: Any) -> Condition:
    bare = Value(value, converter=False)
    compare: Any = _HOLDS[op]
    return compare(column, bare)


def _moment(column: Any, leaf: Leaf, asker: Asker) -> Condition:
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
    """One stretch of moments for each run of days, in every year since 1970."""
    wanted = set(calendar.anniversaries(*leaf.value))
    found = []
    for year in range(1970, calendar.today.year + 1):
        for first, last in _runs(year, wanted):
            found.append((column >= calendar.start_of(first)) & (column < calendar.start_of(last)))
    return found or [_FALSE]


def _runs(year: int, wanted: set[str]) -> list[tuple[date, date]]:
    """The stretches of days of one year that are wanted: first, and the day after the last."""
    runs: list[tuple[date, date]] = []
    day = date(year, 1, 1)
    while day.year == year:
        following = day + timedelta(days=1)
        if f"{day:%m-%d}" in wanted:
            if runs and runs[-1][1] == day:
                runs[-1] = (runs[-1][0], following)
            else:
                runs.append((day, following))
        day = following
    return runs


def _birth_date(leaf: Leaf, asker: Asker) -> Condition:
    """A date as ISO text; one without a year (--MM-DD) is only equal to itself, has an anniversary, and isn't empty."""
    column = Contact.birth_date
    if leaf.op in ("empty", "not_empty"):
        return column.is_null(leaf.op == "empty")
    if leaf.op == "on" and leaf.value.startswith("--"):
        return column.is_null(False) & (column == leaf.value)
    if leaf.op == "anniversary_in_next":
        day = fn.SUBSTR(column, fn.LENGTH(column) - 4)
        return column.is_null(False) & among(day, asker.calendar.anniversaries(*leaf.value))
    low, high = asker.calendar.days(leaf.op, leaf.value)
    parts = [column.is_null(False), column >= (low.isoformat() if low else "0")]
    parts += [column < high.isoformat()] if high else []
    return every(parts)


def _dnc(leaf: Leaf, _: Asker) -> Condition:
    on = Contact.dnc.bin_and(CHANNELS[leaf.value]) != 0
    return on if leaf.op == "is_on" else ~on


# --- choices ------------------------------------------------------------------------------------------------------------------


def _type(leaf: Leaf, _: Asker) -> Condition:
    if leaf.op in ("empty", "not_empty"):
        return Contact.type.is_null(leaf.op == "empty")
    keys = list(leaf.value) if leaf.op == "any_of" else [leaf.value]
    ids = [i for (i,) in Choice.select(Choice.id).where((Choice.field == "type") & Choice.key.in_(keys)).tuples()]
    return Contact.type.is_null(False) & among(Contact.type, ids)


def _owner(leaf: Leaf, asker: Asker) -> Condition:
    if leaf.op in ("empty", "not_empty"):
        return Contact.owner.is_null(leaf.op == "empty")
    return Contact.owner.is_null(False) & among(Contact.owner, member_ids(leaf.value, asker))


def member_ids(value: Any, asker: Asker) -> list[int]:
    """The ids of members by e-mail address, living or not; `me` is who asks."""
    wanted = value if isinstance(value, tuple) else (value,)
    keys = [emails.key(one) for one in wanted if one != "me"]
    found = [i for (i,) in Member.select(Member.id).where(Member.email_key.in_(keys)).tuples()]
    return found + ([asker.me] if "me" in wanted and asker.me else [])


# --- what stands in rows of its own: the query gives the contacts that have such a row -----------------------------------------


def _business(leaf: Leaf, _: Asker) -> Condition:
    b = Business
    if leaf.op in ("empty", "not_empty"):
        return Contact.business.is_null(leaf.op == "empty")
    return Contact.business.is_null(False) & Contact.business.in_(b.select(b.id).where(_text(b.name_f, leaf)))


def _email_rows(leaf: Leaf, _: Asker) -> ModelSelect:
    """Addresses are kept lower-case with their accents, so that a text is looked for both as it is written and folded."""
    e = ContactEmail
    query = e.select(e.contact).where(e.state == SQL("1"))
    if leaf.op in ("empty", "not_empty"):
        return query
    if leaf.op == "any_of":
        return query.where(among(e.email_key, sorted({form for value in leaf.value for form in (fold(value), emails.key(value))})))
    forms = dict.fromkeys((fold(leaf.value), emails.key(leaf.value)))
    return query.where(either([_folded_text(e.email_key, leaf.op, form) for form in forms]))


def _phone_rows(leaf: Leaf, asker: Asker) -> ModelSelect:
    p = ContactPhone
    query = p.select(p.contact).where(p.state == SQL("1"))
    if leaf.op in ("empty", "not_empty"):
        return query
    values = leaf.value if leaf.op == "any_of" else (leaf.value,)
    return query.where(either([_number_like(p, leaf.op, value, asker.region) for value in values]))


def _number_like(p: Any, op: str, value: str, region: str) -> Condition:
    """A number as it was typed, or by its digits, however both are written."""
    bare = re.sub(r"\D+", "", value)
    trunk = re.sub(r"^(00|0)+", "", bare)
    typed = fn.LOWER(p.typed)
    if op in ("is", "any_of"):
        key = phones.key(phones.e164(value, region), value)
        return (typed == value.strip().lower()) | ((p.phone_key == key) if key else _FALSE)
    as_typed = {"contains": "%{}%", "starts_with": "{}%", "ends_with": "%{}"}[op]
    found = like(typed, as_typed.format(escaped(value.strip().lower())))
    if not bare:
        return found
    digits = fn.COALESCE(p.e164, p.phone_key)
    if op == "contains":
        return found | like(digits, f"%{trunk or bare}%")
    if op == "ends_with":
        return found | like(digits, f"%{bare}")
    return found | like(digits, f"+{trunk or bare}%") | like(p.phone_key, f"{trunk or bare}%")


def _tag_rows(leaf: Leaf, _: Asker) -> ModelSelect:
    t = ContactTag
    query = t.select(t.contact).join(Tag, on=(Tag.id == t.tag)).where((t.on == 1) & (Tag.state == SQL("1")))
    if leaf.op in ("empty", "not_empty"):
        return query
    ids = [
        i for (i,) in Tag.select(Tag.id).where((Tag.state == SQL("1")) & among(Tag.name_f, sorted({fold(v) for v in leaf.value}))).tuples()
    ]
    return t.select(t.contact).where((t.on == 1) & among(t.tag, ids))


def _follower_rows(leaf: Leaf, asker: Asker) -> ModelSelect:
    f = ContactFollower
    query = f.select(f.contact).join(Member, on=(Member.id == f.follower)).where((f.on == 1) & (Member.state == SQL("1")))
    return (
        query
        if leaf.op in ("empty", "not_empty")
        else f.select(f.contact).where((f.on == 1) & among(f.follower, member_ids(leaf.value, asker)))
    )


def _note_rows(leaf: Leaf, _: Asker) -> ModelSelect:
    n = Note
    query = n.select(n.contact).where(n.state == SQL("1"))
    return query if leaf.op in ("empty", "not_empty") else query.where(_text(n.text_f, leaf))


_ROWS: dict[str, Callable[[Leaf, Asker], ModelSelect]] = {
    "email": _email_rows,
    "emails": _email_rows,
    "phone": _phone_rows,
    "phones": _phone_rows,
    "tags": _tag_rows,
    "followers": _follower_rows,
    "note": _note_rows,
}
_AS_TEXT = {"has_any": "any_of"}


def _of_rows(leaf: Leaf, asker: Asker) -> Condition:
    """Somebody has such a row: one (has_any), one of each (has_all), or none at all (empty)."""
    rows = _ROWS[leaf.field]
    if leaf.op == "empty":
        return not_member(Contact.id, rows(leaf, asker))
    if leaf.op == "has_all":
        return every([Contact.id.in_(rows(Leaf(leaf.field, "any_of", (value,)), asker)) for value in dict.fromkeys(leaf.value)])
    return Contact.id.in_(rows(Leaf(leaf.field, _AS_TEXT.get(leaf.op, leaf.op), leaf.value), asker))


_LEAVES: dict[str, Callable[[Leaf, Asker], Condition]] = {
    **dict.fromkeys(_ROWS, _of_rows),
    "birth_date": _birth_date,
    "dnc": _dnc,
    "type": _type,
    "owner": _owner,
    "business": _business,
}


# --- what hangs on a person -----------------------------------------------------------------------------------------------------


def _related(part: Related, asker: Asker) -> Condition:
    contact, query, columns = _SOURCES[part.related]()
    inner = _inside(part.where, columns, asker)
    if inner is not None:
        query = query.where(inner)
    none_will_do = _HOLDS[part.op](0, part.value)
    if (part.op, part.value) not in (("gte", 1), ("gt", 0), ("ne", 0), ("eq", 0), ("lt", 1), ("lte", 0)):
        op = _OPPOSITE[part.op] if none_will_do else part.op
        query = query.group_by(contact).having(_compared(fn.COUNT(SQL("*")), op, part.value))
    return not_member(Contact.id, query) if none_will_do else Contact.id.in_(query)


_HOLDS: dict[str, Callable[[int, int], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}
_OPPOSITE = {"eq": "ne", "ne": "eq", "lt": "gte", "lte": "gt", "gt": "lte", "gte": "lt"}


def _inside(tree: Part, columns: dict[str, Callable[[Leaf, Asker], Condition]], asker: Asker) -> Condition | None:
    if isinstance(tree, Group):
        parts = [part for part in (_inside(p, columns, asker) for p in tree.parts) if part is not None]
        if not parts:
            return None
        joined = (every if tree.kind == ALL else either)(parts)
        return joined if tree.kind in (ALL, ANY) else ~joined
    if isinstance(tree, Related):
        raise BadFilter(what="what hangs on a person is asked for directly only", where=tree.related)
    if positive := NEGATIVE.get(tree.op):
        return ~columns[tree.field](Leaf(tree.field, positive, tree.value), asker)
    return columns[tree.field](tree, asker)


def _by(column: Any) -> Callable[[Leaf, Asker], Condition]:
    def condition(leaf: Leaf, asker: Asker) -> Condition:
        if leaf.op in ("empty", "not_empty"):
            return column.is_null(leaf.op == "empty")
        return column.is_null(False) & among(column, member_ids(leaf.value, asker))

    return condition


def _events(kinds: Sequence[str]) -> tuple[Any, ModelSelect]:
    e = Event
    query = e.select(e.subject_id).join(Operation, on=(Operation.id == e.operation))
    return e.subject_id, query.where((e.subject_kind == Contact.number) & e.kind.in_([KINDS[kind] for kind in kinds]))


def _imports() -> tuple[Any, ModelSelect, dict[str, Any]]:
    contact, query = _events(("import.created", "import.updated"))
    title = fn.LOWER(Operation.title)
    columns = {
        "id": lambda leaf, _: _number(Operation.id, leaf),
        "title": lambda leaf, _: _text(title, leaf),
        "at": lambda leaf, asker: _moment(Event.at, leaf, asker),
        "by": _by(Operation.actor),
    }
    return contact, query.where(Operation.undone_by.is_null()), columns


def _edits() -> tuple[Any, ModelSelect, dict[str, Any]]:
    contact, query = _events([kind for kind in KINDS if kind.split(".")[0] in ("contact", "email", "phone", "note", "dnc", "bulk")])
    return contact, query, {"at": lambda leaf, asker: _moment(Event.at, leaf, asker), "by": _by(Operation.actor)}


def _notes() -> tuple[Any, ModelSelect, dict[str, Any]]:
    n = Note
    columns = {
        "text": lambda leaf, _: _text(n.text_f, leaf),
        "created_at": lambda leaf, asker: _moment(n.created_at, leaf, asker),
        "author": _by(n.author),
    }
    return n.contact, n.select(n.contact).where(n.state == SQL("1")), columns


def _tags() -> tuple[Any, ModelSelect, dict[str, Any]]:
    t = ContactTag
    query = t.select(t.contact).join(Tag, on=(Tag.id == t.tag)).where((t.on == 1) & (Tag.state == SQL("1")))
    return t.contact, query, {"name": lambda leaf, _: _text(Tag.name_f, leaf)}


def _businesses() -> tuple[Any, ModelSelect, dict[str, Any]]:
    c = Contact.alias()
    query = c.select(c.id).join(Business, on=(Business.id == c.business)).where(Business.state == SQL("1"))
    return c.id, query, {"name": lambda leaf, _: _text(Business.name_f, leaf)}


_SOURCES: dict[str, Callable[[], tuple[Any, ModelSelect, dict[str, Any]]]] = {
    "imports": _imports,
    "edits": _edits,
    "notes": _notes,
    "tags": _tags,
    "businesses": _businesses,
}


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


def escaped(text: str) -> str:
    """Text in which the signs of LIKE stand for themselves."""
    return re.sub(r"([\\%_])", r"\\\1", text)


__all__ = ["Asker", "compile_tree", "escaped", "like", "member_ids"]
