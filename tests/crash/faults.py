"""The moments of a batch at which something can strike: a kill that leaves no time for goodbye, or a conflict told by the database."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import peewee

from crm import db
from crm.journal import work
from crm.journal.lease import Lease
from crm.models import Operation

MOMENTS = ("before the fence", "after the fence", "after the rows", "before the commit", "after the commit")
EDGES = ("before the turn", "after the turn", "before the end", "after the end")


class Blow:
    """Strikes the `nth` time that a moment comes."""

    def __init__(self, moment: str, strike: Callable[[], None], nth: int = 1) -> None:
        self.moment, self.strike, self.left, self.in_batch = moment, strike, nth, False

    def come(self, moment: str) -> None:
        """A moment comes."""
        if moment == self.moment:
            self.left -= 1
            if self.left == 0:
                self.strike()


@contextmanager
def struck(moment: str, strike: Callable[[], None], nth: int = 1) -> Iterator[Blow]:
    """Inside the block, work in this process is struck at that moment."""
    blow = Blow(moment, strike, nth)
    with (
        patch.object(Lease, "_fence", _around(blow, Lease._fence, "fence", begins=True)),
        patch.object(Lease, "_write_counts", _after_rows(blow)),
        patch.object(db.db.obj, "commit", _commit(blow, db.db.obj.commit)),
        patch.object(Lease, "turn", _around(blow, Lease.turn, "turn")),
        patch.object(Lease, "finish", _around(blow, Lease.finish, "end")),
    ):
        yield blow


def die() -> None:
    """End this process as kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)


def run_and_die(head: Operation, moment: str, nth: int = 1) -> None:
    """Run an operation in a process of its own that dies at this moment."""
    db.db.close()
    child = os.fork()
    if child == 0:
        _run_in_child(head, moment, nth)
    _, status = os.waitpid(child, 0)
    db.keep_connection()
    assert os.WIFSIGNALED(status), f"it was over before “{moment}” came {nth} times"


def _run_in_child(head: Operation, moment: str, nth: int) -> None:
    try:
        with struck(moment, die, nth), db.connection():
            work.run(head.id)
    finally:
        os._exit(3)


def conflict(state: str) -> Callable[[], None]:
    """What the database says to the loser: `locked` on SQLite; on PostgreSQL a real error of this SQLSTATE, told by the server."""

    def strike() -> None:
        if db.is_sqlite():
            raise peewee.OperationalError("database is locked")
        db.db.execute_sql(f"DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '{state}'; END $$")

    return strike


def _around(blow: Blow, real: Callable[..., None], name: str, begins: bool = False) -> Callable[..., None]:
    def run(lease: Lease, *args: object, **kwargs: object) -> None:
        blow.come(f"before the {name}")
        real(lease, *args, **kwargs)
        blow.in_batch = begins
        blow.come(f"after the {name}")

    return run


def _after_rows(blow: Blow) -> Callable[[Lease], None]:
    real = Lease._write_counts

    def run(lease: Lease) -> None:
        blow.come("after the rows")
        real(lease)

    return run


def _commit(blow: Blow, real: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        ends, blow.in_batch = blow.in_batch, False
        if ends:
            blow.come("before the commit")
        real()
        if ends:
            blow.come("after the commit")

    return run
