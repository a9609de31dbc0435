"""What is looked up often and changes seldom, kept as long as nothing was written since: every write leaves an event."""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from peewee import Database

from crm.db import db

T = TypeVar("T")
_kept: WeakKeyDictionary[Database, dict[str, tuple[int, Any]]] = WeakKeyDictionary()
"""By the database itself: another may come to stand where one that has gone stood in memory."""
_lock = Lock()


def newest() -> int:
    """The id of the newest event: it moves with every write."""
    return int(db.execute_sql("SELECT max(id) FROM event").fetchone()[0] or 0)


def kept(name: str, make: Callable[[], T]) -> T:
    """What `make` gives, made anew only after something was written."""
    stamp = newest()
    with _lock:
        mine = _kept.setdefault(db.obj, {})
        found = mine.get(name)
    if found is None or found[0] != stamp:
        found = (stamp, make())
        with _lock:
            mine[name] = found
    value: T = found[1]
    return value
