"""A lease keeps two workers off one operation; the fence makes a worker that lost it stop before it writes."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from peewee import Expression

from crm import clock
from crm.db import db, is_sqlite
from crm.errors import CrmError
from crm.fields import custom
from crm.journal.change import Writer
from crm.journal.operation import continued
from crm.journal.pace import next_size
from crm.models import Operation
from crm.models.operation import CANCELLED, DONE, FAILED, PAUSED, PLANNING, QUEUED, RUNNING

LENGTH = timedelta(seconds=15)
UNFINISHED = (QUEUED, PLANNING, RUNNING)
_HELD_QUIET, _HELD_BUSY = 0.100, 0.060
_DEAD = ("Z", "X")
"""States of a process that has ended and that nobody has asked after yet."""
_FIRST, _SMALLEST, _LARGEST = 1_000, 500, 5_000


class LeaseLost(CrmError):
    """Another worker has taken this over; nothing of this batch was written."""

    status = 409


class Lease:
    """The right to run one operation, renewed by every batch; knows how large the next batch should be."""

    def __init__(self, head: Operation, owner: str) -> None:
        self.head = head
        self.owner = owner
        self.size = _FIRST
        self.counts: dict[str, int] = {}
        self.kept: Any = None
        """What the running step wants to find again at its next batch; it dies with the lease."""

    @contextmanager
    def batch(self, cursor: int) -> Iterator[Writer]:
        """One transaction that moves the operation's cursor; raises LeaseLost unless the operation is still ours and where it was."""
        self.counts.clear()
        with db.atomic():
            began = time.monotonic()
            self._fence(cursor)
            custom.doubt()
            with continued(self.head) as writer:
                yield writer
            self._write_counts()
        self.head.cursor = cursor
        self._adapt(time.monotonic() - began)

    def count(self, **counts: int) -> None:
        """Add to the operation's counts, written with the batch."""
        for name, more in counts.items():
            self.counts[name] = self.counts.get(name, 0) + more

    def renew(self) -> bool:
        """Keep the lease for its length from now on; tells whether it was still ours. Writes nothing else."""
        mine = (Operation.id == self.head.id) & (Operation.lease_owner == self.owner)
        return bool(Operation.update(lease_until=clock.now() + LENGTH).where(mine).execute())

    def turn(self, status: str, **values: object) -> None:
        """Go over to another phase: the status changes and the cursor starts again."""
        values = {"status": status, "cursor": 0, **values}
        self._update(values, Operation.status == self.head.status)

    def finish(self, status: str, reason: str = "") -> None:
        """End the operation and give up the lease."""
        self._update(
            {"status": status, "reason": reason or self.head.reason, "finished_at": clock.now(), "lease_owner": "", "lease_until": None}
        )

    def pause(self) -> None:
        """Give up the lease until somebody resumes; the phase is kept, for a plan half made is not a plan half applied."""
        params = {**self.head.params, "paused_in": self.head.status}
        self._update({"status": PAUSED, "params": params, "wish": "", "lease_owner": "", "lease_until": None})

    def release(self) -> None:
        """Give up the lease so that the next worker goes on from here."""
        self._update({"lease_owner": "", "lease_until": None})

    def rest(self, until: datetime) -> None:
        """Give up the lease until a moment; whoever sweeps then goes on from here."""
        self._update({"status": QUEUED, "not_before": until, "lease_owner": "", "lease_until": None})

    def _update(self, values: dict[str, object], more: Expression | None = None) -> None:
        self._require(values, more)
        for name, value in values.items():
            setattr(self.head, name, value)

    def _require(self, values: dict[str, object], more: Expression | None = None) -> None:
        mine = (Operation.id == self.head.id) & (Operation.lease_owner == self.owner)
        if Operation.update(values).where(mine if more is None else mine & more).execute() != 1:
            raise LeaseLost()

    def _fence(self, cursor: int) -> None:
        """Move the stored cursor; ours follows when the batch is committed, for a batch that is rolled back is tried again."""
        values = {"cursor": cursor, "lease_until": clock.now() + LENGTH}
        self._require(values, (Operation.cursor == self.head.cursor) & (Operation.status == self.head.status))

    def _write_counts(self) -> None:
        if self.counts:
            more = {getattr(Operation, n): getattr(Operation, n) + c for n, c in self.counts.items()}
            Operation.update(more).where(Operation.id == self.head.id).execute()

    def _adapt(self, held: float) -> None:
        goal = _HELD_QUIET if self.head.via == "command" else _HELD_BUSY
        largest = _LARGEST if is_sqlite() else _FIRST
        self.size = next_size(self.size, held, goal, _SMALLEST, largest)


def claim(operation_id: int) -> Lease | None:
    """Take the lease of an unfinished operation that nobody living holds."""
    head = Operation.get_or_none(Operation.id == operation_id)
    if head is None or head.status not in UNFINISHED or not _free(head) or _is_early(head):
        return None
    owner, until = f"{process_name()}:{secrets.token_hex(4)}", clock.now() + LENGTH
    status = RUNNING if head.status == QUEUED else head.status
    same = (Operation.id == operation_id) & (Operation.lease_owner == head.lease_owner) & (Operation.status == head.status)
    if head.lease_until is not None:
        same &= Operation.lease_until == head.lease_until
    values = {"lease_owner": owner, "lease_until": until, "status": status, "started_at": head.started_at or clock.now()}
    if Operation.update(values).where(same).execute() != 1:
        return None
    custom.doubt()
    return Lease(Operation.get_by_id(operation_id), owner)


def resumed(head: Operation) -> str:
    """The status in which a paused operation waits for a worker."""
    return PLANNING if head.params.get("paused_in") == PLANNING else QUEUED


def due() -> list[int]:
    """Unfinished operations that nobody living works on, oldest first."""
    rows = Operation.select().where(Operation.status.in_(UNFINISHED)).order_by(Operation.id)
    return [head.id for head in rows if _free(head) and not _is_early(head)]


def pending() -> bool:
    """Whether any operation is queued, planning or running, whoever holds it; what waits for its time is none."""
    early = Operation.not_before.is_null(False) & (Operation.not_before > clock.now()) & (Operation.status == QUEUED)
    return Operation.select().where(Operation.status.in_(UNFINISHED) & ~early).exists()


def _is_early(head: Operation) -> bool:
    return head.status == QUEUED and head.not_before is not None and head.not_before > clock.now()


def _free(head: Operation) -> bool:
    return not head.lease_owner or head.lease_until is None or head.lease_until < clock.now() or is_gone(head.lease_owner)


@cache
def _mine(pid: int) -> str:
    return f"{os.uname().nodename}:{pid}:{_started(pid)}"


def process_name() -> str:
    """Who holds a lease: host, process, and when the process started, so that a reused number is somebody else."""
    return _mine(os.getpid())


def is_gone(owner: str) -> bool:
    """Whether a lease's holder was a process on this host that has ended."""
    host, pid, started, *_ = owner.split(":")
    return host == os.uname().nodename and _started(int(pid)) != started


def _started(pid: int) -> str:
    try:
        state, *facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if state in _DEAD else facts[18]


__all__ = ["CANCELLED", "DONE", "FAILED", "PAUSED", "Lease", "LeaseLost", "claim", "due", "is_gone", "pending", "process_name"]
