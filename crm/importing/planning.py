"""The plan: a verdict on every row of the file before anything is written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import fn

from crm.importing import changes, marking, matching, recalling
from crm.importing.linking import Links
from crm.importing.numbered import Businesses
from crm.importing.options import Options
from crm.importing.people import Draft
from crm.importing.reading import Record
from crm.importing.seen import Seen
from crm.importing.session import Session
from crm.journal.lease import Lease
from crm.models import Contact, Event, Member, OperationItem
from crm.models.operation import PENDING, REFUSED
from crm.rows import write_rows

CREATE, UPDATE, SAME, MERGE, REFUSE = 1, 2, 3, 4, 5
OUTCOMES = {CREATE: "created", UPDATE: "updated", SAME: "unchanged", MERGE: "merged_in_file", REFUSE: "refused"}
"""What verdicts are called where an import tells what it did."""
NOT_DONE = "not_done"
"""Why a row stays out that an import didn't come to."""
_FIELDS = ("operation", "seq", "subject_kind", "subject_id", "verdict", "status", "reason", "digest", "marks")


@dataclass(slots=True)
class Row:
    """One row with its verdict; `contact` is whom it matched, `digest` tells the planned changes from others, `gain` is what they get."""

    number: int
    draft: Draft | None
    verdict: int = CREATE
    reason: str = ""
    contact: int | None = None
    digest: int | None = None
    gain: changes.Changes | None = None
    marks: int | None = None

    def names(self) -> marking.Named:
        """The business and tags that somebody gets by this row."""
        if self.verdict in (CREATE, MERGE) and self.draft is not None:
            return marking.named_by(self.draft)
        return marking.gained_by(self.gain) if self.gain else []


class Planner:
    """Plans batch after batch; knows the rows met so far."""

    def __init__(self, session: Session, by: Member) -> None:
        self.session = session
        self.by = by
        self.seen = Seen(session.options.match)
        self.links = Links(session, by).require_labels()
        self.businesses = Businesses(session, by)
        self.last_event = Event.select(fn.MAX(Event.id)).scalar() or 0

    def batch(self, lease: Lease) -> bool:
        """Plan the next batch of records and write its items; tells whether there was one."""
        records = self.session.take(lease.head.cursor, lease.size)
        if not records:
            return False
        rows = self.judge(records)
        if "review" in lease.head.params:
            _mark(rows)
        with lease.batch(records[-1].number):
            write_rows(OperationItem, _FIELDS, [_item(lease.head.id, row) for row in rows])
            lease.count(total=len(rows))
        return True

    def judge(self, records: Sequence[Record]) -> list[Row]:
        """The verdicts on these records."""
        rows = [self._row(record) for record in records]
        drafts = [row.draft for row in rows if row.draft is not None]
        options = self.session.options
        index = matching.look_up(drafts, options.match, self.by)
        recalling.recall(index, self.session.before, [(row.number, row.draft) for row in rows if row.draft is not None])
        self.businesses.look_up(drafts)
        for row in rows:
            if row.draft is not None:
                self._who(row, row.draft, index)
        self._weigh([row for row in rows if row.verdict == UPDATE])
        return rows

    def _row(self, record: Record) -> Row:
        """A row that isn't matched yet; what an outcome file says was done before is left alone."""
        if self.session.was_done(record):
            return Row(record.number, None, SAME, "done_before")
        draft, why = self.session.draft(record)
        if draft is not None and (why := self.links.name(draft)):
            draft = None
        return Row(record.number, draft, REFUSE if draft is None else CREATE, why)

    def _who(self, row: Row, draft: Draft, index: matching.Index) -> None:
        options = self.session.options
        found, first = matching.decided(row.number, draft, index, options), None
        if options.merges_in_file:
            found, first = self.seen.who(draft, found)
        row.contact, reason = found.contact, "" if matching.is_new(row.number, found, options) else found.reason
        theirs = index.emails.get(row.contact, set()) if row.contact else set()
        if not reason and (index.taken(draft, row.contact) or self.seen.taken(draft, row.number if first is None else first)):
            reason = "not_unique"
        if not reason and not (row.contact and _leaves(options)):
            reason = self.businesses.why(draft) or self.links.fit(draft, row.contact, row.number if first is None else first)
        if first is not None and not reason:
            row.verdict = MERGE
            self.seen.add(draft, row.contact, first, theirs)
            return
        if not reason and row.contact is None and draft.nobody:
            reason = "no_match"
        if not reason and row.contact is None and options.mode == "update":
            reason = "no_match"
        if reason:
            row.verdict, row.reason = REFUSE, reason
            return
        self.seen.add(draft, row.contact, row.number, theirs)
        if row.contact is not None:
            row.verdict = UPDATE

    def _weigh(self, rows: Sequence[Row]) -> None:
        """Tell matched rows that change something from those that don't."""
        options = self.session.options
        if _leaves(options):
            for row in rows:
                row.verdict, row.reason = SAME, "matched"
            return
        now = changes.load([row.contact for row in rows if row.contact]) if rows else {}
        for row in rows:
            if row.draft is None or row.contact is None:
                continue
            planned = changes.weigh(row.draft, now[row.contact], options.on_match == "overwrite")
            row.verdict, row.digest, row.gain = (UPDATE, planned.digest, planned) if planned else (SAME, None, None)


def _mark(rows: Sequence[Row]) -> None:
    """Mark what somebody who looks at the plan may look for."""
    for row, made in zip(rows, marking.made_by([row.names() for row in rows]), strict=True):
        row.marks = (made | (marking.overwrites(row.gain) if row.gain else 0)) or None


def _leaves(options: Options) -> bool:
    """Whether people who are known are left as they are."""
    return options.mode == "create" or options.on_match == "skip"


def _item(operation: int, row: Row) -> tuple[object, ...]:
    status = REFUSED if row.verdict == REFUSE else PENDING
    return (operation, row.number, Contact.number, row.contact, row.verdict, status, row.reason, row.digest, row.marks)


def counts(operation: int) -> list[list[Any]]:
    """How many rows of a plan have each verdict and reason: [verdict, reason, count]."""
    i = OperationItem
    groups = i.select(i.verdict, i.reason, fn.COUNT(i.seq)).where(i.operation == operation).group_by(i.verdict, i.reason)
    return [list(row) for row in groups.order_by(i.verdict, i.reason).tuples()]


def stayed_of(operation: int) -> int:
    """How many rows stay out, or stayed out."""
    i = OperationItem
    return int(i.select().where((i.operation == operation) & ((i.verdict == REFUSE) | (i.status == PENDING))).count())


def outcomes(operation: int) -> list[list[Any]]:
    """The same of an import that ended: what was not done stayed out, for that reason."""
    i = OperationItem
    groups = (
        i.select(i.verdict, i.status, i.reason, fn.COUNT(i.seq)).where(i.operation == operation).group_by(i.verdict, i.status, i.reason)
    )
    found: Counter[tuple[int, str]] = Counter()
    for verdict, status, reason, count in groups.tuples():
        found[(REFUSE, reason or NOT_DONE) if status == PENDING else (verdict, reason)] += count
    return [[*key, count] for key, count in sorted(found.items())]
