"""What a person chose for an import: the same choices on the screen and on the command line."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from crm.errors import CrmError
from crm.importing import unique

MODES = ("create", "update", "both")
ON_MATCH = ("fill", "overwrite", "skip")
MATCH_KEYS = ("id", "email", "phone")
ORDERS = ("DMY", "MDY", "YMD")
BAD_CELL = ("refuse", "blank")
NEW, RESTORE, REFUSE = "new", "restore", "refuse"
ANSWERS = (*BAD_CELL, NEW, RESTORE)
_MOST_TAGS, _LONGEST_TAG = 20, 100


class BadOption(CrmError):
    """“{value}” is not a choice for {name}; choose from {choices}."""


@dataclass(frozen=True)
class Options:
    """Defaults are those of the interface: both, match by id, email, phone, fill what is empty, refuse a row with a bad cell.

    `columns` corrects the guess of what columns feed, {column number: field key, "" for nothing}. `values` say what words mean,
    {column number: {folded word: what it stands for, "" for a blank}}. `answers` decide for all rows of a reason, `picks` for one
    row: a contact's number, or one of ANSWERS. `erase` lets blank cells empty a field when the file's values are taken.
    `known_by` is the unique field that records other than people are known by, "" for their name.
    """

    mapping: Mapping[str, str] | None = None
    mode: str = "both"
    match: tuple[str, ...] = MATCH_KEYS
    on_match: str = "fill"
    tags: tuple[str, ...] = ()
    date_order: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_line: int | None = None
    sheet: str | None = None
    phone_region: str = "US"
    bad_cell: str = "refuse"
    quote: str | None = None
    separator: str | None = None
    erase: bool = False
    known_by: str = ""
    list_name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    picks: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _one_of("mode", self.mode, MODES)
        _one_of("on-match", self.on_match, ON_MATCH)
        _one_of("bad-cell", self.bad_cell, BAD_CELL)
        _one_of("date-order", self.date_order or "DMY", ORDERS)
        for key in self.match:
            _one_of("match", key, match_keys())
        for answer in self.answers.values():
            _one_of("answers", answer, ANSWERS)

    @property
    def merges_in_file(self) -> bool:
        """Whether rows that match by the same keys are one person; matching by id alone switches that off."""
        return set(self.match) != {"id"}

    @property
    def restores(self) -> bool:
        """Whether rows may bring people back from the archive."""
        return RESTORE in self.answers.values() or bool(self.picks)

    def leaves_blank(self, reason: str) -> bool:
        """Whether a row with a cell refused for this reason is taken without the cell."""
        return self.answers.get(reason, self.bad_cell) == "blank"

    def as_json(self) -> dict[str, Any]:
        """The choices, kept with the operation."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Options":
        """The choices that `as_json` gave."""
        return cls(**{**kept, "match": tuple(kept["match"]), "tags": tuple(kept["tags"])})


def tags_of(told: Iterable[str]) -> tuple[str, ...]:
    """The tags that everybody gets who comes with a file, each once. Raises BadOption."""
    tags = tuple(dict.fromkeys(tag.strip() for tag in told))
    if len(tags) > _MOST_TAGS or any(not 0 < len(tag) <= _LONGEST_TAG for tag in tags):
        raise BadOption(name="tags", value=", ".join(tags)[:80], choices=f"up to {_MOST_TAGS} tags of {_LONGEST_TAG} letters")
    return tags


def match_keys() -> tuple[str, ...]:
    """What a file may be matched by now: the office's own unique fields too."""
    return (*MATCH_KEYS, *(known.key for known in unique.fields()))


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise BadOption(name=name, value=value, choices=", ".join(choices))
