"""Types that point to another row: a record, or a file."""

import re
from collections.abc import Iterable, Sequence
from typing import ClassVar

from crm import text
from crm.db import among
from crm.fields import references
from crm.fields.field import Field
from crm.fields.place import Place
from crm.fields.types.base import Keys, Read, Type, Unfit
from crm.models import LIVE, File


class Reference(Type):
    """A contact, a business or a record of an object of the office's own; canonical is its id."""

    key, name, asks, by, sorts, looks_up = "reference", "Link to a record", "text", "num", False, True

    def reader(self, field: Field, place: Place) -> Read:
        def read(typed: str) -> str:
            found = references.find(field, text.single_line(typed))
            if isinstance(found, str):
                raise Unfit(found, "link_several" if "several" in found else "link_nobody")
            return str(found)

        return read

    def keys(self, value: str) -> Sequence[Keys]:
        return (Keys(num=int(value)),)

    def names(self, field: Field, values: Iterable[str]) -> dict[str, str]:
        found = references.names(field.own.to, [int(value) for value in values])
        return {str(record): name for record, name in found.items()}

    def plain(self, field: Field, value: str) -> str:
        return f"{self.show(field, value, Place())} (#{value})"

    def show(self, field: Field, value: str, place: Place) -> str:
        return self.names(field, (value,))[value]


class Attachment(Type):
    """A file of the record, put in on its page; canonical is the id of its row. Files and forms write it `name (#12)`, and both must fit."""

    key, name, asks, by, sorts, unique, looks_up = "file", "File", "file", "num", False, False, True
    _WRITTEN: ClassVar = re.compile(r"(.+) \(#(\d{1,15})\)")

    def reader(self, field: Field, place: Place) -> Read:
        def read(typed: str) -> str:
            found = self._WRITTEN.fullmatch(text.single_line(typed))
            same = (File.name == found[1]) & (File.id == int(found[2])) & (File.state == LIVE) if found else None
            if found is None or not File.select().where(same).exists():
                raise Unfit("a file that is here: put one in on the record", "choice")
            return found[2]

        return read

    def keys(self, value: str) -> Sequence[Keys]:
        return (Keys(num=int(value)),)

    def names(self, field: Field, values: Iterable[str]) -> dict[str, str]:
        rows = File.select(File.id, File.name, File.state).where(among(File.id, [int(value) for value in values]))
        found = {str(file): name if state == LIVE else f"{name}, removed" for file, name, state in rows.tuples()}
        return {value: found.get(value, f"File {value}") for value in values}

    def plain(self, field: Field, value: str) -> str:
        return f"{self.show(field, value, Place())} (#{value})"

    def show(self, field: Field, value: str, place: Place) -> str:
        return self.names(field, (value,))[value]
