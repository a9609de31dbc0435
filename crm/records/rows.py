"""The rows of an import of records as people look at them: what became of each, and what a new record was given."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from crm.fields import Field, show
from crm.importing.planning import CREATE, MERGE
from crm.importing.reading import Record
from crm.importing.reviewing import Cell, Line, group_of
from crm.models import Member, Operation, OperationItem
from crm.records.importing import file_of
from crm.records.reading import File, Row


def lines(head: Operation, found: Sequence[OperationItem]) -> list[Line]:
    """These items, in the order of the file, with the rows they are about."""
    if not found:
        return []
    file, wanted = file_of(head), {item.seq: item for item in found}
    records = islice((one for one in file.source.records(found[0].seq - 1) if one.number in wanted), len(wanted))
    return [_line(file, wanted[record.number], record) for record in records]


def _line(file: File, item: OperationItem, record: Record) -> Line:
    row = file.row(record)
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
