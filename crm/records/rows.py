"""The rows of an import of records as people look at them: what becomes of each, what a new record is given, what a known one would change."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from crm.fields import Field, show
from crm.importing.planning import CREATE, MERGE, UPDATE
from crm.importing.reading import Record
from crm.importing.reviewing import Cell, Line, group_of
from crm.journal import values
from crm.models import Member, Operation, OperationItem
from crm.models.operation import PENDING
from crm.records.importing import file_of
from crm.records.linking import told
from crm.records.planning import Planner
from crm.records.reading import File, Row

_WRITES = (CREATE, UPDATE)


def lines(head: Operation, found: Sequence[OperationItem], by: Member) -> list[Line]:
    """These items, in the order of the file, with the rows they are about; of a plan with what it would change and link."""
    if not found:
        return []
    file, wanted = file_of(head), {item.seq: item for item in found}
    records = islice((one for one in file.source.records(found[0].seq - 1) if one.number in wanted), len(wanted))
    read = [(wanted[record.number], file.row(record), record) for record in records]
    shown = [_line(file, item, row, record) for item, row, record in read]
    waiting = [(line, row) for line, (item, row, _) in zip(shown, read, strict=True) if item.status == PENDING and item.verdict in _WRITES]
    _tell(file, waiting, by)
    return shown


def _tell(file: File, waiting: Sequence[tuple[Line, Row]], by: Member) -> None:
    """Say what the rows of a plan would change of records that are known, and whom they would link."""
    kind, judged = file.kind, Planner(file.kind, file.options, by).judge([row for _, row in waiting])
    own = [known.own.id for known in kind.fields.custom.values()]
    held = values.of([one.record.id for one in judged if one.verdict == UPDATE], own)
    for (line, _), one in zip(waiting, judged, strict=True):
        if one.verdict == UPDATE:
            line.cells = [_changed(kind.fields[key], one.record, held[one.record.id], value) for key, value in one.cells.items()]
        line.cells += [Cell(label, "", name, True) for label, name in told(one.links, by)]
        line.cells += [Cell("Follower", "", str(Member.get_by_id(member).name), True) for member in one.followers]


def _changed(known: Field, record: Any, held: dict[int, str], value: Any) -> Cell:
    old = held.get(known.own.id) if known.custom else record.__data__.get(known.column)
    return Cell(known.label, _shown(known, old) if old else "", _shown(known, value) if value else "")


def _line(file: File, item: OperationItem, row: Row, record: Record) -> Line:
    line = Line(record.number, group_of(item.verdict, item.reason), item.reason, item.subject_id, _name(row, record))
    if item.verdict in (CREATE, MERGE):
        fields = file.kind.fields
        line.cells = [Cell(fields[key].label, "", _shown(fields[key], value)) for key, value in row.values.items() if key != "name"]
    return line


def _name(row: Row, record: Record) -> str:
    first = next((cell.strip() for cell in record.cells if cell.strip()), "")
    return str(row.values.get("name", "")) or first[:60]


def _shown(known: Field, value: Any) -> str:
    if known.custom:
        return show(known, value)
    return str(Member.get_by_id(value).name) if known.type == "member" else str(value)
