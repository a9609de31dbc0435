"""Types of which people choose: values hold the ids of options, so that renaming one keeps them."""

import json
from collections.abc import Sequence

from crm import text
from crm.exporting.cells import read_names, write_names
from crm.fields.field import Field, Option
from crm.fields.place import Place
from crm.fields.types.base import Keys, Read, Type, Unfit
from crm.fold import fold


class Choice(Type):
    key, name, asks, by, unique = "choice", "Single choice", "choice", "num", False

    def reader(self, field: Field, place: Place) -> Read:
        ids = option_ids(field)

        def read(typed: str) -> str:
            return str(_picked(ids, text.single_line(typed), field))

        return read

    def keys(self, value: str) -> Sequence[Keys]:
        return (Keys(num=int(value)),)

    def plain(self, field: Field, value: str) -> str:
        found = option(field, int(value))
        return found.label if found else ""

    def typed(self, field: Field, value: str, place: Place) -> str:
        found = option(field, int(value))
        return found.key if found else ""


class Choices(Type):
    """Several options: canonical is the JSON list of their ids, sorted."""

    key, name, asks, by, unique, sorts = "choices", "Multiple choice", "many", "num", False, False

    def reader(self, field: Field, place: Place) -> Read:
        ids = option_ids(field)

        def read(typed: str) -> str:
            whole = ids.get(fold(text.single_line(typed)))
            names = [] if whole else read_names(typed) if ";" in typed or '"' in typed else read_names(typed, ",")
            found = {whole} if whole else {_picked(ids, text.single_line(name), field) for name in names}
            return json.dumps(sorted(found), separators=(",", ":")) if found else ""

        return read

    def keys(self, value: str) -> Sequence[Keys]:
        return tuple(Keys(num=i) for i in json.loads(value))

    def plain(self, field: Field, value: str) -> str:
        return write_names(one.label for one in self.chosen(field, value))

    def typed(self, field: Field, value: str, place: Place) -> str:
        return "; ".join(one.key for one in self.chosen(field, value))

    def show(self, field: Field, value: str, place: Place) -> str:
        return ", ".join(one.label for one in self.chosen(field, value))

    def chosen(self, field: Field, value: str) -> list[Option]:
        """The living options of a value, in their order."""
        ids = set(json.loads(value))
        return [one for one in field.own.options if one.id in ids]


CHOICES = Choices()


def chosen(field: Field, value: str) -> list[Option]:
    """The living options of a value of a choice, single or multiple, in their order; none for any other type."""
    if field.type == "choice":
        found = option(field, int(value)) if value.isdigit() else None
        return [found] if found else []
    return CHOICES.chosen(field, value) if field.type == "choices" and value.startswith("[") else []


def option(field: Field, option_id: int) -> Option | None:
    """The living option of this id."""
    return next((one for one in field.own.options if one.id == option_id), None)


def option_ids(field: Field) -> dict[str, int]:
    """The living options by every word they are known by: key before label."""
    options = field.own.options
    return {fold(one.label): one.id for one in reversed(options)} | {one.key: one.id for one in options}


def _picked(ids: dict[str, int], word: str, field: Field) -> int:
    found = ids.get(word) or ids.get(fold(word))
    if found is None:
        raise Unfit(f"one of the choices of {field.label}", "choice")
    return found
