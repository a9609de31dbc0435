"""A field for a column of a file that has none: called like its heading, of the type that all of its cells are."""

import re
from collections.abc import Iterable, Iterator, Sequence

from crm import custom_fields, text
from crm.custom_fields import Wanted
from crm.custom_fields.errors import TooManyOptions
from crm.exporting.cells import read_names
from crm.fields import Field, custom
from crm.fields.custom import PREFIX
from crm.fields.field import Custom
from crm.fields.place import here
from crm.fields.types import TYPES, Unfit
from crm.fold import fold
from crm.importing import dates
from crm.models import Contact, Member

_TRIED = ("yesno", "number", "date", "datetime", "email", "url", "phone")
_MOST_OPTIONS, _FEWEST_CELLS, _LONGEST_LINE = 12, 8, 200
_MOST_MADE, _PHONE_DIGITS = 100, 7
_CODE = re.compile(r"0\d")


def made_for(wanted: Wanted, *, by: Member) -> str:
    """Make the field that a column asks for and give its key in mappings; one of that name and type is taken as it is."""
    name = fold(text.single_line(wanted.label))
    known = next((one for one in custom.of(wanted.subject).values() if fold(one.label) == name), None)
    if known and known.type == wanted.type:
        return known.key
    return f"{PREFIX}{custom_fields.define(wanted, by=by).key}"


def guessed(cells: Sequence[str]) -> str:
    """The type that every filled cell is; a few words that come again and again are a choice, everything else is text.

    Digits behind a leading zero are a code and no number, which would lose the zero; a few digits are nobody's phone.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return "text"
    for type_ in _TRIED:
        if not any(_is_code(type_, cell) for cell in filled) and _all(type_, filled):
            return type_
    different = {cell.casefold() for cell in filled}
    if len(filled) >= _FEWEST_CELLS and len(different) <= min(_MOST_OPTIONS, len(filled) // 3):
        return "choice"
    return "long" if any("\n" in cell or len(cell) > _LONGEST_LINE for cell in filled) else "text"


def options_of(label: str, type_: str, cells: Iterable[str]) -> tuple[str, ...]:
    """The words of a column as options of a choice, in the order they come; none for other types. Raises TooManyOptions."""
    found: dict[str, str] = {}
    for word in _words(type_, cells):
        found.setdefault(fold(word), word)
        if len(found) > _MOST_MADE:
            raise TooManyOptions(label=label, limit=_MOST_MADE)
    return tuple(found.values())


def _is_code(type_: str, cell: str) -> bool:
    return bool(_CODE.match(cell)) if type_ == "number" else type_ == "phone" and sum(map(str.isdigit, cell)) < _PHONE_DIGITS


def _words(type_: str, cells: Iterable[str]) -> Iterator[str]:
    if type_ not in ("choice", "choices"):
        return
    for cell in filter(str.strip, cells):
        sign = ";" if ";" in cell or '"' in cell else ","
        yield from filter(None, map(text.single_line, read_names(cell, sign) if type_ == "choices" else [cell]))


def _all(type_: str, cells: Sequence[str]) -> bool:
    if type_ in ("date", "datetime"):
        return any(":" in cell for cell in cells) == (type_ == "datetime") and any(_are_dates(cells, order) for order in ("DMY", "MDY"))
    read = TYPES[type_].reader(Field("cf_", "", type_, limit=1_000, custom=Custom(0, Contact.number)), here())
    try:
        return all(read(cell) is not None for cell in cells)
    except Unfit:
        return False


def _are_dates(cells: Sequence[str], order: str) -> bool:
    """Whether all are whole dates, written as files write them."""
    return all((found := dates.parse(cell, order)) and not found.startswith("--") for cell in cells)
