"""Numbered migrations: applied in order, each in a transaction, recorded by name; safe to interrupt and to repeat."""

from pathlib import Path

from playhouse.migrations import Runner  # type: ignore[import-untyped]

from crm.db import db
from crm.statistics import looked_at, refresh_statistics


def migrate() -> list[str]:
    """Bring the database up to date; gives the names of what was applied now.

    An index made anew has no statistics, and SQLite's planner takes one it knows nothing of for better than those it knows.
    """
    runner = Runner(db.obj, str(Path(__file__).parent))
    applied = [str(name) for name in runner.up() or ()]
    if applied and looked_at():
        refresh_statistics()
    return applied
