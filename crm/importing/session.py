"""One import while it runs: the file, what its columns mean, and how its rows become people."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from crm.errors import CrmError
from crm.exporting.cells import unsafe
from crm.fields import FIELDS
from crm.importing import own
from crm.importing.dates import DateOrder
from crm.importing.errors import FileError
from crm.importing.mapping import Plan, guess, recognises, told
from crm.importing.options import Options
from crm.importing.people import Draft, Known, compile_plan
from crm.importing.reading import Record, Source, open_source
from crm.models import LIVE, Choice, Member, Operation

_SAMPLE = 200
_NEVER_BLANK = frozenset(("boolean",))


class FileGone(CrmError):
    """The file of this import is no longer there, so it can’t go on. What was imported is kept; undo it, or import the file again."""


class Session:
    """Everything one pass over the file needs."""

    def __init__(self, source: Source, plan: Plan, options: Options, order: str | None) -> None:
        self.source = source
        self.plan = plan
        self.options = options
        self.order = order
        known = Known(options.phone_region, order, _members(), _types())
        self.understand = compile_plan(plan, source.header, known)
        self._records: Iterator[Record] | None = None
        self.at = 0

    def take(self, after: int, size: int) -> list[Record]:
        """The next records beyond number `after`; goes on where it was, or opens the file again."""
        if self._records is None or self.at != after:
            self._records = self.source.records(after)
        found = list(islice(self._records, size))
        self.at = found[-1].number if found else after
        return found

    def draft(self, record: Record) -> tuple[Draft | None, str]:
        """The person a record describes, or None and the reason why the row is refused."""
        if record.problem:
            return None, record.problem
        draft = self.understand(record.cells)
        reasons = [r for r, _ in draft.problems if self.options.bad_cell == "refuse" or r in _NEVER_BLANK]
        if reasons:
            return None, reasons[0]
        if draft.nobody and draft.contact_id is None:
            return None, "no_identity"
        draft.tags += [t for t in self.options.tags if t not in draft.tags]
        return draft, ""

    def as_json(self) -> dict[str, Any]:
        """What the apply pass needs to read the file exactly as the plan did."""
        return {"source": self.source.as_json(), "plan": self.plan.as_json(), "options": self.options.as_json(), "order": self.order}


def open_file(path: Path, options: Options, *, name: str = "", folder: Path | None = None) -> Session:
    """Open a file to import: detect, map, and learn the order of its dates; raises FileError when it can't be.

    `name` is what the file was called; a workbook or address book is unpacked into `folder`, beside the file if not said.
    """
    source = open_source(path, options, recognises, name=name, folder=folder)
    samples = [r.cells for r in islice(source.records(), _SAMPLE)]
    plan = told(source.header, options.mapping, samples) if options.mapping is not None else guess(source.header, samples)
    return Session(source, plan, options, options.date_order or _order(source, plan))


def resume(head: Operation) -> Session:
    """The session of an operation that was planned before."""
    kept = head.params["session"]
    if not Path(kept["source"]["path"]).exists():
        raise FileGone()
    return Session(Source(**kept["source"]), Plan.from_json(kept["plan"]), Options.from_json(kept["options"]), kept["order"])


def _order(source: Source, plan: Plan) -> str | None:
    """The order of the dates, told by every row; raises where the file leaves it open or contradicts itself."""
    dated = [i for i, c in enumerate(plan.columns) if _is_dated(c.key)]
    if not dated:
        return None
    order = DateOrder()
    for record in source.records():
        for column in dated if not record.problem else ():
            if cell := record.cells[column].strip():
                order.feed(unsafe(cell).partition(" ")[0] if ":" in cell else unsafe(cell))
    if order.order:
        return order.order
    choices = {"date_order": ["DMY", "MDY"]}
    if order.day_first and order.month_first:
        raise FileError("date_order_mixed", choices, dmy=order.day_first, mdy=order.month_first)
    if order.open and plan.dialect and (usual := order.usual(plan.dialect.date_order)):
        return usual
    if order.open:
        raise FileError("date_order_unknown", choices, value=order.open)
    return None


def _is_dated(key: str | None) -> bool:
    return key == "birth_date" or (key in FIELDS.custom and FIELDS[key or ""].type in own.DATED)


def _members() -> dict[str, int]:
    return dict(Member.select(Member.email_key, Member.id).where(Member.state == LIVE).tuples())


def _types() -> dict[str, int]:
    rows = Choice.select(Choice.id, Choice.key, Choice.label).where((Choice.field == "type") & (Choice.state == LIVE))
    return {word.casefold(): found for found, key, label in rows.tuples() for word in (key, label)}
