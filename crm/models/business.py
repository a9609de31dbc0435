"""A business (a company) that contacts belong to."""

from typing import ClassVar

from crm.models.base import Journalled, Text, UTCField


class Business(Journalled):
    """A company, found by its folded name."""

    name = Text()
    name_f = Text()
    created_at = UTCField()

    number = 7
    columns: ClassVar = {1: "state", 2: "name"}

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        return (("name_f",),)
