"""The fields: each described once; the row drives columns, filters, import, export and forms."""

from crm.fields.registry import DATA, FIELDS, Field, NoSuchField, field
from crm.fields.values import BadValue, clean, show

__all__ = ["DATA", "FIELDS", "BadValue", "Field", "NoSuchField", "clean", "field", "show"]
