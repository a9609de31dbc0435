"""What people hold in text fields of the office's own is found by how it begins: an index range a field, and no search text to keep."""

from peewee import ModelSelect

from crm.db import among
from crm.fields import FIELDS, Fields
from crm.fields.types import type_of
from crm.models import CustomValue

_LAST = "\U0010ffff"
_UNSEARCHED = frozenset(("long",))


def beginning(word: str, fields: Fields = FIELDS) -> ModelSelect | None:
    """The records that hold a text which begins with a folded word; None where there is no such field."""
    ids = [known.own.id for known in fields.custom.values() if type_of(known).by == "text_f" and known.type not in _UNSEARCHED]
    if not ids:
        return None
    v = CustomValue
    return v.select(v.record).where(among(v.field, ids) & v.text_f.is_null(False) & (v.text_f >= word) & (v.text_f < word + _LAST))
