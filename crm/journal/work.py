"""Running long operations: batch after batch under a lease, until done, paused, cancelled or taken over."""

import gc
import logging
import secrets
import threading
import time
from collections.abc import Callable

from peewee import OperationalError, PeeweeException

from crm import clock, onlooker
from crm.db import checkpoint, db, is_busy, is_sqlite
from crm.errors import CrmError
from crm.journal import items
from crm.journal.lease import UNFINISHED, Lease, LeaseLost, claim, due, pending, resumed
from crm.models import Member, Operation
from crm.models.operation import CANCELLED, DONE, FAILED, PAUSED, QUEUED
from crm.statistics import refresh_statistics, see_growth

Step = Callable[[Lease], bool]
log = logging.getLogger("kith.work")
_steps: dict[str, Step] = {}
_LARGE = 10_000
_TRIES = 3
_WISHES = {"pause": "paused", "resume": "resumed", "cancel": "cancelled"}
_stopping = threading.Event()


class NoSuchWish(CrmError):
    """A long operation can be paused, resumed or cancelled; “{wish}” is none of these."""


class NotWaiting(CrmError):
    """This has already ended, so it can’t be {act}."""

    status = 409


def runs(kind: str) -> Callable[[Step], Step]:
    """Name the function that does one batch of operations of this kind and tells whether more is left."""

    def register(step: Step) -> Step:
        _steps[kind] = step
        return step

    return register


def run(operation_id: int, tell: Callable[[Operation], None] | None = None) -> bool:
    """Run an operation to its end if nobody else does; `tell` hears of every batch. Tells whether it was ours to run."""
    lease = _claim(operation_id)
    if lease is None:
        return False
    try:
        with onlooker.reading(Member.get_or_none(Member.id == lease.head.actor)):
            _go_on(lease, tell)
        if lease.owner and lease.head.lease_owner == lease.owner:
            lease.finish(DONE)
    except LeaseLost:
        log.warning("operation %s was taken over by another worker", operation_id)
    except CrmError as error:
        lease.finish(FAILED, str(error))
    except PeeweeException:
        raise
    except Exception:  # noqa: BLE001 the boundary of the worker
        _give_up(lease)
    _tidy(lease.head)
    return True


def _go_on(lease: Lease, tell: Callable[[Operation], None] | None) -> None:
    while _goes_on(lease) and _step(lease):
        _spare_the_collector()
        see_growth()
        if tell:
            tell(lease.head)


def _spare_the_collector() -> None:
    """Long work makes many short-lived objects that reference counting frees: the cycle collector may look less often."""
    gc.set_threshold(100_000, 50, 100)


def _give_up(lease: Lease) -> None:
    """A fault of ours would come again at every try: the operation ends, and says how to ask about it."""
    number = secrets.token_hex(4)
    log.exception("error %s in operation %s", number, lease.head.id)
    lease.finish(FAILED, f"Something broke on our side (number {number}). What was done is kept and can be undone.")


def _claim(operation_id: int) -> Lease | None:
    """The lease, unless somebody frozen in the middle of a batch still holds the row: the next sweep asks again."""
    try:
        return claim(operation_id)
    except OperationalError as error:
        if not is_busy(error):
            raise
        return None


def _step(lease: Lease) -> bool:
    """One batch; one that lost a conflict is tried again, three times in all."""
    for _ in range(_TRIES - 1):
        try:
            return _steps[lease.head.kind](lease)
        except OperationalError as error:
            if not is_busy(error):
                raise
            log.warning("operation %s: a batch is tried again: %s", lease.head.id, error)
    return _steps[lease.head.kind](lease)


def work(once: bool = False, pause: float = 1.0) -> list[int]:
    """Run whatever is due; `once` ends when nothing is queued, planning, running or leased, and gives what ran here."""
    done: dict[int, None] = {}
    while True:
        ran = [operation_id for operation_id in due() if run(operation_id)]
        if once:
            done |= dict.fromkeys(ran)
        if once and not pending():
            return list(done)
        if not ran:
            time.sleep(pause)


def stop() -> None:
    """Let this process's running operations end after their batch; they wait for the next worker where they are."""
    _stopping.set()


def ask(head: Operation, wish: str) -> Operation:
    """Pause, resume or cancel a long operation; a running one obeys after its batch."""
    if wish not in _WISHES:
        raise NoSuchWish(wish=wish)
    with db.atomic():
        query = Operation.select().where(Operation.id == head.id)
        now = (query if is_sqlite() else query.for_update()).get()
        if now.status not in (*UNFINISHED, PAUSED):
            raise NotWaiting(act=_WISHES[wish])
        Operation.update(_grant(now, wish)).where(Operation.id == head.id).execute()
        if now.status == PAUSED and wish == "resume":
            items.announce(now)
    return Operation.get_by_id(head.id)


def _grant(now: Operation, wish: str) -> dict[str, object]:
    """What a wish makes of an operation: what waits obeys at once, and what somebody runs keeps the wish until its batch ends."""
    if wish == "resume":
        return {"wish": "", "status": resumed(now) if now.status == PAUSED else now.status}
    if wish == "cancel" and now.status in (PAUSED, QUEUED) and not now.lease_owner:
        return {"wish": "", "status": CANCELLED, "finished_at": clock.now()}
    if wish == "pause" and now.status == QUEUED and not now.lease_owner:
        return {"wish": "", "status": PAUSED}
    return {"wish": "" if now.status == PAUSED else wish}


def _goes_on(lease: Lease) -> bool:
    """Obey what people asked for, and the end of this process, between two batches."""
    if _stopping.is_set():
        lease.release()
        return False
    wish = Operation.select(Operation.wish).where(Operation.id == lease.head.id).scalar()
    if wish == "pause":
        lease.pause()
    elif wish == "cancel":
        lease.finish(CANCELLED)
    return not wish


def _tidy(head: Operation) -> None:
    """After a large operation let the planner see it; always hand the log back. A draft may be gone by now."""
    fresh = Operation.get_or_none(Operation.id == head.id)
    if fresh is not None and fresh.status == DONE and fresh.total >= _LARGE:
        refresh_statistics(whole=fresh.kind == "import")
    checkpoint()
