"""A field for a column of a file that has none: called like its heading, of the type that all of its cells are."""

from collections.abc import Sequence

from crm import custom_fields, text
from crm.custom_fields import Wanted
from crm.fields import Field, custom
from crm.fields.custom import PREFIX
from crm.fields.field import Custom
from crm.fields.place import here
from crm.fields.types import TYPES, Unfit
from crm.models import Contact, CustomField, Member

_TRIED = ("yesno", "number", "date", "datetime", "email", "url", "phone")
_MOST_OPTIONS, _FEWEST_CELLS, _LONGEST_LINE = 12, 8, 200


def made_for(heading: str, cells: Sequence[str], *, by: Member, key: str | None = None) -> str:
    """Make a contact field for a column and give its key in mappings; one that is there already by that label is taken."""
    label = text.single_line(heading)
    known = next((one.key for one in custom.of(Contact.number).values() if one.label.casefold() == label.casefold()), None)
    if known:
        return known
    type_ = guessed(cells)
    options = tuple(dict.fromkeys(cell.strip() for cell in cells if cell.strip())) if type_ == "choice" else ()
    made: CustomField = custom_fields.define(Wanted(label, type_, options=options), by=by, key=key)
    return f"{PREFIX}{made.key}"


def guessed(cells: Sequence[str]) -> str:
    """The type that every filled cell is; a few words that come again and again are a choice, everything else is text."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return "text"
    for type_ in _TRIED:
        if _all(type_, filled):
            return type_
    different = {cell.casefold() for cell in filled}
    if len(filled) >= _FEWEST_CELLS and len(different) <= min(_MOST_OPTIONS, len(filled) // 3):
        return "choice"
    return "long" if any("\n" in cell or len(cell) > _LONGEST_LINE for cell in filled) else "text"


def _all(type_: str, cells: Sequence[str]) -> bool:
    read = TYPES[type_].reader(Field("cf_", "", type_, limit=1_000, custom=Custom(0, Contact.number)), here())
    try:
        return all(read(cell) is not None for cell in cells)
    except Unfit:
        return False
