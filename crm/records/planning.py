"""What becomes of each row of a file of records: matched by its number or its name, weighed against what the record holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crm import access
from crm.db import among
from crm.fold import fold
from crm.importing.options import Options
from crm.importing.planning import CREATE, MERGE, REFUSE, SAME, UPDATE
from crm.journal import taken, values
from crm.kinds import Kind
from crm.models import Member
from crm.records import keeping
from crm.records.reading import Row


@dataclass(slots=True)
class Planned:
    """One row with its verdict, the record it matched, and the cells that it would change; `first` is the row that it repeats."""

    row: Row
    verdict: int = CREATE
    record: Any = None
    cells: dict[str, Any] = field(default_factory=dict)
    first: int | None = None

    @property
    def key(self) -> str:
        """What its name is compared by; empty without a name."""
        return fold(str(self.row.values.get("name", "")))

    def refuse(self, reason: str) -> None:
        """Leave the row out, for a reason."""
        self.verdict, self.row.reason, self.record, self.cells = REFUSE, reason, None, {}


class Planner:
    """Judges rows batch after batch; knows the names and unique values of the rows met so far."""

    def __init__(self, kind: Kind, options: Options, by: Member) -> None:
        self.kind, self.options, self.by = kind, options, by
        self.names: dict[str, int] = {}
        self.unique: dict[tuple[str, str], int] = {}

    def judge(self, rows: Sequence[Row]) -> list[Planned]:
        """The verdicts on these rows."""
        judged = [Planned(row, REFUSE if row.reason else CREATE) for row in rows]
        open_ = [one for one in judged if one.verdict != REFUSE]
        by_name, by_id = self._living([one.key for one in open_], [one.row.record for one in open_ if one.row.record])
        held = values.of(
            [record.id for record in (*by_name.values(), *by_id.values())], [f.own.id for f in self.kind.fields.custom.values()]
        )
        for one in open_:
            self._who(one, by_name, by_id)
            self._weigh(one, held.get(one.record.id, {}) if one.record is not None else {})
            self._once(one, by_name)
        return judged

    def _living(self, names: Sequence[str], ids: Sequence[int]) -> tuple[dict[str, Any], dict[int, Any]]:
        """The living records of these folded names and of these numbers, also those one may not see."""
        table = self.kind.table
        query = table.select().where(self.kind.alive())
        named = query.where(among(table.name_f, sorted(set(filter(None, names))))).order_by(table.id.desc())
        return {one.name_f: one for one in named}, {one.id: one for one in query.where(among(table.id, sorted(set(ids))))}

    def _who(self, one: Planned, by_name: dict[str, Any], by_id: dict[int, Any]) -> None:
        wanted = one.row.record
        found = by_id.get(wanted) if wanted and "id" in self.options.match else by_name.get(one.key)
        if wanted and "id" in self.options.match and found is None:
            return one.refuse("no_match")
        if found is not None and not self._may_see(found):
            return one.refuse("not_visible")
        if found is not None and not keeping.verbs_of(self.kind).may_change(found, self.by):
            return one.refuse("not_visible")
        if found is None and not one.key:
            return one.refuse("no_name")
        if found is None and self.options.mode == "update":
            return one.refuse("no_match")
        one.record, one.verdict = found, UPDATE if found is not None else CREATE
        return None

    def _may_see(self, record: Any) -> bool:
        table = self.kind.table
        return not self.by.only_assigned or access.visible(table.select(table.id).where(table.id == record.id), self.by).exists()

    def _weigh(self, one: Planned, held: dict[int, str]) -> None:
        """What a row would change: everything of a new record; of a known one what is empty there, or what differs."""
        if one.verdict == CREATE:
            one.cells = dict(one.row.values)
        if one.verdict != UPDATE:
            return
        if self.options.mode == "create" or self.options.on_match == "skip":
            one.verdict, one.row.reason = SAME, "matched"
            return
        one.cells = self.changes(one.record, one.row.values, held)
        one.verdict = UPDATE if one.cells else SAME

    def changes(self, record: Any, wanted: dict[str, Any], held: dict[int, str]) -> dict[str, Any]:
        """Which of these values a record would take: those it has none of, or that differ where the file goes before."""
        found = {}
        for key, value in wanted.items():
            known = self.kind.fields[key]
            now = held.get(known.own.id) if known.custom else record.__data__.get(known.column)
            if value != now and (self.options.on_match == "overwrite" or now in ("", None)):
                found[key] = value
        return found

    def _once(self, one: Planned, by_name: dict[str, Any]) -> None:
        """Rows of one name are one record; a name and a unique value stay with the first that has them."""
        if one.verdict == REFUSE:
            return
        twin = by_name.get(one.key) if "name" in one.cells else None
        if (twin is not None and twin.id != record_id(one)) or self._is_taken(one):
            one.refuse("not_unique")
        elif one.verdict == CREATE and self.names.setdefault(one.key, one.row.number) != one.row.number:
            one.verdict, one.first = MERGE, self.names[one.key]

    def _is_taken(self, one: Planned) -> bool:
        for key, known in self.kind.fields.custom.items():
            value = one.cells.get(key) if known.own.unique else None
            if not value:
                continue
            other = taken.holder(known, value, beside=record_id(one) or 0)
            if other or self.unique.setdefault((key, fold(value)), one.row.number) != one.row.number:
                return True
        return False


def record_id(one: Planned) -> int | None:
    """The number of the record that a row matched."""
    return one.record.id if one.record is not None else None
