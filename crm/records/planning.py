"""What becomes of each row of a file of records: matched by its number or its name, weighed against what the record holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crm import access, followers
from crm.db import among
from crm.fields.types import Unfit
from crm.fold import fold
from crm.importing.options import Options
from crm.importing.planning import CREATE, MERGE, REFUSE, SAME, UPDATE
from crm.journal import taken, values
from crm.kinds import Kind
from crm.models import Member
from crm.models.custom_object import FIRST_OWN
from crm.records import keeping
from crm.records.linking import Link, Linker
from crm.records.reading import Row


@dataclass(slots=True)
class Planned:
    """One row with its verdict, the record it matched, and the cells that it would change; `first` is the row that it repeats.

    `own` is the folded unique value that it is known by, where a file is matched by one.
    """

    row: Row
    verdict: int = CREATE
    record: Any = None
    cells: dict[str, Any] = field(default_factory=dict)
    first: int | None = None
    own: str = ""
    links: list[Link] = field(default_factory=list)
    followers: list[int] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What its name is compared by; empty without a name."""
        return fold(str(self.row.values.get("name", "")))

    @property
    def who(self) -> tuple[str, str]:
        """What tells it from other rows of the file: the value it is known by, else its name."""
        return ("own", self.own) if self.own else ("name", self.key)

    def refuse(self, reason: str) -> None:
        """Leave the row out, for a reason."""
        self.verdict, self.row.reason, self.record, self.cells, self.links, self.followers = REFUSE, reason, None, {}, [], []


class Planner:
    """Judges rows batch after batch; knows the names and unique values of the rows met so far."""

    def __init__(self, kind: Kind, options: Options, by: Member) -> None:
        self.kind, self.options, self.by = kind, options, by
        self.linker = Linker(kind, by)
        self.rows: dict[tuple[str, str], int] = {}
        self.unique: dict[tuple[str, str], int] = {}

    def judge(self, rows: Sequence[Row]) -> list[Planned]:
        """The verdicts on these rows."""
        judged = [Planned(row, REFUSE if row.reason else CREATE) for row in rows]
        open_ = [one for one in judged if one.verdict != REFUSE]
        by_name, by_id = self._living([one.key for one in open_], [one.row.record for one in open_ if one.row.record])
        for one in open_:
            self._who(one, by_name, by_id)
        known = [one.record.id for one in open_ if one.record is not None]
        held = values.of(known, [f.own.id for f in self.kind.fields.custom.values()])
        following = followers.ids_of(self.kind.table, known)
        for one in open_:
            self._weigh(one, held.get(one.record.id, {}) if one.record is not None else {})
            self._link(one)
            self._follow(one, following.get(one.record.id, set()) if one.record is not None else set())
            self._once(one, by_name)
        return judged

    def _living(self, names: Sequence[str], ids: Sequence[int]) -> tuple[dict[str, Any], dict[int, Any]]:
        """The living records of these folded names and of these numbers, also those one may not see."""
        table = self.kind.table
        query = table.select().where(self.kind.alive())
        named = query.where(among(table.name_f, sorted(set(filter(None, names))))).order_by(table.id.desc())
        return {one.name_f: one for one in named}, {one.id: one for one in query.where(among(table.id, sorted(set(ids))))}

    def _who(self, one: Planned, by_name: dict[str, Any], by_id: dict[int, Any]) -> None:
        wanted, own = one.row.record if "id" in self.options.match else None, one.row.values.get(self.options.known_by)
        one.own = fold(own) if own and not wanted else ""
        found = by_id.get(wanted) if wanted else self._holder(own) if own else by_name.get(one.key)
        if wanted and found is None:
            return one.refuse("no_match")
        if found is not None and not self._may_see(found):
            return one.refuse("not_visible")
        if found is not None and not keeping.verbs_of(self.kind).may_change(found, self.by):
            return one.refuse("not_visible")
        if found is None and not one.key and not one.own:
            return one.refuse("no_name")
        if found is None and self.options.mode == "update":
            return one.refuse("no_match")
        one.record, one.verdict = found, UPDATE if found is not None else CREATE
        return None

    def _holder(self, value: str) -> Any:
        """The living record that holds this value of the field that records are known by."""
        found = taken.holder(self.kind.fields[self.options.known_by], value)
        return self.kind.table.get_by_id(found) if found else None

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

    def _link(self, one: Planned) -> None:
        """Which links a row would bring; one that names nobody, or has no room, is left out."""
        if one.verdict not in (CREATE, UPDATE, SAME) or one.row.reason or not one.row.links:
            return None
        try:
            named = self.linker.named(one.row.links, self.options.leaves_blank)
        except Unfit as error:
            return one.refuse(error.reason)
        one.links = named if one.record is None else self.linker.missing(one.record.id, named)
        who = one.who if one.record is None else ("id", str(one.record.id))
        if self.linker.is_full(who, record_id(one), one.links):
            return one.refuse("not_unique")
        one.verdict = UPDATE if one.links and one.verdict == SAME else one.verdict
        return None

    def _follow(self, one: Planned, now: set[int]) -> None:
        """Which members would follow that don't yet; nobody stops following by a file."""
        if one.verdict in (CREATE, UPDATE, SAME) and not one.row.reason:
            one.followers = [member for member in one.row.followers if member not in now]
            one.verdict = UPDATE if one.followers and one.verdict == SAME else one.verdict

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
        """Rows of one name, or of one value that they are known by, are one record; a unique value stays with the first that has it.

        So does a name, but for records of an object that are told apart by such a value.
        """
        if one.verdict == REFUSE:
            return None
        if one.verdict == CREATE and not one.key and one.who not in self.rows:
            return one.refuse("no_name")
        shared = bool(one.own) and self.kind.number >= FIRST_OWN
        twin = by_name.get(one.key) if "name" in one.cells and not shared else None
        if (twin is not None and twin.id != record_id(one)) or self._is_taken(one):
            return one.refuse("not_unique")
        first = self.rows.setdefault(one.who, one.row.number) if one.verdict == CREATE else one.row.number
        if first != one.row.number:
            one.verdict, one.first = MERGE, first
        elif one.verdict == CREATE and one.own and not shared and self.rows.setdefault(("name", one.key), one.row.number) != one.row.number:
            return one.refuse("not_unique")
        return None

    def _is_taken(self, one: Planned) -> bool:
        for key, known in self.kind.fields.custom.items():
            value = one.cells.get(key) if known.own.unique else None
            if not value:
                continue
            first = self.unique.setdefault((key, fold(value)), one.row.number)
            if key == self.options.known_by and one.own:
                continue
            if taken.holder(known, value, beside=record_id(one) or 0) or first != one.row.number:
                return True
        return False


def record_id(one: Planned) -> int | None:
    """The number of the record that a row matched."""
    return one.record.id if one.record is not None else None
