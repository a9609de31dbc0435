"""What a field is: its key, its label, its type and where it is stored."""

from dataclasses import dataclass

from crm.errors import CrmError
from crm.models import Base

Table = type[Base]


class NoSuchField(CrmError):
    """There is no field “{key}”."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a custom choice: values hold `id`, filters `key`, people read `label`."""

    id: int
    key: str
    label: str
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Custom:
    """What only a field of the office's own has; `options` are the living ones in their order, `gone` those taken away.

    `subject` is the number of the table it is a field of, `currency` that of money, `to` the table a reference points to.
    """

    id: int
    subject: int
    folder: int | None = None
    position: int = 0
    required: bool = False
    unique: bool = False
    default: str = ""
    help: str = ""
    currency: str = ""
    to: int = 0
    options: tuple[Option, ...] = ()
    gone: tuple[Option, ...] = ()
    alive: bool = True


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `type` is one of text, long, many, choice, country, timezone, member, date, time, number, dnc, note, business,
    phone, email, and for a `custom` one a key of crm.fields.types.TYPES.

    `column` is set where the field is one cell of a table; many-valued and computed fields have none. `limit` is in characters.
    """

    key: str
    label: str
    type: str
    model: Table | None = None
    column: str | None = None
    limit: int = 1_000
    sortable: str | None = None
    custom: Custom | None = None

    @property
    def editable(self) -> bool:
        """Whether a person may set the field as one value."""
        return self.custom is not None or (self.column is not None and self.type not in ("number", "time"))

    @property
    def own(self) -> Custom:
        """What makes it one of the office's own; only asked of those that are."""
        if self.custom is None:
            raise TypeError(f"{self.key} is a standard field")
        return self.custom
