"""Importing a file: a wizard of one address a step, its dry run, its live progress, its outcome and its history."""

from blueprints.imports import columns, history, pages, records, review, saved, steps, unpacking
from blueprints.imports.blueprint import blueprint

__all__ = ["blueprint", "columns", "history", "pages", "records", "review", "saved", "steps", "unpacking"]
