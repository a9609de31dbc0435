"""People: the list, the record, and every act on it."""

from blueprints.contacts import actions, businesses, fields, files, following, lists, notes, pages, sheet, talks, tasks, ways
from blueprints.contacts.blueprint import blueprint

__all__ = [
    "actions",
    "blueprint",
    "businesses",
    "fields",
    "files",
    "following",
    "lists",
    "notes",
    "pages",
    "sheet",
    "talks",
    "tasks",
    "ways",
]
