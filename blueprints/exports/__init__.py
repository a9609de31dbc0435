"""Print and export: what to make of whom, in which columns, and the file when it is there."""

from blueprints.exports import pages, sets
from blueprints.exports.blueprint import blueprint

__all__ = ["blueprint", "pages", "sets"]
