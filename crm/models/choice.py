"""The options of a choice field that the office may edit, such as a contact's type."""

from typing import ClassVar

from peewee import SmallIntegerField

from crm.models.base import Journalled, Text


class Choice(Journalled):
    """One option of one field: a key that files and filters use, and the label people read."""

    field = Text()
    key = Text()
    label = Text()
    position = SmallIntegerField(default=0)

    number = 9
    columns: ClassVar = {1: "state", 2: "label", 3: "position"}
