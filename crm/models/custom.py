"""The fields of an office's own trade: how each is described, what may be chosen in it, and what records hold."""

from decimal import Decimal
from typing import Any, ClassVar

from peewee import SQL, BigIntegerField, CompositeKey, DecimalField, IntegerField, SmallIntegerField

from crm.db import is_sqlite
from crm.models.base import Base, Journalled, Text, reference


class NumberField(DecimalField):
    """A number of at most fifteen digits: a Decimal in Python, exact on PostgreSQL, and on SQLite as exact as fifteen digits need."""

    casts_rows = True

    def get_modifiers(self) -> None:
        """No precision: the column is a plain NUMERIC."""
        return

    def db_value(self, value: Any) -> Any:
        if value is None or not is_sqlite():
            return None if value is None else Decimal(value)
        number = Decimal(value)
        return int(number) if number == number.to_integral_value() else float(number)

    def python_value(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(str(value))


class CustomFolder(Journalled):
    """A folder of custom fields; `subject` is the number of the table whose records the fields are of."""

    subject = BigIntegerField()
    name = Text()
    position = IntegerField(default=0)

    number = 23
    columns: ClassVar = {1: "state", 2: "name", 3: "position"}


class CustomField(Journalled):
    """A field the office made: `subject` as for folders; the key is fixed, everything else may change.

    `type` is a key of crm.fields.types.TYPES, `default` a canonical value, `settings` JSON that the type understands.
    """

    subject = BigIntegerField()
    key = Text()
    label = Text()
    type = Text()
    folder = reference(CustomFolder, null=True)
    position = IntegerField(default=0)
    required = SmallIntegerField(default=0)
    unique = SmallIntegerField(default=0)
    default = Text()
    help = Text()
    settings = Text()

    number = 20
    columns: ClassVar = {
        1: "state",
        2: "label",
        3: "type",
        4: "folder",
        5: "position",
        6: "required",
        7: "unique",
        8: "default",
        9: "help",
        10: "settings",
    }


class CustomOption(Journalled):
    """One option of a choice: values hold its id, so that renaming keeps them; `key` is what filters and files know it by."""

    field = reference(CustomField)
    key = Text()
    label = Text()
    colour = SmallIntegerField(default=0)
    position = IntegerField(default=0)

    number = 21
    columns: ClassVar = {1: "state", 2: "label", 3: "colour", 4: "position"}

    class Meta:
        indexes = ((("field",), False),)


class CustomValue(Base):
    """What a record holds in a custom field: a cache of one journalled cell, (this table, record, field), that the writer rebuilds.

    The row at position 0 carries the cell's canonical `text`; a multiple choice has a row an option. A row is found by `text_f`,
    folded text cut at 200 signs (`long_f` is the whole where that is longer), or by `num`: a number, minor units of money, an option's
    or record's id, days or seconds since 1970. `live` is 0 while it is a person's who isn't living, so that the indexes alone tell who
    is in a list; for other kinds of records it is always 1.
    """

    compact = True

    record = BigIntegerField()
    field = BigIntegerField()
    position = SmallIntegerField(default=0)
    text = Text(null=True)
    text_f = Text(null=True)
    long_f = Text(null=True)
    num = NumberField(null=True)
    live = SmallIntegerField(default=1)

    number = 22
    columns: ClassVar[dict[int, str]] = {}

    class Meta:
        primary_key = CompositeKey("record", "field", "position")


CustomField.add_index(
    CustomField.index(CustomField.subject, CustomField.key, unique=True, where=SQL("state = 1"), name="custom_field_key_live")
)
for name, found_by in (("text", CustomValue.text_f), ("num", CustomValue.num)):
    columns = (CustomValue.field, found_by, CustomValue.record, CustomValue.live)
    where = SQL(f"{found_by.column_name} IS NOT NULL")
    CustomValue.add_index(CustomValue.index(*columns, where=where, name=f"custom_value_{name}"))
CustomValue.add_index(CustomValue.index(CustomValue.field, CustomValue.record, where=SQL("long_f IS NOT NULL"), name="custom_value_long"))
