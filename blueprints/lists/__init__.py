"""Smart lists: building a filter, saving it as a list, and asking why somebody is not in it."""

from blueprints.lists import actions, pages
from blueprints.lists.blueprint import blueprint

__all__ = ["actions", "blueprint", "pages"]
