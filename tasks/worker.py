"""The worker: runs what is queued, sweeps up what a queue lost or a dead worker left, and shows that it lives."""

import logging
import time
from datetime import datetime
from threading import Event, Thread

from huey.consumer import BaseProcess, Consumer
from peewee import PeeweeException

from crm import db
from crm.importing import drafts
from crm.jobs import listeners, mails, reminding, work
from crm.settings import Settings
from tasks.queue import BROKEN, Queue, close_queues, open_queue

log = logging.getLogger("kith.worker")
SWEEP_SECONDS = 5
_THREADS = 2
_PATIENCE_SECONDS = 60
_LONGEST_NAP_SECONDS = 0.5
_LONGEST_LISTENING_SECONDS = 2


def work_for(settings: Settings) -> None:
    """Work until SIGTERM; operations that run then end after their batch and wait for the next worker."""
    db.connect(settings, patient=True)
    queue = open_queue(settings.queue_url)
    queue.huey.pending_count()  # some queues are only reached for when the first message is
    Worker(settings, queue).run()
    close_queues()


def beat(settings: Settings) -> None:
    """Leave the sign of life that /health reads."""
    (settings.data / "worker.beat").touch()


class Sweep(BaseProcess):
    """Every five seconds: a sign of life while the queue is there, the reminders that are due, the listeners' turn, and a message for every operation nobody living works on."""

    process_name = "Sweep"

    def __init__(self, settings: Settings, queue: Queue, stop_flag: Event) -> None:
        self.settings, self.queue = settings, queue
        super().__init__(queue.huey, stop_flag)

    def loop(self, now: datetime | None = None) -> None:
        try:
            self.queue.huey.pending_count()
            beat(self.settings)
            with db.connection():
                self._sweep()
        except (PeeweeException, *BROKEN) as error:
            log.warning("the sweep was in vain: %s", error)
        self.stop_flag.wait(SWEEP_SECONDS)

    def _sweep(self) -> None:
        reminding.remind()
        _listen()
        mails.write_digests()
        drafts.expire()
        if self.queue.huey.pending_count() == 0:
            for operation_id in work.due():
                self.queue.run(operation_id)


def _listen() -> None:
    """Hand out what happened, as long as much of it waits, but never for so long that other work would wait."""
    until = time.monotonic() + _LONGEST_LISTENING_SECONDS
    while listeners.follow() and time.monotonic() < until:
        pass


class Worker(Consumer):
    """Huey's consumer with a sweep beside its scheduler; SIGTERM lets running batches end, SIGINT does not."""

    def __init__(self, settings: Settings, queue: Queue) -> None:
        super().__init__(
            queue.huey,
            workers=_THREADS,
            max_delay=_LONGEST_NAP_SECONDS,
            graceful_signal="TERM",
            shutdown_timeout=_PATIENCE_SECONDS,
        )
        self._settings, self._queue = settings, queue
        self.sweep = self._create_sweep()

    def _create_sweep(self) -> Thread:
        return self._create_process(Sweep(self._settings, self._queue, self.stop_flag), Sweep.process_name)

    def start(self) -> None:
        super().start()
        self.sweep.start()

    def check_worker_health(self) -> bool:
        """Besides what Huey restarts, the sweep."""
        if not self.environment.is_alive(self.sweep):
            self.sweep = self._create_sweep()
            self.sweep.start()
        return super().check_worker_health()

    def stop(self, graceful: bool = False) -> None:
        work.stop()
        super().stop(graceful)
