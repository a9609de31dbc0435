"""An import of records of any kind but people: planned over every row, then applied exactly as planned, batch by batch."""

import secrets
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crm import access, clock, kinds, text
from crm.custom_fields.uniqueness import require_allowed
from crm.db import lock_rows, lock_words
from crm.errors import CrmError
from crm.fields import custom
from crm.importing import outcome as outcomes
from crm.importing.keeping import keep
from crm.importing.options import Options
from crm.importing.planning import CREATE, MERGE, OUTCOMES, REFUSE, SAME, UPDATE, counts
from crm.importing.reading import Source
from crm.importing.reading.formats import TEXT
from crm.importing.reading.unpacking import leaving_nothing
from crm.importing.session import FileGone
from crm.journal import items, once, taken, values
from crm.journal.change import Writer
from crm.journal.lease import Lease
from crm.kinds import Kind
from crm.models import FOLLOWERS, Member, Operation, OperationItem
from crm.models.operation import CHANGED, DRAFT, MERGED, PENDING, PLANNING, REFUSED, RUNNING, UNCHANGED
from crm.records import linking
from crm.records.planning import Planned, Planner, record_id
from crm.records.reading import LATE, File
from crm.rows import run_many, write_rows

_STATUS = {CREATE: CHANGED, UPDATE: CHANGED, SAME: UNCHANGED, MERGE: MERGED, REFUSE: REFUSED}
_ITEM = ("operation", "seq", "subject_kind", "subject_id", "verdict", "status", "reason")
_PAGE = 500


def start(
    kind: Kind, path: Path, options: Options, *, by: Member, folder: Path, name: str = "", via: str = "web", key: str | None = None
) -> Operation:
    """Keep a copy of the file and set its import to work; raises FileError, and stores nothing, when it can't be read."""
    access.require_edit(by)
    with leaving_nothing(path, folder):
        file = File.open(kind, path, options, name, folder)
    kept, digest = keep(path, folder)
    shown = text.single_line(name or path.name)[:200]
    params = {"file": shown, "sha256": digest, "kept": str(kept), "kind": kind.number, "session": as_json(file, kept)}
    with once(by, key):
        title = f"Imported {kind.words.many} from {shown}"
        head = Operation.create(
            kind="import", title=title, actor=by.id, via=via, params=params, status=PLANNING, idem_key=key, created_at=clock.now()
        )
        items.announce(head)
    return head


def dry_run(kind: Kind, path: Path, options: Options, *, by: Member, outcome: Path | None = None) -> dict[str, Any]:
    """What an import would do, as the JSON that an import gives, without storing anything but what would become of each row as a file."""
    with TemporaryDirectory(prefix="kith-") as folder:
        file, planner = File.open(kind, path, options, folder=Path(folder)), Planner(kind, options, by)
        rows, judged = map(file.row, file.source.records()), list[Planned]()
        while page := list(islice(rows, _PAGE)):
            judged += planner.judge(page)
        if outcome:
            told = ((one.row.number, one.verdict, one.row.reason, record_id(one)) for one in judged)
            outcomes.write(outcome, file.source, told, "", kind)
    tally = Counter(one.verdict for one in judged)
    return {
        "operation": None,
        "rows": len(judged),
        **{word: tally[verdict] for verdict, word in OUTCOMES.items()},
        "blank": file.source.blank,
        "reasons": dict(Counter(one.row.reason for one in judged if one.verdict == REFUSE)),
        "warnings": file.source.warnings,
        "file_error": None,
    }


def step(lease: Lease) -> bool:
    """One batch: of the plan first, then of applying it; a plan that was left half made is made anew."""
    pass_ = lease.kept
    if not isinstance(pass_, _Pass) or (pass_.at, pass_.status) != (lease.head.cursor, lease.head.status):
        pass_ = lease.kept = _Pass(lease)
    found = pass_.take(min(lease.size, _PAGE))
    if found:
        pass_.batch(lease, found)
    elif lease.head.status == PLANNING:
        return _planned(lease, pass_.file)
    return bool(found)


def _planned(lease: Lease, file: File) -> bool:
    """The plan is whole: it is applied at once, or waits as a draft for somebody to look at it. Tells whether to go on."""
    session = {**lease.head.params["session"], "order": file.order}
    params = {**lease.head.params, "session": session, "warnings": file.source.warnings, "blank": file.source.blank}
    if "review" not in params:
        lease.turn(RUNNING, params=params)
        return True
    found = {"plan": secrets.token_hex(8), "counts": counts(lease.head.id)}
    lease.turn(DRAFT, params=params | found, lease_owner="", lease_until=None)
    return False


class _Pass:
    """What goes over the file for a lease: planning, or applying what was planned."""

    def __init__(self, lease: Lease) -> None:
        head, kept = lease.head, lease.head.params["session"]
        self.status, self.at, self.kind = head.status, head.cursor, kinds.of(head.params["kind"])
        self.by, options = Member.get_by_id(head.actor), Options.from_json(kept["options"])
        if not Path(kept["source"]["path"]).exists():
            raise FileGone()
        self.file = file_of(head)
        self.planner, self.made = Planner(self.kind, options, self.by), dict[tuple[str, str], int]()
        if head.cursor and head.status == PLANNING:
            self.at = 0
            with lease.batch(0):
                OperationItem.delete().where(OperationItem.operation == head.id).execute()
                Operation.update(total=0).where(Operation.id == head.id).execute()
        self._records = self.file.source.records(self.at)

    def take(self, size: int) -> list[Any]:
        """The next rows of the file."""
        found = [self.file.row(record) for record in islice(self._records, size)]
        self.at = found[-1].number if found else self.at
        return found

    def batch(self, lease: Lease, rows: Sequence[Any]) -> None:
        """Plan or apply these rows, and keep what became of each."""
        if lease.head.status == PLANNING:
            with lease.batch(self.at):
                write_rows(OperationItem, _ITEM, [self._item(lease.head.id, one) for one in self.planner.judge(rows)])
                lease.count(total=len(rows))
            return
        with lease.batch(self.at) as writer:
            lock_words(f"a new {self.kind.words.one}")
            self.planner.linker.hold(self.file.links.values())
            taken.stay()
            taken.hold(known.own.id for known in custom.unique_of(self.kind.number))
            judged = self._as_planned(lease, self.planner.judge(rows))
            lock_rows(self.kind.table, [one.record.id for one in judged if one.verdict == UPDATE])
            for one in judged:
                self._write(writer, one)
            sql = "UPDATE operation_item SET verdict = ?, status = ?, reason = ?, subject_id = ? WHERE operation = ? AND seq = ?"
            done = [(one.verdict, _STATUS[one.verdict], one.row.reason, record_id(one), lease.head.id, one.row.number) for one in judged]
            run_many(sql, done)
            tally = [_STATUS[one.verdict] for one in judged]
            same = tally.count(UNCHANGED) + tally.count(MERGED)
            lease.count(done=len(judged), changed=tally.count(CHANGED), unchanged=same, refused=tally.count(REFUSED))

    def _item(self, operation: int, one: Planned) -> tuple[object, ...]:
        status = REFUSED if one.verdict == REFUSE else PENDING
        return (operation, one.row.number, self.kind.table.number, record_id(one), one.verdict, status, one.row.reason)

    def _as_planned(self, lease: Lease, judged: list[Planned]) -> list[Planned]:
        """A row that means another record by now has moved, and isn't written."""
        i = OperationItem
        here = (i.operation == lease.head.id) & i.seq.between(judged[0].row.number, judged[-1].row.number)
        plan = {seq: (verdict, record) for seq, verdict, record in i.select(i.seq, i.verdict, i.subject_id).where(here).tuples()}
        for one in judged:
            verdict, record = plan[one.row.number]
            if verdict == MERGE and one.verdict != REFUSE:
                one.verdict = MERGE
            elif verdict == REFUSE != one.verdict or (one.verdict != REFUSE and record_id(one) != record):
                one.refuse("moved")
        return judged

    def _write(self, writer: Writer, one: Planned) -> None:
        try:
            self._put(writer, one)
        except CrmError:
            one.refuse("moved")

    def _put(self, writer: Writer, one: Planned) -> None:
        """Make or change the record of a row; a later row of the same one adds to what the first one said, and goes before it."""
        kind, table = self.kind, self.kind.table
        if one.verdict == CREATE:
            own = {key: value for key, known in kind.fields.custom.items() if (value := one.cells.get(key, known.own.default))}
            mine = {"owner": self.by.id} if self.by.only_assigned and "owner" in kind.fields else {}
            one.record = writer.add(table, **{**one.cells, **own, **kind.given, **mine})
            self.made[one.who] = one.record.id
            self.made.setdefault(("name", one.key), one.record.id)
        elif one.verdict == MERGE:
            one.record = one.record or table.get_by_id(self.made[one.who])
            writer.put(one.record, **{key: value for key, value in one.row.values.items() if key != "name"})
        elif one.verdict == UPDATE:
            require_allowed(
                {key: value for key, value in one.cells.items() if key in kind.fields.custom}, kind.fields, self.by, one.record.id
            )
            now = table.get_by_id(one.record.id)
            fields = [known.own.id for known in kind.fields.custom.values()]
            writer.put(now, **self.planner.changes(now, one.row.values, values.of([now.id], fields)[now.id]))
        for member in one.followers:
            writer.join(FOLLOWERS[table], one.record, member)
        if one.links:
            linking.write(writer, (kind.number, one.record.id), one.links)


def file_of(head: Operation) -> File:
    """The file of an import as its first pass read it."""
    kept = head.params["session"]
    columns = {int(at): key for at, key in kept["columns"].items()}
    return File(kinds.of(head.params["kind"]), Source(**kept["source"]), columns, Options.from_json(kept["options"]), kept["order"])


def as_json(file: File, kept: Path) -> dict[str, Any]:
    """What a later pass needs to read the file as this one did."""
    source = file.source.as_json()
    if file.source.kind == TEXT:
        source["path"] = str(kept)
    order = None if file.order == LATE else file.order
    return {"source": source, "columns": file.columns, "options": file.options.as_json(), "order": order}
