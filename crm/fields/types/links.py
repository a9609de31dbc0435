"""The type that points to another record."""

from collections.abc import Sequence

from crm import text
from crm.fields import references
from crm.fields.field import Field
from crm.fields.place import Place
from crm.fields.types.base import Keys, Read, Type, Unfit


class Reference(Type):
    """A contact or business; canonical is its id."""

    key, name, asks, by, sorts = "reference", "Link to a record", "text", "num", False

    def reader(self, field: Field, place: Place) -> Read:
        to = field.own.to

        def read(typed: str) -> str:
            found = references.find(to, text.single_line(typed))
            if isinstance(found, str):
                raise Unfit(found, "ambiguous" if "several" in found else "no_match")
            return str(found)

        return read

    def keys(self, value: str) -> Sequence[Keys]:
        return (Keys(num=int(value)),)

    def plain(self, field: Field, value: str) -> str:
        return references.written(field.own.to, int(value))

    def show(self, field: Field, value: str, place: Place) -> str:
        return references.named(field.own.to, int(value))
