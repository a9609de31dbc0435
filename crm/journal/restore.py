"""Writing an undo's verdicts: restorations, the marks on what was taken back, and the cells themselves."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from crm.db import take_ids
from crm.journal import batch, ends
from crm.journal.cells import column_at
from crm.journal.change import Writer
from crm.journal.history import Cell, Line
from crm.journal.verdicts import KEPT, RESTORED, Verdict
from crm.models import Change, Contact, Membership
from crm.rows import update_rows, write_rows

_BIRTH = ("id", "event", "operation", "tbl", "row", "col", "old", "new", "off")


def write(writer: Writer, verdicts: Sequence[Verdict]) -> None:
    """Write one batch of verdicts: each subject with an effect gets one event."""
    done = [v for v in verdicts if v.word != KEPT and v.lines]
    if not done:
        return
    subjects = list(dict.fromkeys(v.cell.subject for v in done))
    batch.new_events(writer, [s for s in subjects if s not in writer.events], "undone")
    born = _write_births(writer, done)
    shown = [v for v in done if v.word == RESTORED]
    batch.new_changes(writer, [_restoration(v, writer.events, born) for v in shown])
    _switch(writer.id, done)
    _write_cells(writer, shown)
    ends.beside(writer, {v.cell.subject for v in shown})


def _write_births(writer: Writer, done: Iterable[Verdict]) -> dict[Cell | int, int]:
    """A birth that is taken back becomes a change of its own, before all others of its cell."""
    born = [(v.cell, line) for v in done for line in v.lines if line.id is None]
    ids = [-i for i in take_ids(Change, len(born))]
    rows = [(i, c.event, ln.operation, *c.at, ln.old, ln.new, writer.id) for i, (c, ln) in zip(ids, born, strict=True)]
    write_rows(Change, _BIRTH, rows)
    return {id(cell): i for i, (cell, _) in zip(ids, born, strict=True)}


def _restoration(verdict: Verdict, events: dict[Any, int], born: dict[Any, int]) -> batch.ChangeRow:
    cell, line = verdict.cell, verdict.lines[-1]
    of = None if verdict.forced else line.id if line.id is not None else born[id(cell)]
    return (events[cell.subject], *cell.at, cell.fold(), verdict.want, of)


def _switch(undo: int, done: Iterable[Verdict]) -> None:
    """Mark the changes that are taken back as off, and those given again as standing."""
    marks: list[tuple[int | None, int]] = []
    for verdict in done:
        marks += [(None if _is_off(line) else undo, line.id) for line in verdict.lines if line.id is not None]
    update_rows(Change, ("off",), ("id",), marks)


def _is_off(line: Line) -> bool:
    return line.off is not None


def _write_cells(writer: Writer, shown: Iterable[Verdict]) -> None:
    alike: dict[tuple[int, int], list[Verdict]] = defaultdict(list)
    for verdict in shown:
        alike[verdict.cell.at.tbl, verdict.cell.at.col].append(verdict)
    flips: dict[Any, list[tuple[int, int, int]]] = defaultdict(list)
    cells: dict[Any, dict[int, dict[Any, Any]]] = defaultdict(lambda: defaultdict(dict))
    for at, verdicts in alike.items():
        column = column_at(*at)
        if issubclass(column.model, Membership):
            flips[column.model] += [(v.cell.at.row, column.number, int(v.want == "1")) for v in verdicts]
        else:
            for v in verdicts:
                cells[column.model][v.cell.at.row][column.name] = column.decode(v.want)
        contacts = {v.cell.subject[1] for v in verdicts if v.cell.subject[0] == Contact.number}
        batch.touch(writer, column.model, contacts, {column.field.name})
    for model, rows in flips.items():
        batch.flip(model, rows)
    for model, by_row in cells.items():
        batch.store(model, by_row, writer)
