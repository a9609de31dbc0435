"""What every type of custom field does; the base is a line of text."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import ClassVar, NamedTuple

from crm import text
from crm.fields.field import Field
from crm.fields.place import Place
from crm.fold import fold

CUT = 200
"""How much of a folded text is held in the index."""
Read = Callable[[str], str]


class Unfit(Exception):
    """A typed text that a type can't hold; says what was `expected`, and the `reason` an import gives."""

    def __init__(self, expected: str, reason: str) -> None:
        super().__init__(expected)
        self.expected = expected
        self.reason = reason


class Keys(NamedTuple):
    """What one row of a value is found by."""

    text_f: str | None = None
    long_f: str | None = None
    num: Decimal | int | None = None


class Type:
    """A type; the base is a line of text. Canonical values are never empty: an empty field has no value at all."""

    key: ClassVar[str] = "text"
    name: ClassVar[str] = "Text"
    asks: ClassVar[str] = "text"
    """Whose operators filters have for it."""
    by: ClassVar[str] = "text_f"
    """The column that values are found by."""
    sorts: ClassVar[bool] = True
    """Whether lists may be sorted by it, in the order of that column."""
    looks_up: ClassVar[bool] = False
    """Whether a value is told by another row, so that many are best told at once."""
    unique: ClassVar[bool] = True
    """Whether values may be held to be unique."""

    def reader(self, field: Field, place: Place) -> Read:
        """A function from typed text that isn't blank to its canonical form ('' for nothing); it raises Unfit."""

        def read(typed: str) -> str:
            bare = text.single_line(typed)
            if not bare.isprintable() and text.has_control(bare):
                raise Unfit("plain text: it holds a control sign", "control_char")
            return self.fitting(bare, field)

        return read

    def ready(self, field: Field) -> Callable[[str], bool] | None:
        """A quick test for typed text that is canonical as it stands, where there is one; `reader` reads what doesn't pass, canonical or not."""
        limit = field.limit
        if self.key != Type.key:
            return None
        return lambda typed: len(typed) <= limit and typed[:1].isalnum() and typed.isascii() and typed.isprintable() and typed[-1] != " "

    def fitting(self, bare: str, field: Field) -> str:
        """A clean line of text, if the type can hold it."""
        if len(bare) > field.limit:
            raise Unfit(f"short enough: {field.limit:,} characters are allowed", "too_long")
        return bare

    def needle(self, value: str) -> str:
        """A text as what values are found by holds it."""
        return fold(value)

    def keys(self, value: str) -> Sequence[Keys]:
        """What each row of a canonical value is found by."""
        folded = self.needle(value)
        return (Keys(folded[:CUT], folded if len(folded) > CUT else None),)

    def plain(self, field: Field, value: str) -> str:
        """The value as our files write it, which `reader` reads back to the letter."""
        return value

    def typed(self, field: Field, value: str, place: Place) -> str:
        """The value as a form holds it, which `reader` reads back too."""
        return self.plain(field, value)

    def show(self, field: Field, value: str, place: Place) -> str:
        """The value as people read it."""
        return self.plain(field, value)

    def names(self, field: Field, values: Iterable[str]) -> dict[str, str]:
        """What many values are called by the rows they point to, in one query; nothing for types that don't look up."""
        return {}
