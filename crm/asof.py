"""What a filter found on a day in the past, from the journal: the same condition over the tables as they were.

What changed since is rebuilt in small temporary tables; views of the tables' own names lay them over the rest for the length of one
transaction that is always rolled back. Score, last change and last activity are not journalled and read as they are now.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm import access
from crm.db import among, db, is_sqlite
from crm.filters import Asker, Group, compile_tree
from crm.filters.tree import Leaf, leaves
from crm.journal.cells import column_at
from crm.journal.derived import derive
from crm.journal.standing import undone_then
from crm.journal.values import as_rows as values_as_rows
from crm.kinds import CONTACTS, Kind
from crm.models import (
    LIVE,
    Association,
    AssociationLabel,
    Base,
    Business,
    BusinessFollower,
    Change,
    Contact,
    ContactBusiness,
    ContactDetail,
    ContactEmail,
    ContactFollower,
    ContactPhone,
    ContactTag,
    CustomRecord,
    CustomValue,
    Dnc,
    Event,
    Member,
    Membership,
    Note,
    Operation,
    RecordFollower,
    Tag,
    Task,
)
from crm.rows import run_many

UNKNOWN = ("score", "updated_at", "last_activity_at")
"""Fields that no journal keeps: a filter that asks about them is answered with what they are now."""
_ROWS: tuple[type[Base], ...] = (
    Tag, Business, CustomRecord, AssociationLabel, Association, Dnc, ContactEmail, ContactPhone, ContactBusiness, Note, Task, ContactDetail, Contact,
)  # fmt: skip
_SETS: tuple[type[Membership], ...] = (ContactTag, ContactFollower, BusinessFollower, RecordFollower)


@dataclass(frozen=True, slots=True)
class Then:
    """Which records were in at a moment and are in now (ids that the actor may see), and the fields that could not be known."""

    then: frozenset[int]
    now: frozenset[int]
    unknown: tuple[str, ...]

    @property
    def joined(self) -> frozenset[int]:
        """Those who are in now and were not then."""
        return self.now - self.then

    @property
    def left(self) -> frozenset[int]:
        """Those who were in then and are not now."""
        return self.then - self.now


def compare(tree: Group, at: datetime, *, then: Asker, now: Asker, actor: Member, kind: Kind = CONTACTS) -> Then:
    """The records of a kind that a filter finds at a moment and now; relative dates count from the day of each asker.

    What hangs on a record counts as far as the asker saw it at the moment.
    """
    today = {i for (i,) in access.visible(_found(tree, now, kind), actor).tuples()}
    with _rewound(at):
        before = {i for (i,) in _found(tree, then, kind).tuples()}
    if actor.only_assigned:
        chosen = kind.table.select(kind.table.id).where(among(kind.table.id, sorted(before)))
        before &= {i for (i,) in access.visible(chosen, actor).tuples()}
    asked = {part.field for part, _ in leaves(tree) if isinstance(part, Leaf)}
    return Then(frozenset(before), frozenset(today), tuple(key for key in UNKNOWN if key in asked))


def _found(tree: Group, asker: Asker, kind: Kind) -> Any:
    return kind.table.select(kind.table.id).where(kind.alive() & compile_tree(tree, asker, kind))


@contextmanager
def _rewound(at: datetime) -> Iterator[None]:
    """Let the tables read as they were at a moment, for this connection and inside this block alone."""
    db.execute_sql("BEGIN")
    try:
        _Rewind(at).lay()
        yield
    finally:
        db.execute_sql("ROLLBACK")


class _Rewind:
    """Rows as they were: what changed since a moment, or came into being since."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        c, e = Change, Event
        query = c.select(c.tbl, c.row, c.col, c.old).join(e, on=(e.id == c.event)).where(e.at > at).order_by(c.id)
        self.olds: dict[tuple[int, int], dict[int, str | None]] = defaultdict(dict)
        for tbl, row, col, old in query.tuples():
            self.olds[tbl, row].setdefault(col, old)
        self.born = {i for (i,) in Operation.select(Operation.id).where(Operation.created_at > at).tuples()}
        self.masks: dict[int, int] = defaultdict(int)

    def lay(self) -> None:
        """Put a view over every table that a filter reads: what was born since is left out, what changed since reads as it was."""
        schema = "main" if is_sqlite() else db.execute_sql("SELECT current_schema()").fetchone()[0]
        late = f'born NOT IN (SELECT id FROM "{schema}".operation WHERE created_at > {_stored(Operation.created_at, self.at)})'  # noqa: S608
        made = {model: self._rows(model) for model in _ROWS}
        sets = {model: self._members(model) for model in _SETS}
        for model, rows in made.items():
            key = model._meta.primary_key.column_name
            rest = f"{key} NOT IN (SELECT {key} FROM {_was(model)})"  # noqa: S608
            self._view(schema, model, rows, rest if model is ContactDetail else f"{rest} AND {late}")
        for model, rows in sets.items():
            key = f"{model.member_column}_id, {model.record_column}_id"
            rest = f"({key}) NOT IN (SELECT {key} FROM {_was(model)})"  # noqa: S608
            self._view(schema, model, rows, f"{rest} AND {late}")
        values = self._values()
        same = f"(record, field) NOT IN (SELECT record, field FROM {_was(CustomValue)})"  # noqa: S608
        self._view(schema, CustomValue, values, same)
        self._lay_undone(schema)
        moment = _stored(Event.at, self.at)
        db.execute_sql(f'CREATE TEMP VIEW event AS SELECT * FROM "{schema}".event WHERE at <= {moment}')  # noqa: S608

    def _rows(self, model: Any) -> list[dict[str, Any]]:
        """The rows of a table that were there at the moment and read differently then."""
        key, number = model._meta.primary_key, model.number
        keys = {row for tbl, row in self.olds if tbl == number}
        if model is Contact:
            keys |= set(self._blocked())
        rows = []
        for row in model.select().where(among(key, sorted(keys))).dicts():
            if model is not ContactDetail and row["born"] in self.born:
                continue
            olds = self.olds.get((number, row[key.name]), {})
            fresh = {column_at(number, col).field.name: column_at(number, col).decode(old) for col, old in olds.items()}
            row |= fresh
            row |= derive(model, fresh, row)
            if model is Contact:
                row["dnc"] = self.masks.get(row["id"], row["dnc"])
            rows.append(row)
        return rows

    def _blocked(self) -> dict[int, int]:
        """Contacts whose objections changed since, with the channels that were blocked."""
        rebuilt = {row["id"]: row for row in self._rows(Dnc)}
        keys = [row for tbl, row in self.olds if tbl == Dnc.number]
        touched = among(Dnc.id, keys) | among(Dnc.born, sorted(self.born))
        changed = {row["contact"] for row in rebuilt.values()} | {i for (i,) in Dnc.select(Dnc.contact).where(touched).tuples()}
        for contact in changed:
            self.masks[contact] = 0
        for row in Dnc.select().where(among(Dnc.contact, sorted(changed))).dicts():
            was = rebuilt.get(row["id"], row)
            if row["born"] not in self.born and was["state"] == LIVE:
                self.masks[was["contact"]] |= was["channels"]
        return self.masks

    def _members(self, model: type[Membership]) -> list[dict[str, Any]]:
        """The memberships that read differently, by their first change since."""
        return [
            {model.member_column: member, model.record_column: record, "born": 0, "on": 1 if old == "1" else 0}
            for (tbl, record), olds in self.olds.items()
            if tbl == model.number
            for member, old in olds.items()
        ]

    def _values(self) -> list[dict[str, Any]]:
        """The custom values that read differently; an empty one has a row that no condition finds."""
        found = []
        for (tbl, record), olds in self.olds.items():
            for field_id, old in olds.items() if tbl == CustomValue.number else ():
                found += values_as_rows(record, field_id, old)
        return found

    def _lay_undone(self, schema: str) -> None:
        """Let the operations that were undone then and stand now read as undone, and the other way round."""
        if not (was := undone_then(self.at)):
            return
        db.execute_sql("CREATE TEMP TABLE was_operation (id BIGINT PRIMARY KEY, undone_by BIGINT)")
        run_many("INSERT INTO was_operation VALUES (?, ?)", list(was.items()))
        held = {"undone_by": "CASE WHEN w.id IS NULL THEN o.undone_by ELSE w.undone_by END AS undone_by"}
        columns = ", ".join(held.get(f.column_name, f'o."{f.column_name}"') for f in Operation._meta.sorted_fields)
        db.execute_sql(
            f'CREATE TEMP VIEW operation AS SELECT {columns} FROM "{schema}".operation o LEFT JOIN was_operation w ON w.id = o.id'  # noqa: S608
        )

    def _view(self, schema: str, model: Any, rows: list[dict[str, Any]], rest: str) -> None:
        fields = model._meta.sorted_fields
        columns, table = ", ".join(f'"{f.column_name}"' for f in fields), model._meta.table_name
        db.execute_sql(f'CREATE TEMP TABLE {_was(model)} AS SELECT {columns} FROM "{schema}"."{table}" WHERE 1 = 0')  # noqa: S608
        values = [tuple(f.db_value(row[f.name]) for f in fields) for row in rows]
        run_many(f"INSERT INTO {_was(model)} ({columns}) VALUES ({', '.join('?' * len(fields))})", values)  # noqa: S608
        db.execute_sql(
            f'CREATE TEMP VIEW "{table}" AS SELECT {columns} FROM "{schema}"."{table}" WHERE {rest} '  # noqa: S608
            f"UNION ALL SELECT {columns} FROM {_was(model)}"
        )


def _was(model: Any) -> str:
    return f"was_{model._meta.table_name}"


def _stored(column: Any, moment: datetime) -> int:
    """A moment as its column keeps it."""
    return int(column.db_value(moment) or 0)
