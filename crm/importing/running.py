"""An import from the file to its result: kept, planned, applied, each phase resumable by any worker."""

import secrets
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from peewee import fn

from crm import access, clock, text
from crm.importing import making, marking, recalling, unwrapping
from crm.importing.applying import Applier
from crm.importing.errors import FileError
from crm.importing.keeping import keep
from crm.importing.options import Options
from crm.importing.planning import OUTCOMES, REFUSE, Planner, counts
from crm.importing.reading.formats import TEXT
from crm.importing.reading.unpacking import digest_of, leaving_nothing
from crm.importing.session import Session, open_file, resume
from crm.journal import items, once
from crm.journal.holding import holding
from crm.journal.lease import Lease
from crm.journal.work import runs
from crm.models import Member, Operation, OperationItem
from crm.models.operation import DRAFT, PENDING, PLANNING, RUNNING
from crm.records import importing


def start(path: Path, name: str, options: Options, *, by: Member, folder: Path, via: str = "web", key: str | None = None) -> Operation:
    """Keep a copy of the file and set its import to work; raises FileError, and stores nothing, when it can't be read."""
    access.require_edit(by)
    with leaving_nothing(path, folder):
        session = open_file(path, options, name=name, folder=folder)
    kept, digest = keep(path, folder)
    if session.source.kind == TEXT:
        session.source.path = str(kept)
    session.before = recalling.before(digest, session.source)
    shown = text.single_line(name)[:200]
    params = {"file": shown, "sha256": digest, "kept": str(kept), "session": session.as_json()}
    with once(by, key):
        head = Operation.create(
            kind="import",
            title=f"Imported {shown}",
            actor=by.id,
            via=via,
            params=params,
            status=PLANNING,
            idem_key=key,
            created_at=clock.now(),
        )
        items.announce(head)
    return head


@runs("import")
def step(lease: Lease) -> bool:
    """One batch of unpacking the file, of the plan, then of applying it; finding the place in a large file again and counting its rows keep the lease."""
    with holding(lease):
        if "unpack" in lease.head.params:
            return unwrapping.step(lease)
        try:
            return importing.step(lease) if "kind" in lease.head.params else _step(lease)
        except FileError as error:
            if lease.head.status != PLANNING:
                raise
            return _refuse(lease, error)


def _step(lease: Lease) -> bool:
    """A plan that a worker left half made is made anew."""
    by = Member.get_by_id(lease.head.actor)
    if lease.head.status != PLANNING:
        return bool(_pass(lease, by, Applier).batch(lease)) or making.list_of(lease)
    planner = _pass(lease, by, Planner)
    return bool(planner.batch(lease)) or _planned(lease, planner)


def _pass(lease: Lease, by: Member, kind: Any) -> Any:
    """What goes over the file for this lease, with all it met so far: made anew when a batch was lost."""
    known = lease.kept
    if not isinstance(known, kind) or known.session.at != lease.head.cursor:
        if kind is Planner and _was_planned(lease.head):
            _plan_anew(lease)
        known = lease.kept = kind(resume(lease.head), by)
    return known


def _was_planned(head: Operation) -> bool:
    """Whether a plan was begun before, by a worker that is gone or under other choices."""
    return bool(head.cursor) or OperationItem.select().where(OperationItem.operation == head.id).exists()


def _refuse(lease: Lease, error: FileError) -> bool:
    """The file turns out to be damaged, or to need a choice, further on: nothing of it is kept, and a draft asks what to do."""
    params = {**lease.head.params, "file_error": error.as_json()}
    with lease.batch(lease.head.cursor):
        OperationItem.delete().where(OperationItem.operation == lease.head.id).execute()
        Operation.update(params=params, total=0).where(Operation.id == lease.head.id).execute()
    if "review" not in params:
        raise error
    lease.turn(DRAFT, params=params, lease_owner="", lease_until=None)
    return False


def _plan_anew(lease: Lease) -> None:
    with lease.batch(0):
        OperationItem.delete().where(OperationItem.operation == lease.head.id).execute()
        Operation.update(total=0).where(Operation.id == lease.head.id).execute()


def _planned(lease: Lease, planner: Planner) -> bool:
    """The plan is whole: it is applied at once, or waits as a draft for somebody to look at it. Tells whether to go on."""
    session = planner.session
    params = {
        **lease.head.params,
        "session": session.as_json(),
        "last_event": planner.last_event,
        "warnings": [*session.source.warnings, *session.plan.warnings],
        "blank": session.source.blank,
    }
    if "review" not in params:
        lease.turn(RUNNING, params=params)
        return True
    words = [[column, word, count] for (column, word), count in session.unknown.most_common()]
    found = {"plan": secrets.token_hex(8), "counts": counts(lease.head.id), "marks": marking.counts(lease.head.id), "unknown": words}
    lease.turn(DRAFT, params=params | found, lease_owner="", lease_until=None)
    return False


def dry_run(path: Path, options: Options, *, by: Member, outcome: Path | None = None) -> dict[str, Any]:
    """What an import would do, as the same JSON, without storing anything."""
    with TemporaryDirectory(prefix="kith-") as folder:
        session = open_file(path, options, folder=Path(folder))
        session.before = recalling.before(digest_of(path), session.source)
        return _tried(session, by, outcome)


def _tried(session: Session, by: Member, outcome: Path | None) -> dict[str, Any]:
    from crm.importing import outcome as outcomes

    planner, rows, after = Planner(session, by), [], 0
    tally = dict.fromkeys(OUTCOMES.values(), 0)
    reasons: dict[str, int] = {}
    while records := session.take(after, 1_000):
        judged = planner.judge(records)
        rows += [(r.number, r.verdict, r.reason, r.contact) for r in judged] if outcome else []
        for row in judged:
            tally[OUTCOMES[row.verdict]] += 1
            if row.verdict == REFUSE:
                reasons[row.reason] = reasons.get(row.reason, 0) + 1
        after = records[-1].number
    if outcome:
        outcomes.write(outcome, session.source, iter(rows), "")
    warnings = [*session.source.warnings, *session.plan.warnings]
    return {
        "operation": None,
        "rows": sum(tally.values()),
        **tally,
        "blank": session.source.blank,
        "reasons": reasons,
        "warnings": warnings,
        "file_error": None,
    }


def result(head: Operation) -> dict[str, Any]:
    """What an import did, as other programs read it."""
    i = OperationItem
    groups = i.select(i.verdict, i.status, i.reason, fn.COUNT(i.seq)).where(i.operation == head.id).group_by(i.verdict, i.status, i.reason)
    tally = dict.fromkeys(OUTCOMES.values(), 0)
    reasons: dict[str, int] = {}
    for verdict, status, reason, count in groups.tuples():
        refused = verdict == REFUSE or status == PENDING
        tally["refused" if refused else OUTCOMES[verdict]] += count
        if refused:
            reasons[reason or "not_done"] = reasons.get(reason or "not_done", 0) + count
    params = head.params
    return {
        "operation": head.id, "rows": sum(tally.values()), **tally, "blank": params.get("blank", 0), "reasons": reasons,
        "warnings": params.get("warnings", []), "file_error": params.get("file_error"),
    }  # fmt: skip


def refused_file(error: FileError) -> dict[str, Any]:
    """The JSON of a file that can't be imported: nothing was stored."""
    zero = dict.fromkeys(("rows", *OUTCOMES.values(), "blank"), 0)
    return {"operation": None, **zero, "reasons": {}, "warnings": [], "file_error": error.as_json()}


__all__ = ["dry_run", "keep", "refused_file", "result", "start", "step"]
