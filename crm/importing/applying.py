"""Applying: exactly the plan, batch by batch; what moved since is shown and not overwritten."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from peewee import fn

from crm import phones
from crm.contacts import photos
from crm.db import is_sqlite, plain
from crm.fold import fold
from crm.importing import further, matching, recalling, unique, updating, writing
from crm.importing.linking import Links
from crm.importing.numbered import Businesses
from crm.importing.people import Draft
from crm.importing.planning import CREATE, MERGE, REFUSE, SAME, UPDATE, Row
from crm.importing.reading import Record, Source
from crm.importing.reading.unpacking import pictures_of
from crm.importing.seen import Seen
from crm.importing.session import Session
from crm.journal import room, types
from crm.journal.change import Writer, lock_contacts
from crm.journal.lease import Lease
from crm.models import Event, Member, OperationItem
from crm.models.operation import CHANGED, MERGED, REFUSED, UNCHANGED
from crm.rows import run_many

_STATUS = {CREATE: CHANGED, UPDATE: CHANGED, SAME: UNCHANGED, MERGE: MERGED, REFUSE: REFUSED}


@dataclass
class Sorted:
    """One batch of rows by what becomes of them: new people, rows joined to a new person, rows on a contact that exists."""

    news: list[Row] = field(default_factory=list)
    joined: list[tuple[Row, Row]] = field(default_factory=list)
    matched: list[Row] = field(default_factory=list)


class Applier:
    """Applies batch after batch of a planned import."""

    def __init__(self, session: Session, by: Member) -> None:
        self.session = session
        self.by = by
        self.links = Links(session, by).require_labels()
        self.businesses = Businesses(session, by)
        self.last_event: int | None = None

    def batch(self, lease: Lease) -> bool:
        """Apply the next batch of records; tells whether there was one."""
        if self.last_event is None:
            self.last_event = lease.head.params.get("last_event")
        records = self.session.take(lease.head.cursor, lease.size)
        if not records:
            return False
        rows = _planned(lease.head.id, records)
        wanted = {row.number: row for row in rows if row.verdict not in (REFUSE, SAME)}
        for record in records:
            if record.number in wanted:
                self._read(wanted[record.number], record)
        _keep_pictures(self.session.source, [row.draft for row in wanted.values()])
        with lease.batch(records[-1].number) as writer:
            self._compare()
            self._apply(writer, list(wanted.values()))
            _write_outcomes(lease, rows)
        self.last_event = max(writer.events.values(), default=self.last_event)
        return True

    def _read(self, row: Row, record: Record) -> None:
        """Read a row once more: a word that meant something when it was planned may mean nothing by now."""
        row.draft, why = self.session.draft(record)
        if row.draft is None:
            row.verdict, row.reason, row.contact = REFUSE, why, None

    def _compare(self) -> None:
        """While nobody else wrote since the plan began, a row that was new then is new still (SQLite has one writer)."""
        newest = Event.select(fn.MAX(Event.id)).scalar() or 0
        self._undisturbed = is_sqlite() and newest == self.last_event

    def _apply(self, writer: Writer, rows: Sequence[Row]) -> None:
        drafts = [row.draft for row in rows if row.draft is not None]
        names = self._hold(drafts, {row.contact for row in rows if row.contact})
        asked = [row.draft for row in rows if row.draft is not None and not (row.verdict == CREATE and self._undisturbed)]
        index = matching.look_up(asked, self.session.options.match, self.by)
        self.businesses.look_up(drafts)
        recalling.recall(index, self.session.before, [(row.number, row.draft) for row in rows if row.draft is not None])
        batch = self._sort(rows, index)
        updater = updating.weighed(writer, batch.matched, self.session.options, self.by) if batch.matched else None
        news = [row.draft for row in batch.news if row.draft]
        names.make(writer, news, list(updater.gains.values()) if updater else ())
        ids = writing.create(writer, news, names, self.by)
        for row, contact in zip(batch.news, ids, strict=True):
            row.contact = contact
        for row, first in batch.joined:
            row.contact = first.contact
        if updater:
            updater.write(names)
        linked = [row for row in (*batch.news, *batch.matched) if row.verdict in (CREATE, UPDATE, MERGE)]
        self.links.write(writer, [(row.contact, row.draft) for row in linked if row.contact and row.draft])

    def _hold(self, drafts: Sequence[Draft], contacts: set[int]) -> writing.Names:
        """Take the locks of a batch in the order of all who write: names and types, labels, values that only one may have, who a row is; people last."""
        names = writing.Names(drafts)
        self._hold_types(drafts)
        self.links.hold()
        unique.hold(drafts, self.session.options.restores)
        matching.lock(drafts)
        lock_contacts(sorted(contacts | self.links.people(drafts)))
        return names

    def _hold_types(self, drafts: Sequence[Draft]) -> None:
        """Nobody deletes a type that these people get; one that was deleted since the review is a word that the field doesn't know."""
        typed = [draft for draft in drafts if "type" in draft.values]
        self._lost = set[int]()
        if typed:
            room.hold_types()
            self._lost = {draft.values["type"] for draft in typed} - types.living()
        if self._lost and self.session.options.leaves_blank("choice"):
            for draft in typed:
                if draft.values["type"] in self._lost:
                    del draft.values["type"]

    def _sort(self, rows: Sequence[Row], index: matching.Index) -> Sorted:
        options, batch = self.session.options, Sorted()
        local, first = Seen(options.match), dict[int, Row]()
        for row in rows:
            if row.draft is None:
                continue
            match, at = matching.decided(row.number, row.draft, index, options), None
            if row.verdict == MERGE:
                match, at = local.who(row.draft, match)
            found = match.contact if at is None else first[at].contact
            reason = match.reason or ("not_unique" if index.taken(row.draft, found) else "")
            reason = reason or ("choice" if row.draft.values.get("type") in self._lost else "")
            reason = reason or self._why(row.draft, found, row.number if at is None else at)
            if at is not None and found is None and not reason and (draft := first[at].draft) is not None:
                join(draft, row.draft)
                batch.joined.append((row, first[at]))
            elif row.verdict == CREATE and found is None and not reason:
                batch.news.append(row)
            else:
                _match_as_planned(row, found, reason, batch)
            if row.verdict != REFUSE:
                at = row.number if at is None else at
                local.add(row.draft, row.contact, at, index.emails.get(row.contact or 0, frozenset()))
                first.setdefault(at, row)
        return batch

    def _why(self, draft: Draft, contact: int | None, row: int) -> str:
        """The reason why the businesses and links of a row can't be taken; `row` is the first one of the file about this person."""
        return self.businesses.why(draft) or self.links.name(draft) or self.links.fit(draft, contact, row)


def join(first: Draft, later: Draft) -> None:
    """Two rows of one person in one file: later cells that aren't blank win, entries are united, the later first entry leads."""
    first.values |= later.values
    first.pairs = first.tokens = None
    first.emails = later.emails + [e for e in first.emails if all(e[2] != n[2] for n in later.emails)]
    known = {phones.same_as(e164, typed) for _, typed, e164 in later.phones}
    first.phones = later.phones + [p for p in first.phones if phones.same_as(p[2], p[1]) not in known]
    have = {fold(t) for t in first.tags}
    first.tags += [t for t in later.tags if fold(t) not in have]
    first.followers += [f for f in later.followers if f not in first.followers]
    first.notes += [n for n in later.notes if n not in first.notes]
    first.further = further.joined(first.further, later.further)
    first.linked += [one for one in later.linked if one not in first.linked]
    first.dnc += [d for d in later.dnc if d not in first.dnc]


def _match_as_planned(row: Row, found: int | None, reason: str, batch: Sorted) -> None:
    """A row that matches somebody else than planned has moved; it isn't written."""
    expected = row.contact if row.verdict == UPDATE else found if row.verdict == MERGE else None
    if found is None or reason or found != expected:
        row.verdict, row.reason, row.contact = REFUSE, reason or "moved", None
        return
    row.contact = found
    batch.matched.append(row)


def _keep_pictures(source: Source, drafts: Iterable[Draft | None]) -> None:
    """Make the pictures that came with cards the office's own, before anybody waits for the batch that names them."""
    pictures = pictures_of(Path(source.path))
    for draft in drafts:
        if draft is not None and (name := draft.values.get("photo")):
            photos.adopt(pictures / Path(name).stem, name, pictures.parent.with_name("photos"))


def _planned(operation: int, records: Sequence[Record]) -> list[Row]:
    """The plan of these rows; nobody but the holder of the lease changes it, and the batch's fence tells who that is."""
    i = OperationItem
    span = (i.operation == operation) & (i.seq >= records[0].number) & (i.seq <= records[-1].number)
    items = i.select(i.seq, i.verdict, i.reason, i.subject_id, i.digest).where(span).order_by(i.seq)
    return [Row(seq, None, verdict, reason, contact, digest) for seq, verdict, reason, contact, digest in plain(items)]


def _write_outcomes(lease: Lease, rows: Sequence[Row]) -> None:
    sql = "UPDATE operation_item SET verdict = ?, status = ?, reason = ?, subject_id = ? WHERE operation = ? AND seq = ?"
    run_many(sql, [(r.verdict, _STATUS[r.verdict], r.reason, r.contact, lease.head.id, r.number) for r in rows])
    tally = [_STATUS[r.verdict] for r in rows]
    lease.count(
        done=len(rows), changed=tally.count(CHANGED), unchanged=tally.count(UNCHANGED) + tally.count(MERGED), refused=tally.count(REFUSED)
    )
