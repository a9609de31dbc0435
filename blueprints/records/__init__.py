"""Records of any kind but people: made, and their fields changed on a page, in a list or on the record; the columns of their lists, and their sheets."""

from blueprints.records import columns, fields, forms, sheets
from blueprints.records.blueprint import blueprint

__all__ = ["blueprint", "columns", "fields", "forms", "sheets"]
