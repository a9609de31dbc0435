"""What is too much for one print comes in parts, each of so many people that laying them out stays a matter of seconds."""

from dataclasses import dataclass

from flask import request

from crm.errors import CrmError

MOST = 2_000
"""So many people, or labels, are laid out at once."""
_MOST_PARTS = 50


class TooMany(CrmError):
    """{count} people are too many to print; up to {most} are, in parts. Narrow the list, or make a file of them under Print and export."""

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


def asked(total: int, size: int = MOST) -> Part | None:
    """The part the address asks for, or the only one; None where one must be chosen first."""
    count = max(-(-total // size), 1)
    number = request.args.get("part", 0, type=int)
    if count == 1:
        return Part(1, 1, size)
    return Part(number, count, size) if 1 <= number <= count else None


def require_printable(total: int) -> None:
    """Refuse more people than anybody prints."""
    if total > MOST * _MOST_PARTS:
        raise TooMany(count=f"{total:,}", most=f"{MOST * _MOST_PARTS:,}")
