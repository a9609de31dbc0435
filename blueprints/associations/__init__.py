"""Links between records, from either side, and their labels."""

from blueprints.associations import labels, links
from blueprints.associations.blueprint import blueprint

__all__ = ["blueprint", "labels", "links"]
