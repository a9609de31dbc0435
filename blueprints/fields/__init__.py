"""The office's own fields: made, described and put in order by owners and admins."""

from blueprints.fields import actions, contact_types, folders, options, pages
from blueprints.fields.blueprint import blueprint

__all__ = ["actions", "blueprint", "contact_types", "folders", "options", "pages"]
