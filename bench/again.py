"""The same file once more: it changes nothing, and its undo takes no longer than its import."""

import time
from pathlib import Path

from bench.table import Table
from crm import db, journal, members
from crm.importing import running
from crm.importing.options import Options
from crm.journal import work
from crm.models import Operation
from crm.settings import Settings


def measure(table: Table, settings: Settings, file: Path) -> None:
    """Import other people, import them again, and take the first import back: the office is as before."""
    first, took = _import(settings, file)
    again, second = _import(settings, file)
    assert (again["created"], again["updated"], again["refused"]) == (0, 0, first["refused"])
    undo, back = _undo(first["operation"])
    assert undo.refused == 0
    table.add("import into the office, plan and apply", took, "s", None, "")
    table.add("the same file again: 0 changes", second, "s", took, "the first time")
    table.add("undo of the import", back, "s", took, "the import")
    db.checkpoint(whole=True)


def _import(settings: Settings, file: Path) -> tuple[dict, float]:
    began = time.perf_counter()
    head = running.start(
        file, file.name, Options(phone_region="US"), by=members.require_owner(), folder=settings.data / "files", via="command"
    )
    work.run(head.id)
    return running.result(Operation.get_by_id(head.id)), time.perf_counter() - began


def _undo(number: int) -> tuple[Operation, float]:
    began = time.perf_counter()
    head = journal.undo(Operation.get_by_id(number), by=members.require_owner(), via="command").operation
    work.run(head.id)
    return Operation.get_by_id(head.id), time.perf_counter() - began
