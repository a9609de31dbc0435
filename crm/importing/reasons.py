"""Reasons in words: what happened to a row, and what a person can do about it."""

from collections.abc import Iterable
from typing import NamedTuple


class Reason(NamedTuple):
    """A reason as people read it: its name, what to do, and whether its cell may be left blank."""

    name: str
    advice: str
    cell: bool = False


NOTICED = {
    "mixed_encoding": "Some lines are written in another encoding than the rest; each was read by its own.",
    "mojibake_suspected": "Some letters look damaged, like “Ã©” for “é”: the file may have been saved in a wrong encoding before.",
    "unmapped_columns": "Some columns are not imported; “Match columns” names them.",
    "unnamed_column": "A column has no heading.",
    "extension_mismatch": "The file is of another kind than its name says; it was read by what is in it.",
    "more_sheets": "The workbook has several sheets; one of them was read.",
}
"""What was noticed of a file as a whole, in words."""


REASONS = {
    "email": Reason("Email is not valid", "Expected an address like name@place.example.", True),
    "phone": Reason("Phone number is not valid", "Expected digits, maybe with + ( ) - and an extension.", True),
    "phone_scientific": Reason(
        "Phone number was cut by a spreadsheet", "Set the column to text in the spreadsheet and save it again.", True
    ),
    "date": Reason("Date can’t be read", "Expected a date that exists, in the order chosen for this file.", True),
    "yes_no": Reason("Neither yes nor no", "Expected yes or no, or a cell left blank.", True),
    "boolean": Reason("Opt-out can’t be read", "Expected yes or no, or the channels: email; text; call; post."),
    "encoding": Reason("Letters are damaged", "Choose another encoding, or save the file as CSV UTF-8."),
    "control_char": Reason("A control sign stands in a cell", "Take it out of the cell."),
    "malformed_quotes": Reason("Quotation marks don’t close", "Double the quotation marks inside a cell."),
    "malformed_card": Reason("Card is broken", "It has no end, or a line that says nothing. Export the address book again."),
    "too_many_cells": Reason("More cells than headings", "Put quotation marks around cells that hold the delimiter."),
    "cell_too_long": Reason("A cell is far too long", "A cell may hold 32,767 characters."),
    "too_long": Reason("Longer than the field allows", "Shorten the cell.", True),
    "excel_error": Reason("A formula failed in the spreadsheet", "Mend the formula, or empty the cell.", True),
    "formula_no_value": Reason("A formula without its value", "Open the workbook in Excel, save it, and import it again.", True),
    "repeated_header": Reason("The headings again", "The line only repeats the headings."),
    "no_identity": Reason("No name, email or phone", "There is nobody to create."),
    "no_name": Reason("No name", "A new record needs one."),
    "not_unique": Reason("Belongs to another record already", "Only one may have this value. Mend the cell, or that record."),
    "number": Reason("Number can’t be read", "Expected digits.", True),
    "choice": Reason("Not one of the choices", "Say at the columns what the word means.", True),
    "owner": Reason("Not a member", "Expected the email address of a member. Say at the columns who is meant.", True),
    "business_number": Reason(
        "Business has another number", "The number must be that of a business here, called as beside it. Left blank, the name counts.", True
    ),
    "link_nobody": Reason("A link names nobody", "Write a number, a name with its number, an email address or the whole name.", True),
    "link_several": Reason("A link names several", "Add the number to the name: Ann Lee #12.", True),
    "link_full": Reason("No room for a link", "One of the two may have one link of this label only. Take that one away first."),
    "no_match": Reason("Nobody matches", "Only people who are known are updated in this import."),
    "ambiguous": Reason("Matches several people", "Choose whom the row means."),
    "archived": Reason("Matches somebody in the archive", "Restore them, or take the row as a new person."),
    "not_visible": Reason("Matches somebody you may not see", "An admin sees who it is."),
    "moved": Reason("Changed after the review", "Nothing was overwritten. Import the row again to see it as it is now."),
    "not_done": Reason("Not done", "The import was cancelled before this row."),
    "matched": Reason("Known already", "People who are known are left as they are in this import."),
    "done_before": Reason("Was imported before", "The outcome file says so, so the row is left alone."),
}
"""What each code means, in the order people are asked about them."""


def noticed(codes: Iterable[str]) -> list[str]:
    """What was noticed of a file, each once, in words."""
    return [NOTICED.get(code, code.replace("_", " ")) for code in dict.fromkeys(codes)]


def of(code: str) -> Reason:
    """A reason by its code; one of a field's own type names itself."""
    return REASONS.get(code) or Reason(code.replace("_", " ").capitalize(), "", True)
