"""People: the list, the record, and every act on it."""

from blueprints.contacts import actions, pages
from blueprints.contacts.blueprint import blueprint

__all__ = ["actions", "blueprint", "pages"]
