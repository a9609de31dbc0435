"""The office itself: one row with what its people set; what is empty is as the environment says."""

from typing import ClassVar

from peewee import SmallIntegerField

from crm.models.base import Journalled, Text


class Office(Journalled):
    """Name, country of phone numbers without one, time zone, paper, whether the first steps are still shown, and how long undo lasts."""

    name = Text()
    phone_region = Text()
    timezone = Text()
    paper = Text()
    steps_closed = SmallIntegerField(default=0)
    undo_days = SmallIntegerField(default=60)

    number = 13
    columns: ClassVar = {1: "state", 2: "name", 3: "phone_region", 4: "timezone", 5: "paper", 6: "steps_closed", 7: "undo_days"}
