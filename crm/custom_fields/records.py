"""What records hold in the office's own fields, whatever kind of record they are."""

from collections.abc import Sequence

from crm.db import among
from crm.fields import custom
from crm.journal import values
from crm.journal.cells import Address
from crm.models import CustomField, CustomValue, Journalled


def held(record: Journalled) -> dict[str, str]:
    """What one record holds, canonical, by the key of the field; empty ones are ''."""
    fields = custom.of(record.kind_number)
    found = values.of([record.id], [known.own.id for known in fields.values()])[record.id] if fields else {}
    return {key: found.get(known.own.id, "") for key, known in fields.items()}


def cells(kind: int, records: Sequence[int]) -> dict[int, dict[Address, str]]:
    """Every filled cell of these records by its address, also of fields that were deleted: what a merge moves and an erasure erases.

    `kind` is the number of the records' table: a field belongs to one kind.
    """
    v, f = CustomValue, CustomField
    mine = among(v.record, records) & (v.position == 0) & (f.subject == kind)
    query = v.select(v.record, v.field, v.text).join(f, on=(f.id == v.field)).where(mine).order_by(v.record, v.field)
    found: dict[int, dict[Address, str]] = {record: {} for record in records}
    for record, field_id, text in query.tuples():
        found[record][Address(v.number, record, field_id)] = text
    return found
