"""Tasks: the list, one task, the day, and every act on them."""

from blueprints.tasks import actions, pages, today
from blueprints.tasks.blueprint import blueprint

__all__ = ["actions", "blueprint", "pages", "today"]
