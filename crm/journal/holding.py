"""A step that is long and writes no batch keeps its lease: a helper renews it while the step runs, and stops with it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from peewee import OperationalError

from crm import db
from crm.journal.lease import LENGTH, Lease

EVERY = LENGTH.total_seconds() / 3
"""Seconds from one renewal to the next: one that comes too late leaves time for another."""
log = logging.getLogger("kith.work")


@contextmanager
def holding(lease: Lease) -> Iterator[None]:
    """Keep the lease while the block runs, however long; a lease that is lost all the same is missed by the next batch.

    Begin it outside transactions: the renewal waits for them to end.
    """
    over = threading.Event()
    helper = threading.Thread(target=_renew, args=(lease, over), name="Lease", daemon=True)
    helper.start()
    try:
        yield
    finally:
        over.set()
        helper.join()


def _renew(lease: Lease, over: threading.Event) -> None:
    held = True
    while held and not over.wait(EVERY):
        try:
            with db.connection():
                held = lease.renew()
        except OperationalError as error:
            log.warning("the lease of operation %s was not renewed this time: %s", lease.head.id, error)


__all__ = ["holding"]
