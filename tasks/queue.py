"""The queue carries the ids of operations to the workers; it may lose or repeat a message, and nothing goes missing or happens twice."""

import logging
import sqlite3
from threading import Lock

import psycopg
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.storage import RedisStorage
from redis.exceptions import RedisError

from crm import bulk, db
from crm.files import clearing
from crm.importing import originals
from crm.jobs import exporting, work
from crm.journal import purge
from crm.settings import BadSetting

log = logging.getLogger("kith.queue")
BROKEN = (OSError, sqlite3.Error, psycopg.Error, RedisError)
"""What a queue that can't be used raises."""

_opened: dict[str, "Queue"] = {}
_opening = Lock()


class Queue:
    """One office's queue and the tasks it knows; it keeps no results, for the rows tell."""

    def __init__(self, url: str) -> None:
        self.huey = _connect(url)
        self.run = self.huey.task(name="kith.run")(run)
        self.tidy = self.huey.periodic_task(crontab(hour="3", minute="17"), name="kith.tidy")(tidy)


def open_queue(url: str) -> Queue:
    """The queue of `KITH_QUEUE_URL`, opened once a process."""
    with _opening:
        if url not in _opened:
            _opened[url] = Queue(url)
        return _opened[url]


def close_queues() -> None:
    """Give back every connection to a queue before the process ends."""
    while _opened:
        storage = _opened.popitem()[1].huey.storage
        storage.close()
        if isinstance(storage, RedisStorage):  # whose close() leaves its pool open
            storage.pool.disconnect()


def send(url: str, operation_id: int) -> None:
    """Ask the workers to run an operation; a broken queue never breaks the page, for the workers' sweep finds what it lost."""
    try:
        open_queue(url).run(operation_id)
    except BROKEN as error:
        log.warning("operation %s waits for the sweep, for the queue is broken: %s", operation_id, error)


def run(operation_id: int) -> None:
    """Run one operation to its end, unless somebody else does."""
    with db.connection():
        work.run(operation_id)


def tidy() -> None:
    """Every night remove what nothing can bring back, with its files, and files whose window has ended, and empty the write-ahead log into the database."""
    with db.connection():
        purge.purge()
        clearing.clear()
        bulk.clear()
        db.checkpoint(whole=True)
        exporting.clear()
        originals.clear()


def _connect(url: str) -> Huey:
    match url.partition(":")[0]:
        case "sqlite":
            return SqliteHuey("kith", filename=url.removeprefix("sqlite:///"), fsync=True, results=False, utc=True)
        case "postgresql":
            return PostgresHuey("kith", dsn=url, results=False, utc=True)
        case "redis" | "rediss" | "unix":
            return RedisHuey("kith", url=url, results=False, utc=True)
        case _:
            raise BadSetting(name="KITH_QUEUE_URL", value=url, expected="an address that starts with sqlite:///, postgresql:// or redis://")
