"""What follows when fields of the office's own are described anew: everybody looks again, and values of another type are found anew."""

from crm.db import db
from crm.fields import custom
from crm.journal import values
from crm.models import Change, CustomField

_TYPE = next(number for number, name in CustomField.columns.items() if name == "type")


def settle(operation: int) -> None:
    """After descriptions were written, undone or redone."""
    c = Change
    retyped = c.select(c.row).distinct().where((c.operation == operation) & (c.tbl == CustomField.number) & (c.col == _TYPE))
    for (field_id,) in list(retyped.tuples()):
        values.rebuild(field_id)
    custom.doubt()
    db.after_commit(custom.doubt)
