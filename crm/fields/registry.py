"""The registry: every field of a record by its key, those that are always there and the office's own alike."""

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from crm.fields import custom
from crm.fields.field import Field, NoSuchField
from crm.fields.standard import BUSINESS, BUSINESS_DATA, CONTACT, CONTACT_DATA
from crm.models import Business, Contact


class Fields(Mapping[str, Field]):
    """The fields of one kind of record as they are now: the standard ones, then the custom ones by folder and position.

    `subject` is the number of the records' table. Reading costs nothing as long as nobody changed a field.
    """

    def __init__(self, subject: int, standard: Mapping[str, Field], data: Sequence[str] = ()) -> None:
        """`data` are the keys of the standard fields that a file can bring in again, in the order of our files."""
        self.subject = subject
        self.standard = standard
        self.data = Data(self, data)

    def __getitem__(self, key: str) -> Field:
        return self.standard.get(key) or self.custom[key]

    def __iter__(self) -> Iterator[str]:
        yield from self.standard
        yield from self.custom

    def __len__(self) -> int:
        return len(self.standard) + len(self.custom)

    def named(self, key: str) -> Field:
        """The field of this key; an unknown one raises NoSuchField."""
        try:
            return self[key]
        except KeyError:
            raise NoSuchField(key=key) from None

    @property
    def custom(self) -> Mapping[str, Field]:
        """The office's own fields, by their key, in their order."""
        return custom.of(self.subject)


class Data(Sequence[str]):
    """The keys of the fields that a re-import can carry, in the order of our files: the standard ones, then the custom ones."""

    def __init__(self, fields: "Fields", standard: Sequence[str]) -> None:
        self._fields = fields
        self._standard = standard

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        return (*self._standard, *self._fields.custom)[at]

    def __len__(self) -> int:
        return len(self._standard) + len(self._fields.custom)


FIELDS = Fields(Contact.number, CONTACT, CONTACT_DATA)
"""The fields of contacts."""
DATA = FIELDS.data
"""The fields of contacts that a re-import can carry, in the order of our files."""
BUSINESS_FIELDS = Fields(Business.number, BUSINESS, BUSINESS_DATA)
"""The fields of businesses."""


def field(key: str) -> Field:
    """The contact field of this key; an unknown one raises."""
    return FIELDS.named(key)


__all__ = ["BUSINESS_FIELDS", "DATA", "FIELDS", "Data", "Field", "Fields", "NoSuchField", "field"]
