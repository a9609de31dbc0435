"""One import while it runs: the file, what its columns mean, and how its rows become people."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from crm.associations import columns as links
from crm.errors import CrmError
from crm.fields import FIELDS
from crm.importing import dates, own
from crm.importing.errors import FileError
from crm.importing.mapping import Plan, Rows, corrected, doubles, recognises, suggest, told
from crm.importing.options import Options
from crm.importing.people import Draft, Known, compile_plan
from crm.importing.reading import Record, Source, open_source
from crm.models import LIVE, Choice, Member, Operation

_SAMPLE = 200
_MOST_WORDS = 200
WORDS = frozenset(("choice", "owner"))
"""Reasons that say a field knows no such word."""
DONE = frozenset(("created", "updated", "unchanged", "merged"))
"""Outcomes of rows that need nothing more."""
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
        self.settled = True
        """Whether the order of the dates was found out; a long file is asked by the worker."""
        known = Known(options.phone_region, order, _members(), _types(), options.values, options.erase and options.on_match == "overwrite")
        self.understand = compile_plan(plan, source.header, known)
        self._records: Iterator[Record] | None = None
        self.at = 0
        self.before: int | None = None
        """The import of the very same file before this one."""
        self.unknown: Counter[tuple[int, str]] = Counter()
        self._outcome_at = source.header.index("kith_outcome") if {"kith_outcome", "kith_row"} <= set(source.header) else None

    @property
    def links(self) -> list[str]:
        """The columns of links that the file feeds, by key."""
        return [column.key for column in self.plan.columns if column.key and column.key.startswith(links.PREFIX)]

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
        if draft.problems:
            self._remember(draft, record)
        reasons = [r for r, _ in draft.problems if r in _NEVER_BLANK or not self.options.leaves_blank(r)]
        if reasons:
            return None, reasons[0]
        if draft.nobody and draft.contact_id is None and not any(key in draft.values for key in self.options.match):
            return None, "no_identity"
        draft.tags += [t for t in self.options.tags if t not in draft.tags]
        return draft, ""

    def was_done(self, record: Record) -> bool:
        """Whether the row comes from an outcome file that says it was imported."""
        return self._outcome_at is not None and record.cells[self._outcome_at].strip() in DONE

    def _remember(self, draft: Draft, record: Record) -> None:
        """Count the words no field knows, as long as they are few: a person may say what they mean."""
        for reason, column in draft.problems:
            if reason in WORDS and (len(self.unknown) < _MOST_WORDS or (column, record.cells[column]) in self.unknown):
                self.unknown[column, record.cells[column].strip()] += 1

    def as_json(self) -> dict[str, Any]:
        """What the apply pass needs to read the file exactly as the plan did."""
        return {
            "source": self.source.as_json(),
            "plan": self.plan.as_json(),
            "options": self.options.as_json(),
            "order": self.order,
            "settled": self.settled,
            "before": self.before,
        }


def open_file(path: Path, options: Options, *, name: str = "", folder: Path | None = None, patient: bool = True) -> Session:
    """Open a file to import: detect, map, and learn the order of its dates; raises FileError when it can't be.

    Who isn't `patient` leaves the order of a long file to whoever resumes it. `name` is what the file was called; a workbook or address book is unpacked into `folder`, beside the file if not said.
    """
    source = open_source(path, options, recognises, name=name, folder=folder)
    samples = [r.cells for r in islice(source.records(), _SAMPLE)]
    plan = plan_of(source.header, samples, options)
    if clash := doubles(plan, source.header):
        raise clash
    if not patient and not options.date_order and source.is_long:
        session = Session(source, plan, options, None)
        session.settled = False
        return session
    return Session(source, plan, options, options.date_order or order_of(plan, source.records()))


def plan_of(header: Sequence[str], samples: Rows, options: Options) -> Plan:
    """What the columns feed: as a mapping tells, or as guessed and corrected by a person."""
    if options.mapping is not None:
        plan = told(header, options.mapping, samples)
    else:
        plan = corrected(suggest(header, samples), header, options.columns, samples)
    if options.separator:
        plan.columns = [replace(c, sign=options.separator) if c.key == "tags" else c for c in plan.columns]
    return plan


def source_of(head: Operation) -> Source:
    """The file of an import that was planned before, of whatever kind of record. Raises FileGone."""
    kept = head.params["session"]["source"]
    if not Path(kept["path"]).exists():
        raise FileGone()
    return Source(**kept)


def resume(head: Operation) -> Session:
    """The session of an operation that was planned before; raises FileError where a long file leaves the order of its dates open."""
    kept, source = head.params["session"], source_of(head)
    plan = Plan.from_json(kept["plan"])
    order = kept["order"] if kept.get("settled", True) else order_of(plan, source.records())
    session = Session(source, plan, Options.from_json(kept["options"]), order)
    session.before = kept.get("before")
    return session


def order_of(plan: Plan, records: Iterable[Record]) -> str | None:
    """The order of the dates, told by all of these rows; raises where the file leaves it open or contradicts itself."""
    dated = [i for i, c in enumerate(plan.columns) if is_dated(c.key)]
    if not dated:
        return None
    order = dates.told(record.cells[at] for record in records if not record.problem for at in dated)
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


def is_dated(key: str | None) -> bool:
    """Whether a field holds dates, whose order a file may leave open."""
    return key == "birth_date" or (key in FIELDS.custom and FIELDS[key or ""].type in own.DATED)


def _members() -> dict[str, int]:
    return dict(Member.select(Member.email_key, Member.id).where(Member.state == LIVE).tuples())


def _types() -> dict[str, int]:
    rows = Choice.select(Choice.id, Choice.key, Choice.label).where((Choice.field == "type") & (Choice.state == LIVE))
    return {word.casefold(): found for found, key, label in rows.tuples() for word in (key, label)}
