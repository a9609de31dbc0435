"""People: the list, the record, and every act on it."""

from blueprints.contacts import actions, fields, lists, pages, ways
from blueprints.contacts.blueprint import blueprint

__all__ = ["actions", "blueprint", "fields", "lists", "pages", "ways"]
