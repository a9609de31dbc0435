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


@dataclass
class Phase:
    """One phase of an operation and its kills: how many struck a worker at its work, and the longest time from a kill to the next progress."""

    name: str
    struck: int = 0
    longest: float = 0.0
    _killed_at: float | None = field(default=None, repr=False)
    _chance: random.Random = field(default_factory=lambda: random.Random(6), repr=False)

    def kill(self, settings: Settings, head: Operation, times: int, within: float, upto: int = 0) -> None:
        """Start a worker and kill it at a random moment, again and again: so many seconds after it took the operation.

        What is begun anew after each kill is killed anywhere: these seconds after its cursor is at a random place before `upto`.
        """
        for _ in range(times):
            process = survival.worker(settings)
            self._watch(head, process, self._chance.uniform(0, within), self._chance.uniform(0, upto))
            if process.poll() is None:
                self.struck += 1
                process.kill()
                self._killed_at = time.monotonic()
            process.wait()

    def finish(self, settings: Settings, head: Operation) -> Operation:
        """Let one more worker end the phase; every phase was struck, and went on in time."""
        process = survival.worker(settings)
        self._watch(head, process, None, 0)
        assert process.wait(900) == 0
        assert self.struck > 0
        assert self.longest <= LONGEST_SECONDS
        return Operation.get_by_id(head.id)

    def _watch(self, head: Operation, process: subprocess.Popen[bytes], seconds: float | None, place: float) -> None:
        """Wait until the worker has had the operation, from this place on, for so long, or has ended; note when it first moves something."""
        before, there_at = _state(head), None
        while process.poll() is None:
            owner, status, cursor = _state(head)
            if there_at is None and owner != before[0] and cursor >= place and (not place or (status, cursor) != before[1:]):
                there_at = time.monotonic()
            if self._killed_at is not None and (status, cursor) != before[1:] and cursor > 0:
                self.longest = max(self.longest, time.monotonic() - self._killed_at)
                self._killed_at = None
            if seconds is not None and there_at is not None and time.monotonic() - there_at >= seconds:
                return
            time.sleep(_PAUSE_SECONDS)


def _state(head: Operation) -> tuple[str, str, int]:
    """Who has an operation, and how far it has come; waiting for a worker is the same as being run by it."""
    fresh = Operation.get_by_id(head.id)
    return fresh.lease_owner, RUNNING if fresh.status == QUEUED else fresh.status, fresh.cursor
