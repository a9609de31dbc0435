"""What a known export holds beyond our fields: the address that counts, and the rest as lines under the note."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm.countries import code_of
from crm.exporting.cells import unsafe
from crm.fold import fold
from crm.importing.mapping import Plan
from crm.text import multi_line, single_line

if TYPE_CHECKING:
    from crm.importing.people import Draft

_WORD = re.compile(r"\w+")
_BLANKS = re.compile(r"0/0/0{2,4}")


class Leftovers:
    """Takes from a row what no column's own converter took."""

    def __init__(self, plan: Plan, header: Sequence[str]) -> None:
        self.header = [" ".join(h.split()) for h in header]
        self.outlook = plan.export == "outlook"
        self.addresses: dict[str, list[tuple[int, str]]] = {}
        for i, column in enumerate(plan.columns):
            if column.address and column.key:
                self.addresses.setdefault(column.address, []).append((i, column.key))
        labels = {c.label_at for c in plan.columns if c.label_at is not None}
        self.rest = [(i, c.derived) for i, c in enumerate(plan.columns) if c.key is None and i not in labels]
        self.labels = [(c.label_at, i) for i, c in enumerate(plan.columns) if c.label_at is not None]

    def take(self, cells: Sequence[str], draft: "Draft") -> None:
        """Choose the first address that is filled; the others and the columns without a field become lines."""
        lines = self._address(cells, draft)
        for i, derived in self.rest:
            cell = multi_line(unsafe(cells[i])) if cells[i] else ""
            if cell and not (derived and self._told(cell, cells, i)) and not (self.outlook and _BLANKS.fullmatch(cell)):
                lines.append((i, cell))
        draft.under_note += [f"{self.header[i]}: {cell}" for i, cell in sorted(lines)]

    def _address(self, cells: Sequence[str], draft: "Draft") -> list[tuple[int, str]]:
        lines: list[tuple[int, str]] = []
        chosen = False
        for parts in self.addresses.values():
            filled = [(i, key, unsafe(cells[i]).strip()) for i, key in parts if cells[i].strip()]
            if filled and not chosen:
                chosen = True
                lines += [(i, cell) for i, key, cell in filled if not _set(draft, key, cell)]
            else:
                lines += [(i, multi_line(cell)) for i, _, cell in filled]
        return lines

    def _told(self, cell: str, cells: Sequence[str], at: int) -> bool:
        """Whether every word of a computed cell stands elsewhere in the row already."""
        words = {w for i, c in enumerate(cells) if i != at and c and not self._is_rest(i) for w in _WORD.findall(fold(c))}
        return set(_WORD.findall(fold(cell))) <= words

    def _is_rest(self, at: int) -> bool:
        return any(i == at for i, _ in self.rest)


def _set(draft: "Draft", key: str, cell: str) -> bool:
    """Set a part of the address; False when it can't be understood and must go under the note."""
    if key == "country":
        code = code_of(single_line(cell))
        if code:
            draft.values[key] = code
        return code is not None
    line = multi_line(cell) if key == "street" else single_line(cell)
    draft.values[key] = f"{draft.values[key]}\n{line}" if key == "street" and key in draft.values else line
    return True
