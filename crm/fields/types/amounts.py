"""Types that are counted: numbers, money, and yes or no."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from babel.numbers import format_decimal

from crm import text
from crm.fields import numbers
from crm.fields.field import Field
from crm.fields.place import Place
from crm.fields.types.base import Keys, Read, Type, Unfit


class Number(Type):
    key, name, asks, by = "number", "Number", "number", "num"

    def reader(self, field: Field, place: Place) -> Read:
        def read(typed: str) -> str:
            found = numbers.parse(text.single_line(typed), place.region)
            if found is None:
                raise Unfit("a number of at most 15 digits", "number")
            return numbers.plain(found)

        return read

    def ready(self, field: Field) -> Callable[[str], bool] | None:
        return numbers.is_plain

    def keys(self, value: str) -> Sequence[Keys]:
        return (Keys(num=Decimal(value)),)

    def show(self, field: Field, value: str, place: Place) -> str:
        return str(format_decimal(Decimal(value), locale=place.locale, decimal_quantization=False))


class Money(Type):
    key, name, asks, by = "money", "Money", "number", "num"

    def reader(self, field: Field, place: Place) -> Read:
        currency = currency_of(field)

        def read(typed: str) -> str:
            found = numbers.parse_money(text.single_line(typed), currency, place.region)
            if found is None:
                raise Unfit(f"an amount in {currency} like {numbers.amount(123450, currency)}", "number")
            return str(found)

        return read

    def keys(self, value: str) -> Sequence[Keys]:
        return (Keys(num=int(value)),)

    def plain(self, field: Field, value: str) -> str:
        return numbers.amount(int(value), currency_of(field))

    def show(self, field: Field, value: str, place: Place) -> str:
        return numbers.money(int(value), currency_of(field), place.locale)


_ANSWERS = {
    **dict.fromkeys("yes y true 1 on x ✓ ja j oui o si sí wahr vrai".split(), True),
    **dict.fromkeys("no n false 0 off nei nein non falsch faux -".split(), False),
}


class YesNo(Type):
    """Yes is a value; no is none, so that both read the same whether somebody said no or nothing."""

    key, name, asks, by, unique = "yesno", "Yes or no", "yesno", "num", False

    def reader(self, field: Field, place: Place) -> Read:
        def read(typed: str) -> str:
            found = yes_or_no(typed)
            if found is None:
                raise Unfit("yes or no", "yes_no")
            return "1" if found else ""

        return read

    def keys(self, value: str) -> Sequence[Keys]:
        return (Keys(num=1),)

    def plain(self, field: Field, value: str) -> str:
        return "yes"

    def show(self, field: Field, value: str, place: Place) -> str:
        return "Yes"


def yes_or_no(typed: str) -> bool | None:
    """What an answer says, in the languages that files come in; None for one that is neither."""
    return _ANSWERS.get(text.single_line(typed).casefold())


def currency_of(field: Field) -> str:
    """The currency of a field of money."""
    return field.own.currency or "USD"
