"""The fields: each described once; the row drives columns, filters, import, export and forms."""

from crm.fields.field import Custom, Field, NoSuchField, Option
from crm.fields.registry import BUSINESS_FIELDS, DATA, FIELDS, Fields, field
from crm.fields.values import BadValue, clean, look_up, plain, show, typed

__all__ = [
    "BUSINESS_FIELDS",
    "DATA",
    "FIELDS",
    "BadValue",
    "Custom",
    "Field",
    "Fields",
    "NoSuchField",
    "Option",
    "clean",
    "field",
    "look_up",
    "plain",
    "show",
    "typed",
]
