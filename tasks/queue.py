"""The queue: SQLite in a file of its own by default, PostgreSQL or Redis when configured."""

import logging
import threading
import time
from typing import Any

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey

from crm import db
from crm.jobs import listeners, work
from crm.journal import items
from crm.settings import Settings

log = logging.getLogger("kith.queue")
SWEEP_SECONDS = 5


def open_queue(settings: Settings) -> Huey:
    """The queue of `KITH_QUEUE_URL`; results are not kept, the rows tell."""
    url, options = settings.queue_url, {"results": False, "utc": True}
    if url.startswith("sqlite:///"):
        return SqliteHuey("kith", filename=url.removeprefix("sqlite:///"), fsync=True, **options)
    if url.startswith("postgresql://"):
        return PostgresHuey("kith", dsn=url, **options)
    return RedisHuey("kith", url=url, **options)


def listen(settings: Settings) -> Huey:
    """Send every operation that is queued to the workers."""
    huey = open_queue(settings)
    task = huey.task(name="kith.run", retries=0)(_run)
    items.on_queued[:] = [lambda operation_id: _send(task, operation_id)]
    return huey


def _send(task: Any, operation_id: int) -> None:
    """A lost message is found by the sweep, so a broken queue never breaks the page."""
    try:
        task(operation_id)
    except (OSError, RuntimeError) as error:
        log.warning("could not queue operation %s: %s", operation_id, error)


def _run(operation_id: int) -> None:
    with db.connection():
        work.run(operation_id)


def start_sweep(settings: Settings) -> None:
    """Every five seconds run what is due and nobody living works on, in a thread of the worker."""
    threading.Thread(target=_sweep, args=(settings,), daemon=True, name="kith-sweep").start()


def _sweep(settings: Settings) -> None:
    while True:
        time.sleep(SWEEP_SECONDS)
        with db.connection():
            listeners.follow()
            beat(settings)
            for operation_id in work.due():
                work.run(operation_id)


def beat(settings: Settings) -> None:
    """Leave a sign of life that /health reads."""
    (settings.data / "worker.beat").touch()
