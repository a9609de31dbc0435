"""Reading that may not take longer than somebody waits, on both databases."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

import peewee

from crm.db import db, is_sqlite
from crm.errors import CrmError

_STEPS = 10_000
"""How many of its own steps SQLite takes, well under a millisecond, before it is asked whether time is up."""


class TooSlow(CrmError):
    """This took longer than it was given, so it was not finished."""

    status = 503


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Read for so long and no longer: a query that takes more ends with TooSlow."""
    try:
        with _watched(seconds):
            yield
    except (peewee.OperationalError, sqlite3.OperationalError) as error:  # SQLite's own where it was reading rows by then
        if str(error) != "interrupted" and getattr(error.__context__, "sqlstate", None) != "57014":
            raise
        raise TooSlow() from error


@contextmanager
def _watched(seconds: float) -> Iterator[None]:
    if not is_sqlite():
        with db.atomic():
            db.execute_sql(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}")
            yield
            db.execute_sql("SET LOCAL statement_timeout = 0")
        return
    connection, deadline = db.connection(), time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)
