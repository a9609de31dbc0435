"""Cells of one value: understood for their field, or refused with the reason."""

import re
from collections.abc import Mapping

from crm import zones
from crm.countries import code_of
from crm.fields import FIELDS
from crm.importing import dates
from crm.importing.draft import Convert, Draft
from crm.text import single_line

EXCEL_ERRORS = frozenset(
    "#N/A #REF! #VALUE! #DIV/0! #NUM! #NAME? #NULL! #SPILL! #CALC! #FIELD! #BLOCKED! #UNKNOWN! #CONNECT! #GETTING_DATA #BUSY!".split()
)
NO_VALUE = "#NO_VALUE!"
"""What stands for a formula of a workbook that was never calculated."""

UNREADABLE = "#UNREADABLE!"
"""What stands in a row made of an address card that breaks off or has no sense."""

_MARKS = {NO_VALUE: "formula_no_value", UNREADABLE: "malformed_card"} | dict.fromkeys(EXCEL_ERRORS, "excel_error")
_PART_LIMIT = 200
_ID_DIGITS = 15
_PICTURE = re.compile(r"[0-9a-f]{64}\.jpg")


def marked(cell: str) -> str:
    """The reason for which what stands in a cell is no value: a formula failed or was never calculated, or a card breaks off."""
    return _MARKS.get(cell, "") if cell[0] == "#" else ""


def without_errors(convert: Convert) -> Convert:
    """Refuse what stands where there is no value: a formula failed or was never calculated, or a card breaks off."""

    def checked(cell: str, draft: Draft) -> str | None:
        return _MARKS[cell] if cell[0] == "#" and cell in _MARKS else convert(cell, draft)

    return checked


def line(key: str) -> Convert:
    """One line of text, no longer than the field allows."""
    limit = FIELDS[key].limit if key in FIELDS and key != "name" else _PART_LIMIT

    def convert(cell: str, draft: Draft) -> str | None:
        if not (cell.isascii() and cell.isprintable()):
            cell = single_line(cell)
        if len(cell) > limit:
            return "too_long"
        if cell:
            draft.values[key] = cell
        return None

    return convert


def picked(key: str, choices: Mapping[str, int], reason: str) -> Convert:
    """One of some words, whatever their case: a type, or a member's e-mail address."""

    def convert(cell: str, draft: Draft) -> str | None:
        found = choices.get(single_line(cell).casefold())
        if found is None:
            return reason
        draft.values[key] = found
        return None

    return convert


def country(cell: str, draft: Draft) -> str | None:
    """A country by code or name."""
    if (code := code_of(single_line(cell))) is None:
        return "choice"
    draft.values["country"] = code
    return None


def timezone(cell: str, draft: Draft) -> str | None:
    """A time zone by its name or its city; HubSpot writes a slash as a word."""
    if (zone := zones.find(single_line(cell))) is None:
        return "choice"
    draft.values["timezone"] = zone
    return None


def date(order: str | None) -> Convert:
    """A date, in the order of this file where its form leaves that open; one of zeros is none."""

    def convert(cell: str, draft: Draft) -> str | None:
        found = dates.parse(single_line(cell), order)
        if found is None:
            return "date"
        draft.values["birth_date"] = found
        return None

    return convert


def number(cell: str, draft: Draft) -> str | None:
    """The id of a contact: for matching, never written."""
    if not _is_id(cell):
        return "number"
    draft.contact_id = int(cell)
    return None


def business_number(cell: str, draft: Draft) -> str | None:
    """The id of the business named beside it: for checking, never written."""
    if not _is_id(cell):
        return "number"
    draft.business_id = int(cell)
    return None


def photo(cell: str, draft: Draft) -> str | None:
    """A picture that came with an address card, by its name."""
    if not _PICTURE.fullmatch(cell):
        return "choice"
    draft.values["photo"] = cell
    return None


def _is_id(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and len(cell) <= _ID_DIGITS
