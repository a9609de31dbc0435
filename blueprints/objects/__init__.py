"""Objects of the office's own: their lists and records, and the settings that make them."""

from blueprints.objects import records, settings
from blueprints.objects.blueprint import blueprint

__all__ = ["blueprint", "records", "settings"]
