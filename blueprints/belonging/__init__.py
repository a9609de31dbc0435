"""What ties people and businesses: who belongs where, what is suggested, and the notes and tasks of a business."""

from blueprints.belonging import beside, notes, people, suggestions
from blueprints.belonging.blueprint import blueprint

__all__ = ["beside", "blueprint", "notes", "people", "suggestions"]
