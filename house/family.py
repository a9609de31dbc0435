"""Processes that belong together: none outlives the one that started it, and no two serve the same office."""

import ctypes
import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm.errors import CrmError

_PR_SET_PDEATHSIG = 1


class AlreadyRunning(CrmError):
    """Kith is already running for this office ({holder}). Stop it first, or set KITH_DATA to the folder of another office."""

    status = 409


def end_with_parent() -> None:
    """Ask the kernel for SIGTERM when the process that started this one is gone, however it went; only Linux can."""
    if sys.platform != "linux" or "KITH_PARENT" not in os.environ:
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(os.environ["KITH_PARENT"]):
        os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def alone(path: Path, myself: str) -> Iterator[bool]:
    """Hold a lock file that says who holds it; raises AlreadyRunning when somebody else does.

    Gives whether the last who held it was ended by force: then what it started may take a moment to end, too.
    """
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunning(holder=file.read()) from None
        file.seek(0)
        forced = bool(file.read())
        file.truncate(0)
        file.write(myself)
        file.flush()
        try:
            yield forced
        finally:
            file.truncate(0)


@contextmanager
def in_turn(path: Path) -> Iterator[None]:
    """Wait until nobody else holds the lock file, then hold it."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
