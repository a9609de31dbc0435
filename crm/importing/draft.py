"""A draft: one person as one record of a file describes them, before anything is looked up or written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


class Draft:
    """A person as one record describes them; what the record leaves blank isn't there.

    `values` are the single cells by field key. `emails` are (label, address, key, valid), `phones` (label, typed, E.164 or None),
    `dnc` (channels, rank), `followers` member ids, `entries` the further businesses as they may be read and `further` those meant, (name, role), once they are
    looked up; so are `links`, by column, and `linked`. `problems` are (reason, column number), `blanks` the fields to empty, `business_id` checks the business's name. The writer keeps
    here where added rows `start`, and by which (phone key, name) `pairs` and `tokens` of unique values the person is matched.
    """

    __slots__ = (
        "blanks", "business_id", "contact_id", "dnc", "emails", "entries", "followers", "further", "linked", "links", "notes", "pairs", "phones", "problems", "start", "tags", "tokens", "values",
    )  # fmt: skip

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.emails: list[tuple[str, str, str, int]] = []
        self.phones: list[tuple[str, str, str | None]] = []
        self.tags: list[str] = []
        self.followers: list[int] = []
        self.dnc: list[tuple[int, int]] = []
        self.notes: list[str] = []
        self.entries: list[Any] = []
        self.further: list[tuple[str, str]] = []
        self.links: dict[str, list[str]] = {}
        self.linked: list[Any] = []
        self.problems: list[tuple[str, int]] = []
        self.blanks: tuple[str, ...] = ()
        self.contact_id: int | None = None
        self.business_id: int | None = None
        self.start = 0
        self.pairs: list[tuple[str, str]] | None = None
        self.tokens: list[tuple[str, str]] | None = None

    @property
    def nobody(self) -> bool:
        """Whether nothing tells who this is."""
        v = self.values
        return not (self.emails or self.phones or "first_name" in v or "last_name" in v or "business" in v)


@dataclass(frozen=True)
class Known:
    """What cells are understood by: the region numbers are dialled from, the order of dates, members by e-mail, types by word.

    `values` say what a column's words stand for; `erase` that its blank cells empty a field.
    """

    region: str
    order: str | None = None
    members: Mapping[str, int] = field(default_factory=dict)
    types: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    erase: bool = False


Convert = Callable[[str, Draft], str | None]
"""Puts a cell that isn't blank into a draft, or answers the reason why it can't."""
