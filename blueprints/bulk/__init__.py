"""Bulk acts: choose people, look at what would change, then let it happen."""

from blueprints.bulk import actions, pages  # noqa: F401 they add their routes
from blueprints.bulk.blueprint import blueprint

__all__ = ["blueprint"]
