"""A saved mapping: what the columns of one kind of file mean, for the next file of that kind."""

from typing import ClassVar

from crm.models.base import Journalled, Text, UTCField, reference
from crm.models.member import Member


class SavedMapping(Journalled):
    """Everybody who imports may use it: `fingerprint` is that of the headings, `told` the choices about them as JSON."""

    name = Text()
    name_f = Text()
    owner = reference(Member)
    fingerprint = Text()
    told = Text()
    created_at = UTCField()

    number = 16
    columns: ClassVar = {1: "state", 2: "name", 3: "told"}

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        return (("fingerprint",),)
