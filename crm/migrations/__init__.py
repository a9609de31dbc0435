"""Numbered migrations: applied in order, each in a transaction, recorded by name; safe to interrupt and to repeat."""

from pathlib import Path

from playhouse.migrations import Runner  # type: ignore[import-untyped]

from crm.db import db


def migrate() -> list[str]:
    """Bring the database up to date; gives the names of what was applied now."""
    runner = Runner(db.obj, str(Path(__file__).parent))
    return [str(name) for name in runner.up() or ()]
