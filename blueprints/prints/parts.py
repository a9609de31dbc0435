"""What is too much for one print comes in parts, each of so many people that laying them out stays a matter of seconds."""

from dataclasses import dataclass

from flask import request

from crm.errors import CrmError

MOST = 2_000
"""So many people, or labels, are laid out at once."""
_MOST_PARTS = 50


class TooMany(CrmError):
    """{count} {many} are too many to print; up to {most} are, in parts. Narrow the list, or make a file of them under Print and export."""

    status = 422


@dataclass(frozen=True, slots=True)
class Part:
    """One part of several; `size` are the people, or sheets of labels, that each holds."""

    number: int
    count: int
    size: int

    @property
    def first(self) -> int:
        """How many come before it."""
        return (self.number - 1) * self.size


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered of too much for one print: how many parts for the browser and as PDF, and how many each holds; `whole` is a PDF of all."""

    pages: int
    files: int
    most: int
    most_in_file: int
    whole: bool = False

    @classmethod
    def of(cls, total: int, size: int, in_pdf: int, whole: bool = False) -> "Offer":
        """The parts of so many."""
        return cls(max(-(-total // size), 1), max(-(-total // in_pdf), 1), size, in_pdf, whole)


def asked(total: int, size: int = MOST) -> Part | None:
    """The part the address asks for, or the only one; None where one must be chosen first."""
    count = max(-(-total // size), 1)
    number = request.args.get("part", 0, type=int)
    if count == 1:
        return Part(1, 1, size)
    return Part(number, count, size) if 1 <= number <= count else None


def require_printable(total: int, many: str = "people") -> None:
    """Refuse more than anybody prints."""
    if total > MOST * _MOST_PARTS:
        raise TooMany(count=f"{total:,}", many=many, most=f"{MOST * _MOST_PARTS:,}")
