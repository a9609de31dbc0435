"""An export as an operation: its people are fixed when it is asked for, so that the file holds as many as the screen said."""

import os
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from peewee import SQL, ModelSelect, Value, fn

from crm import access, clock, kinds
from crm.db import among, settings
from crm.errors import CrmError, NotFound
from crm.exporting import cards, files, formats, sheets
from crm.exporting.columns import PAGE
from crm.exporting.records import reader_of
from crm.exporting.sheets import Asked, LinesOf
from crm.journal import items, once
from crm.journal.holding import holding
from crm.journal.lease import Lease
from crm.journal.work import run, runs
from crm.kinds import CONTACTS, Kind
from crm.models import Member, Operation
from crm.models.operation import DONE, QUEUED, REFUSED, UNCHANGED
from crm.printing import paper
from crm.selection import Selection, frozen_ids

AT_ONCE = 5_000
"""Up to so many people are written while one waits; more are left to the worker."""
_UNSEEN = "not_visible"


class Nobody(CrmError):
    """Nobody is chosen, so there is nothing to write. Choose people, or clear the filter."""


class NothingChosen(CrmError):
    """Nothing is chosen, so there is nothing to write. Choose {many}, or clear the filter."""


class NotAsShown(CrmError):
    """Meanwhile there are {count} {many} here, not {shown} as you were shown. Look again, then make the file."""

    status = 409


class NoLongerSeen(CrmError):
    """You no longer see {count} of those in this file, so it can’t be had any more. Make the export again."""

    status = 403


class Removed(CrmError):
    """This file was made a while ago and has been removed. Make the export again."""

    status = 404


def start(
    chosen: Selection, columns: Sequence[str], form: str, *, by: Member, key: str | None = None, shown: int | None = None
) -> Operation:
    """Fix whom the file holds, in the order of their ids; a small one is written now, others by the worker.

    Whoever was `shown` how many there are gets a file of that many. Raises Nobody, NothingChosen, NothingOnCards and NotAsShown.
    """
    told = formats.require_holds(formats.named(form), chosen.kind)
    if told.people_only:
        cards.carried(columns)
    with once(by, key):
        head = _begin(chosen, {"format": told.key, "columns": list(columns)}, by, key)
        total = _fix(head, chosen, _records(chosen, by), shown)
        if total > AT_ONCE:
            items.announce(head)
    if total <= AT_ONCE:
        run(head.id)
    return Operation.get_by_id(head.id)


def start_paper(chosen: Selection, asked: Asked, *, by: Member, key: str | None = None, shown: int | None = None) -> Operation:
    """Fix whom a PDF of a list holds, as many as were `shown`, in the order of the list; the worker lays it out."""
    with once(by, key):
        head = _begin(chosen, {"format": formats.PAPER.key, **asked.params()}, by, key)
        _fix(head, chosen, sheets.in_order(chosen, asked.sort, by), shown)
        items.announce(head)
    return Operation.get_by_id(head.id)


def _begin(chosen: Selection, params: dict[str, Any], by: Member, key: str | None) -> Operation:
    kept = {"kind": chosen.kind.number, "sentence": chosen.sentence(), "list": chosen.named, **params}
    head: Operation = Operation.create(
        kind="export", title=f"Exported to {formats.look(params['format']).label}: {kept['sentence']}", actor=by.id, params=kept,
        status=QUEUED, idem_key=key, created_at=clock.now(),
    )  # fmt: skip
    return head


def _fix(head: Operation, chosen: Selection, what: ModelSelect | list[tuple[int, int, int]], shown: int | None) -> int:
    """Freeze the records of an export; gives their number. Raises Nobody, NothingChosen and NotAsShown."""
    total = items.freeze(head.id, what)
    if not total:
        raise Nobody() if chosen.kind == CONTACTS else NothingChosen(many=chosen.kind.words.many)
    if shown not in (None, total):
        raise NotAsShown(count=f"{total:,}", many=chosen.kind.words.many, shown=f"{shown:,}")
    Operation.update(total=total).where(Operation.id == head.id).execute()
    return total


def _records(chosen: Selection, by: Member) -> ModelSelect:
    table = chosen.kind.table
    rank = fn.ROW_NUMBER().over(order_by=[table.id])
    kind = Value(table.number).cast("smallint").alias("subject_kind")
    return chosen.query(by, rank.alias("seq"), kind, table.id.alias("subject_id")).order_by(SQL("seq"))


def kind_of(head: Operation) -> Kind:
    """The kind of record that a file holds."""
    return kinds.of(head.params.get("kind", CONTACTS.number))


class _Draft:
    """A file half written, in a place of its own; `at` is the last item in it."""

    def __init__(self, head: Operation) -> None:
        self.at = 0
        self.path = folder() / f"{head.id}-{secrets.token_hex(4)}.part"
        self.on_paper = head.params["format"] == formats.PAPER.key
        self.size = paper.PART if self.on_paper else PAGE
        self.reader: Any = (
            LinesOf(head) if self.on_paper else reader_of(kind_of(head), head.params["columns"], Member.get_by_id(head.actor))
        )
        self.sink: Any = sheets.begin(self.path, head) if self.on_paper else self._table(head)

    def _table(self, head: Operation) -> formats.Sink:
        return formats.named(head.params["format"]).open(self.path, head.params["columns"], kind_of(head))

    def close(self) -> str:
        """Finish the file; gives its checksum."""
        self.sink.close()
        with self.path.open("rb") as file:
            os.fsync(file.fileno())
        return files.checksum(self.path)


@runs("export")
def step(lease: Lease) -> bool:
    """Write the next thousand people, or the next part of paper; a file that another worker left half written is begun anew."""
    draft = _draft(lease)
    found = items.after(lease.head.id, lease.head.cursor, draft.size)
    if not found:
        return _finish(lease, draft)
    seen = _seen(lease.head, [i for _, _, i in found])
    rows = list(draft.reader.rows(i for _, _, i in found if i in seen))
    with holding(lease):
        draft.sink.add(rows)
    draft.at = found[-1][0]
    written = {i for i, _ in rows}
    outcome: dict[tuple[int, str], list[int]] = {}
    for seq, _, i in found:
        outcome.setdefault((UNCHANGED, "") if i in written else (REFUSED, _UNSEEN), []).append(seq)
    with lease.batch(draft.at):
        items.settle_alike(lease.head.id, (found[0][0], draft.at), outcome)
        lease.count(done=len(written), unchanged=len(written), refused=len(found) - len(written))
    return True


def _draft(lease: Lease) -> _Draft:
    known = lease.kept
    if not isinstance(known, _Draft) or known.at != lease.head.cursor:
        if lease.head.cursor:
            with lease.batch(0):
                Operation.update(done=0, unchanged=0, refused=0).where(Operation.id == lease.head.id).execute()
        known = lease.kept = _Draft(lease.head)
    return known


def _finish(lease: Lease, draft: _Draft) -> bool:
    with holding(lease):
        digest = draft.close()
        draft.path.replace(_path(lease.head))
    head = Operation.get_by_id(lease.head.id)
    params = {**head.params, "rows": head.done, "sha256": digest}
    with lease.batch(lease.head.cursor):
        Operation.update(params=params).where(Operation.id == head.id).execute()
    return False


def _seen(head: Operation, ids: Sequence[int]) -> set[int]:
    by, table = Member.get_by_id(head.actor), kind_of(head).table
    return {i for (i,) in access.visible(table.select(table.id).where(among(table.id, ids)), by).tuples()}


def file_of(head: Operation, by: Member) -> Path:
    """The finished file, for whom made it and as long as they still see everybody in it. Raises NotFound, NoLongerSeen and Removed."""
    if head.kind != "export" or head.actor != by.id or head.status != DONE:
        raise NotFound()
    if by.only_assigned:
        table = kind_of(head).table
        there = table.select(table.id).where(table.id.in_(frozen_ids(head.id, table.number)))
        hidden = int(there.count()) - int(access.visible(there, by).count())
        if hidden > head.refused:
            raise NoLongerSeen(count=hidden - head.refused)
    if not _path(head).exists():
        raise Removed()
    return _path(head)


def name_of(head: Operation) -> str:
    """What the file is called when it is taken away."""
    return f"{kind_of(head).key}-{head.created_at:%Y-%m-%d}-{head.id}.{formats.look(head.params['format']).suffix}"


def note_of(head: Operation) -> str:
    """The note beside a file: of which list it is, whom it holds in words, when it was made, how many rows, its checksum and columns."""
    told = head.params
    return "\r\n".join((
        f"File: {name_of(head)}", *([f"List: {told['list']}"] if told.get("list") else []), f"{kind_of(head).words.heading}: {told['sentence']}", f"Made: {head.finished_at:%Y-%m-%dT%H:%M:%SZ}",
        f"Rows: {told['rows']}", f"SHA-256: {told['sha256']}", f"Columns: {', '.join(told['columns'])}", "",
    ))  # fmt: skip


def clear(days: int = 60) -> int:
    """Remove files older than the window, and what was left half written; gives how many."""
    old = [path for path in folder().iterdir() if path.stat().st_mtime < time.time() - (1 if path.suffix == ".part" else days) * 86_400]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def folder() -> Path:
    """Where finished files wait."""
    found = settings().data / "exports"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def _path(head: Operation) -> Path:
    return folder() / f"{head.id}.{formats.look(head.params['format']).suffix}"
