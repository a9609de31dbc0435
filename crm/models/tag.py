"""A tag: a coloured word put on contacts."""

from typing import ClassVar

from peewee import SQL, SmallIntegerField

from crm.models.base import Journalled, Text


class Tag(Journalled):
    """Unique by its folded name among living tags; `colour` is one of eight, 0 to 7."""

    name = Text()
    name_f = Text()
    colour = SmallIntegerField(default=0)

    number = 8
    columns: ClassVar = {1: "state", 2: "name", 3: "colour"}


Tag.add_index(Tag.index(Tag.name_f, unique=True, where=SQL("state = 1"), name="tag_name_live"))
