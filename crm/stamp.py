"""What is looked up often and changes seldom, kept as long as nothing was written since: every write leaves an event."""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from crm.db import db

T = TypeVar("T")
_kept: dict[tuple[int, str], tuple[int, Any]] = {}
_lock = Lock()


def newest() -> int:
    """The id of the newest event: it moves with every write."""
    return int(db.execute_sql("SELECT max(id) FROM event").fetchone()[0] or 0)


def kept(name: str, make: Callable[[], T]) -> T:
    """What `make` gives, made anew only after something was written."""
    key, stamp = (id(db.obj), name), newest()
    with _lock:
        found = _kept.get(key)
    if found is None or found[0] != stamp:
        found = (stamp, make())
        with _lock:
            _kept[key] = found
    value: T = found[1]
    return value
