"""Conditions on what hangs on a record: how many of its rows there are for which something holds."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from peewee import SQL, Case, ModelSelect, fn

from crm import access
from crm.db import among, not_member
from crm.filters import linked, listed
from crm.filters.conditions import HOLDS, Asker, Condition, compared, either, every, member_ids, moment, number, text, text_holds
from crm.filters.hanging import inside
from crm.filters.tree import Leaf, Part, Related
from crm.journal.kinds import KINDS
from crm.kinds import CONTACTS, Kind
from crm.models import Business, Contact, ContactBusiness, ContactDetail, ContactTag, Event, Note, Operation, Tag, Task

Source = tuple[ModelSelect, dict[str, Any]]
"""A query that gives the record of each row, and what may be asked of the rows."""


def related(part: Related, asker: Asker, kind: Kind = CONTACTS) -> Condition:
    """Some things stand in several tables: each is asked by itself where one or none decides, and together where they are counted."""
    found = _found(part, asker, kind)
    none_will_do = HOLDS[part.op](0, part.value)
    if (part.op, part.value) not in (("gte", 1), ("gt", 0), ("ne", 0), ("eq", 0), ("lt", 1), ("lte", 0)):
        op = _OPPOSITE[part.op] if none_will_do else part.op
        found = [_counted(found, op, part.value, kind)]
    if none_will_do:
        return every([not_member(kind.table.id, query) for query in found])
    return either([kind.table.id.in_(query) for query in found])


def matching(part: Related, record: int, asker: Asker, kind: Kind = CONTACTS) -> int:
    """How many of what hangs on one record the condition counts."""
    return sum(int(query.where(query._returning[0] == record).count()) for query in _found(part, asker, kind))


def _found(part: Related, asker: Asker, kind: Kind) -> list[ModelSelect]:
    """The rows for which the conditions hold; records of the office's own objects are asked as their lists are."""
    sources = _SOURCES_OF.get(kind.number, {})
    if part.related == "lists":
        return listed.memberships(part, asker, kind)
    if part.related != "associations" and part.related not in sources:
        return [linked.through(part, asker, kind)]
    rows = [linked.source(asker, kind)] if part.related == "associations" else sources[part.related]()
    return [_narrowed(source, part.where, asker) for source in rows]


def _narrowed(source: Source, where: Part, asker: Asker) -> ModelSelect:
    query, columns = source
    if asker.narrow is not None and query.model is Contact:
        query = access.visible(query, asker.narrow)
    inner = inside(where, columns, asker)
    return query if inner is None else query.where(inner)


def _counted(found: Sequence[ModelSelect], op: str, value: int, kind: Kind) -> ModelSelect:
    c = kind.table.alias()
    rows = reduce(ModelSelect.union_all, [query.select(query._returning[0].alias("record")) for query in found]).alias("hanging")
    return c.select(c.id).join(rows, on=(rows.c.record == c.id)).group_by(c.id).having(compared(fn.COUNT(SQL("*")), op, value))


_OPPOSITE = {"eq": "ne", "ne": "eq", "lt": "gte", "lte": "gt", "gt": "lte", "gte": "lt"}


def _by(column: Any) -> Callable[[Leaf, Asker], Condition]:
    def condition(leaf: Leaf, asker: Asker) -> Condition:
        if leaf.op in ("empty", "not_empty"):
            return column.is_null(leaf.op == "empty")
        return column.is_null(False) & among(column, member_ids(leaf.value, asker))

    return condition


def _events(kinds: Sequence[str]) -> ModelSelect:
    e = Event
    query = e.select(e.subject_id).join(Operation, on=(Operation.id == e.operation))
    return query.where((e.subject_kind == Contact.number) & e.kind.in_([KINDS[kind] for kind in kinds]))


def _imports() -> Source:
    query = _events(("import.created", "import.updated"))
    outcome = Case(Event.kind, [(KINDS["import.created"], SQL("'created'"))], SQL("'changed'"))
    columns = {
        "id": lambda leaf, _: number(Operation.id, leaf),
        "title": lambda leaf, _: _titled(leaf),
        "at": lambda leaf, asker: moment(Event.at, leaf, asker),
        "by": _by(Operation.actor),
        "outcome": lambda leaf, _: text(outcome, leaf),
    }
    return query.where(Operation.undone_by.is_null()), columns


def _titled(leaf: Leaf) -> Condition:
    """Titles of operations aren't kept folded, and there are few imports, so they are folded here."""
    o = Operation
    titles = o.select(o.id, o.title).where(o.kind == "import").tuples()
    return among(o.id, [number for number, title in titles if text_holds(title, leaf)])


def _edits() -> Source:
    query = _events([kind for kind in KINDS if kind.split(".")[0] in ("contact", "email", "phone", "note", "dnc", "bulk")])
    return query, {"at": lambda leaf, asker: moment(Event.at, leaf, asker), "by": _by(Operation.actor)}


def _notes() -> Source:
    n = Note
    columns = {
        "text": lambda leaf, _: text(n.text_f, leaf),
        "created_at": lambda leaf, asker: moment(n.created_at, leaf, asker),
        "author": _by(n.author),
    }
    return n.select(n.contact).where((n.state == SQL("1")) & n.contact.is_null(False)), columns


def _tasks() -> Source:
    """Open and done ones alike: a task that was not done yet has no day it was done."""
    t = Task
    columns = {
        "title": lambda leaf, _: text(t.title_f, leaf),
        "due": _due,
        "done_at": lambda leaf, asker: moment(t.done_at, leaf, asker),
        "assignee": _by(t.assignee),
        "priority": lambda leaf, _: number(t.priority, leaf),
        "created_at": lambda leaf, asker: moment(t.created_at, leaf, asker),
    }
    return t.select(t.contact).where((t.state == SQL("1")) & t.contact.is_null(False)), columns


def _due(leaf: Leaf, asker: Asker) -> Condition:
    """A task is due on a day, whoever asks, or at a moment, by the day it falls on in the office."""
    t = Task
    if leaf.op in ("empty", "not_empty", "anniversary_in_next"):
        return moment(t.due, leaf, asker)
    low, high = asker.calendar.days(leaf.op, leaf.value)
    on = [t.due_on != ""] + ([t.due_on >= low.isoformat()] if low else []) + ([t.due_on < high.isoformat()] if high else [])
    return either([every(on), moment(t.due_at, leaf, asker)])


def _tags() -> Source:
    t = ContactTag
    query = t.select(t.contact).join(Tag, on=(Tag.id == Tag.stood_for(t.tag))).where((t.on == 1) & (Tag.state == SQL("1")))
    return query, {"name": lambda leaf, _: text(Tag.name_f, leaf)}


def _businesses() -> list[Source]:
    """The primary one, whose role is the job title, and the others; one that is both counts once."""
    c, b, d = Contact.alias(), ContactBusiness, ContactDetail
    first = c.select(c.id).join(Business, on=(Business.id == c.business)).left_outer_join(d, on=(d.contact == c.id))
    others = b.select(b.contact).join(Business, on=(Business.id == b.business))
    twin = c.select(SQL("1")).where((c.id == b.contact) & (c.business == b.business))
    standing = Business.state == SQL("1")
    beside = others.where((b.state == SQL("1")) & ~fn.EXISTS(twin))
    return [(first.where(standing), _held(fn.COALESCE(d.job_title_f, ""))), (beside.where(standing), _held(b.role_f))]


def _held(role: Any) -> dict[str, Callable[[Leaf, Asker], Condition]]:
    return {"name": lambda leaf, _: text(Business.name_f, leaf), "role": lambda leaf, _: text(role, leaf)}


_SOURCES: dict[str, Callable[[], list[Source]]] = {
    "imports": lambda: [_imports()],
    "edits": lambda: [_edits()],
    "notes": lambda: [_notes()],
    "tasks": lambda: [_tasks()],
    "tags": lambda: [_tags()],
    "businesses": _businesses,
}


def _people() -> list[Source]:
    """The living people of a business, its primary or another one of theirs, as far as one sees them."""
    c, b = Contact, ContactBusiness
    columns = {
        "name": lambda leaf, _: text(c.name_f, leaf),
        "city": lambda leaf, _: text(c.city_f, leaf),
        "owner": _by(c.owner),
        "created_at": lambda leaf, asker: moment(c.created_at, leaf, asker),
        "last_activity_at": lambda leaf, asker: moment(c.last_activity_at, leaf, asker),
    }
    first = c.select(c.business).where((c.state == SQL("1")) & c.business.is_null(False))
    beside = c.select(b.business).join(b, on=(b.contact == c.id))
    others = beside.where((c.state == SQL("1")) & (b.state == SQL("1")) & (c.business.is_null() | (c.business != b.business)))
    return [(first, columns), (others, columns)]


_SOURCES_OF: dict[int, dict[str, Callable[[], list[Source]]]] = {
    Contact.number: _SOURCES,
    Business.number: {"people": _people},
}
"""Where what hangs on each kind of record stands."""
