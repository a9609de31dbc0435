"""kill -9 at random moments of one phase of a long operation, and how long it takes each time until somebody goes on."""

import random
import subprocess
import time
from dataclasses import dataclass, field

from crm.models import Operation
from crm.models.operation import QUEUED, RUNNING
from crm.settings import Settings
from tests.crash import survival

LONGEST_SECONDS = 90
"""Work that was killed goes on within this time."""
_PAUSE_SECONDS = 0.005
_AT_WORK_SECONDS = 0.5
"""Workers that go on where the last one was are killed within this time: so there is work left for all of them."""
_ROWS_A_SECOND = 10_000
"""About how fast rows are looked at: a dry run is begun anew after each kill, so its kills may come at any moment of it."""


@dataclass
class Phase:
    """One phase of an operation and its kills: how many struck a worker at its work, and the longest time from a kill to the next progress."""

    name: str
    struck: int = 0
    longest: float = 0.0
    _killed_at: float | None = field(default=None, repr=False)

    def kill(self, settings: Settings, head: Operation, times: int, within: float = _AT_WORK_SECONDS) -> None:
        """Start a worker and kill it at a random moment after it took the operation, again and again."""
        chance = random.Random(f"{self.name} {times}")
        for _ in range(times):
            process = survival.worker(settings)
            self._watch(head, process, chance.uniform(0, within))
            if process.poll() is None:
                self.struck += 1
                process.kill()
                self._killed_at = time.monotonic()
            process.wait()

    def finish(self, settings: Settings, head: Operation) -> Operation:
        """Let one more worker end the phase; every phase was struck, and went on in time."""
        process = survival.worker(settings)
        self._watch(head, process, None)
        assert process.wait(900) == 0
        assert self.struck > 0
        assert self.longest <= LONGEST_SECONDS
        return Operation.get_by_id(head.id)

    def _watch(self, head: Operation, process: subprocess.Popen[bytes], seconds: float | None) -> None:
        """Wait until the worker has had the operation for so long, or has ended; note when it first moves something."""
        before, taken_at = _state(head), None
        while process.poll() is None:
            owner, status, cursor = _state(head)
            if taken_at is None and owner != before[0]:
                taken_at = time.monotonic()
            if self._killed_at is not None and (status, cursor) != before[1:] and cursor > 0:
                self.longest = max(self.longest, time.monotonic() - self._killed_at)
                self._killed_at = None
            if seconds is not None and taken_at is not None and time.monotonic() - taken_at >= seconds:
                return
            time.sleep(_PAUSE_SECONDS)


def moments_of_a_dry_run(rows: int) -> float:
    """The seconds within which a dry run of so many rows is killed."""
    return max(_AT_WORK_SECONDS, rows / _ROWS_A_SECOND)


def _state(head: Operation) -> tuple[str, str, int]:
    """Who has an operation, and how far it has come; waiting for a worker is the same as being run by it."""
    fresh = Operation.get_by_id(head.id)
    return fresh.lease_owner, RUNNING if fresh.status == QUEUED else fresh.status, fresh.cursor
