"""The people who use Kith: inviting, roles, letting in and out; for owners and admins."""

from blueprints.members import actions, joining, pages
from blueprints.members.blueprint import blueprint

__all__ = ["actions", "blueprint", "joining", "pages"]
