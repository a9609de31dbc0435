"""What was done: the operations, each with its outcome and its undo."""

from blueprints.operations import actions, pages  # noqa: F401 they add their routes
from blueprints.operations.blueprint import blueprint

__all__ = ["blueprint"]
