"""A known export holds more than our fields: which of several cells a field takes, and what goes under the note.

Nothing is asked and nothing is lost: of several addresses, or several columns for one field, the first that is filled counts. The
others, what no field holds, and words only the other program knows become lines `Heading: value` under the row's note.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from crm.exporting.cells import unsafe
from crm.fold import fold
from crm.importing import dates, entries
from crm.importing.columns import OPT_OUTS, SEVERAL, Column
from crm.importing.dialects import Dialect
from crm.importing.draft import Convert, Draft
from crm.importing.headers import compact
from crm.text import label, multi_line, single_line

_OURS_ALONE = frozenset(("choice", "owner"))
_WORD = re.compile(r"\w+")

Cells = Mapping[int, str]


class Leftovers:
    """Takes from a row what isn't simply one cell for one field; `direct` are the columns that are."""

    def __init__(
        self, dialect: Dialect, columns: Sequence[Column], header: Sequence[str], convert: Sequence[Convert | None], region: str
    ) -> None:
        self.dialect = dialect
        self.header = [single_line(h) for h in header]
        self.convert = convert
        self.pairs = [(i, c.label_at, entries.labelled(c.key, region)) for i, c in enumerate(columns) if c.key and c.label_at is not None]
        self.direct = [i for i, c in enumerate(columns) if c.key in SEVERAL | OPT_OUTS and not c.address and c.label_at is None]
        self.choices = _by(columns, lambda c: c.key if c.key not in SEVERAL | OPT_OUTS | {"name"} and not c.address else None)
        self.addresses = _by(columns, lambda c: c.address)
        self.whole_name = [i for i, c in enumerate(columns) if c.key == "name"]
        self.starred = {i for i, h in enumerate(header) if dialect.groups and compact(h).endswith(("label", "type"))}
        labels = {at for _, at, _ in self.pairs}
        idle = [i for i, c in enumerate(columns) if not c.key and not c.silent and i not in labels]
        self.repeats = self.whole_name + [i for i in idle if columns[i].repeats]
        self.rest = [i for i in idle if not columns[i].repeats]

    def take(self, row: Sequence[str], draft: Draft) -> None:
        """Fill the draft's fields from a row, and put the lines under its note."""
        cells = self._filled(row)
        lines = {i: cells[i] for i in self.rest if i in cells}
        self._label(cells, draft, lines)
        for columns in self.choices:
            self._choose(columns, cells, draft, lines)
        self._address(cells, draft, lines)
        self._repeated(cells, draft, lines)
        if lines:
            told = "\n".join(f"{self.header[i]}: {lines[i]}" for i in sorted(lines))
            draft.notes[-1:] = entries.parted("\n".join((*draft.notes[-1:], told)))

    def _filled(self, row: Sequence[str]) -> Cells:
        """The cells that hold something, clean, by column."""
        found = {}
        for i, raw in enumerate(row):
            if raw and (cell := raw.strip()):
                cell = multi_line(unsafe(cell)) if cell[0] in "'=" else multi_line(cell)
                if i in self.starred:
                    cell = entries.unstarred(cell)
                if cell and not (self.dialect.zero_dates and dates.is_zero(cell)):
                    found[i] = cell
        return found

    def _label(self, cells: Cells, draft: Draft, lines: dict[int, str]) -> None:
        """Addresses and numbers whose label stands in another column; a label that names nothing is a line."""
        for i, at, add in self.pairs:
            named = cells.get(at, "")
            if i in cells:
                self._refuse(i, add(label(named), cells[i], draft), draft)
            elif named:
                lines[at] = named

    def _choose(self, columns: Iterable[int], cells: Cells, draft: Draft, lines: dict[int, str]) -> None:
        """The first filled cell that a field can hold counts; others that say something else are lines."""
        taken = None
        for i in columns:
            if i not in cells or (taken is not None and fold(cells[i]) == taken):
                continue
            if taken is None and self._put(i, cells, draft, lines):
                taken = fold(cells[i])
            else:
                lines[i] = cells[i]

    def _address(self, cells: Cells, draft: Draft, lines: dict[int, str]) -> None:
        """The first address with anything in it counts; what else stands in the others are lines."""
        filled = [[i for i in parts if i in cells] for parts in self.addresses]
        first, *others = [parts for parts in filled if parts] or [[]]
        lines.update((i, cells[i]) for i in first if not self._put(i, cells, draft, lines))
        lines.update((i, cells[i]) for parts in others for i in parts)

    def _repeated(self, cells: Cells, draft: Draft, lines: dict[int, str]) -> None:
        """A whole name is taken where its parts are blank; what repeats other cells is a line only where it says more."""
        named = "first_name" in draft.values or "last_name" in draft.values
        taken = [i for i in self.whole_name if i in cells and not named and self._put(i, cells, draft, lines)][:1]
        left = [i for i in self.repeats if i in cells and i not in taken]
        if left:
            kept = {word for i, cell in cells.items() if i not in left for word in _words(cell)}
            lines.update((i, cells[i]) for i in left if not _words(cells[i]) <= kept)

    def _put(self, i: int, cells: Cells, draft: Draft, lines: dict[int, str]) -> bool:
        """Put a cell into its field, of several values the first; False where only the other program knows such a word."""
        convert, groups = self.convert[i], self.dialect.groups
        parts = [part for p in cells[i].split(groups) if (part := p.strip())] if groups and groups in cells[i] else [cells[i]]
        reason = convert(parts[0], draft) if convert and parts else None
        if reason in _OURS_ALONE:
            return False
        self._refuse(i, reason, draft)
        if len(parts) > 1:
            lines[i] = cells[i]
        return True

    @staticmethod
    def _refuse(i: int, reason: str | None, draft: Draft) -> None:
        if reason:
            draft.problems.append((reason, i))


def _by(columns: Sequence[Column], group: Callable[[Column], str | None]) -> list[list[int]]:
    found = defaultdict(list)
    for i, column in enumerate(columns):
        if key := group(column):
            found[key].append(i)
    return list(found.values())


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text)))
