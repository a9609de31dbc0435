"""A dialect: the headings of one program's export, and what each of them means."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from crm.importing.columns import Column
from crm.importing.headers import compact

_LINE = re.compile(
    r"(?P<headings>.+?) =(?: (?P<repeats>~?)(?P<key>\w*))?(?: \((?P<label>[^)]*)\))?(?: @(?P<address>\w+))?(?: by (?P<sign>\S+))?"
)


def table(text: str) -> dict[str, Column]:
    """Columns by compact heading, read from lines `Heading | Heading = field (label) @address by sign`.

    A line without a field says that a column has none; `~` that it repeats what other columns say.
    """
    found = {}
    for line in text.strip().splitlines():
        parts = _LINE.fullmatch(line.strip())
        if parts is None:
            raise ValueError(line)
        column = _column(parts)
        found.update(dict.fromkeys(map(compact, parts["headings"].split(" | ")), column))
    return found


@dataclass(frozen=True)
class Dialect:
    """One program's export: `marks` are headings that tell it, of which `needed` must be there.

    `patterns` read numbered headings: a match's groups fill the column's address; `labels` gives, for the compact heading of an
    address or number, the headings that may hold its label. `prefix` stands before every heading. `groups` parts several
    values in one cell. `date_order` reads dates that no row of the file makes plain; `zero_dates` tells that a zero date is blank.
    """

    key: str
    title: str
    marks: frozenset[str]
    needed: int
    columns: Mapping[str, Column]
    patterns: Sequence[tuple[re.Pattern[str], Column]] = ()
    labels: re.Pattern[str] | None = None
    prefix: str = ""
    groups: str = ""
    date_order: Mapping[str, str] = field(default_factory=dict)
    zero_dates: bool = False

    def likeness(self, header: Sequence[str]) -> int:
        """How many marks beyond those needed a header bears; below zero it is another program's."""
        return len(self.marks & {compact(h) for h in header}) - self.needed

    def read(self, header: Sequence[str]) -> list[Column | None]:
        """What each column means here; None leaves it to the headings everybody uses."""
        bare = [compact(h).removeprefix(self.prefix) for h in header]
        at = {b: i for i, b in reversed(list(enumerate(bare)))}
        return [self._column(b, at) for b in bare]

    def _column(self, bare: str, at: Mapping[str, int]) -> Column | None:
        if bare in self.columns:
            return self.columns[bare]
        for pattern, column in self.patterns:
            if found := pattern.fullmatch(bare):
                return replace(column, address=found[1] if column.address else "", label_at=self._label(bare, at))
        return None

    def _label(self, bare: str, at: Mapping[str, int]) -> int | None:
        found = self.labels.fullmatch(bare) if self.labels else None
        return next((at[found[1] + end] for end in ("label", "type") if found[1] + end in at), None) if found else None


def marks(text: str) -> frozenset[str]:
    """Headings parted by |, compact."""
    return frozenset(compact(heading) for heading in text.split("|"))


def _column(parts: re.Match[str]) -> Column:
    return Column(
        parts["key"] or None,
        label=parts["label"] or "",
        address=parts["address"] or "",
        sign=parts["sign"] or "",
        repeats=bool(parts["repeats"]),
    )
