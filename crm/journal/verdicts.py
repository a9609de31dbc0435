"""What an undo does with each cell: put back, left because somebody else changed it since, or kept, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from crm.journal.cells import STATE, Address
from crm.journal.facts import Facts
from crm.journal.history import Cell, Line
from crm.models import LIVE, Contact, Dnc

RESTORED, SAME, SHADOWED, KEPT = "restored", "same", "shadowed", "kept"
ALIVE = str(LIVE)
OPT_OUT = "an opt-out stays unless ticked, with a reason"
ADMINS = "an opt-out stays: only an admin may lift it, with a reason"


@dataclass(frozen=True)
class Choices:
    """What the person decided: cells to put back although changed since, the reason opt-outs need, and whether all of them are meant.

    `lifts` tells whether they may lift any.
    """

    ticked: frozenset[Address] = field(default_factory=frozenset)
    reason: str = ""
    opt_outs: bool = False
    lifts: bool = False


class Verdict(NamedTuple):
    """One cell's fate: `want` is what it will read, `lines` the changes switched off or on, `blocker` the operation in the way."""

    cell: Cell
    word: str
    why: str = ""
    want: str | None = None
    lines: Sequence[Line] = ()
    blocker: int | None = None
    forced: bool = False


def comes_back(verdict: Verdict) -> bool:
    """Whether what wasn't there will be there again by it."""
    return verdict.word == RESTORED and verdict.cell.at.col == STATE and verdict.want == ALIVE


def take_back(cell: Cell, operation: int, facts: Facts, choices: Choices) -> Verdict:
    """The verdict on a cell that `operation` asserted: undo takes its assertions off and shows what is left."""
    standing = cell.standing()
    mine, top = [line for line in standing if line.operation == operation], standing[-1]
    if held := _held(cell, top, operation, facts, choices):
        return Verdict(cell, KEPT, *held)
    if top.operation != operation:
        return _covered(cell, mine, standing, operation, facts) if cell.at in choices.ticked else _under(cell, mine, top)
    want = cell.fold(without=operation)
    if clash := facts.clash(cell, want):
        return Verdict(cell, KEPT, clash)
    return Verdict(cell, RESTORED if want != top.new else SAME, "", want, mine)


def _under(cell: Cell, mine: list[Line], top: Line) -> Verdict:
    why = "changed since"
    if cell.column.strict:
        return Verdict(cell, KEPT, why, blocker=top.operation)
    return Verdict(cell, SHADOWED, why, lines=mine, blocker=top.operation)


def _covered(cell: Cell, mine: list[Line], standing: list[Line], operation: int, facts: Facts) -> Verdict:
    first = standing.index(mine[0])
    want = standing[first - 1].new if first else cell.lines[0].old
    clash = facts.clash(cell, want)
    if cell.column.strict or clash:
        return Verdict(cell, KEPT, clash or "undo the later operation first", blocker=standing[-1].operation)
    return Verdict(cell, RESTORED, "as you ticked", want, mine, forced=True)


def _held(cell: Cell, top: Line, operation: int, facts: Facts, choices: Choices) -> tuple[str, None, tuple[()], int | None] | None:
    """Why a cell stays as a whole: an opt-out, or a row that others have used since the operation bore it."""
    if not cell.is_state:
        return None
    ticked = cell.at in choices.ticked
    if cell.at.tbl == Dnc.number and top.new == ALIVE:
        if facts.is_persons_own(cell.at.row):
            return "the person’s own opt-out", None, (), None
        if not choices.lifts:
            return ADMINS, None, (), None
        if not ((ticked or choices.opt_outs) and choices.reason):
            return OPT_OUT, None, (), None
    if not ticked and top.operation == operation and _births(cell, operation):
        blocker = facts.used_by(cell.at, operation)
        if blocker is not None:
            return "used since", None, (), blocker
    return None


def _births(cell: Cell, operation: int) -> bool:
    first = cell.lines[0]
    return first.operation == operation and first.old == "0" and first.new == ALIVE


def give_again(cell: Cell, undo: int, facts: Facts) -> Verdict:
    """The verdict on a cell whose changes `undo` took back: undoing the undo switches them on again."""
    back = [line for line in cell.lines if line.off == undo]
    weakens = cell.is_state and back[-1].new != ALIVE
    if weakens and (why := _not_again(cell, back[-1], undo, facts)):
        return Verdict(cell, KEPT, *why)
    if cell.is_state and cell.at.tbl == Contact.number and (later := _later(cell, back[-1])):
        return Verdict(cell, KEPT, "changed since", blocker=later.operation)
    want = _fold_with(cell, back)
    if clash := facts.clash(cell, want):
        return Verdict(cell, KEPT, clash)
    return Verdict(cell, RESTORED if want != cell.fold() else SAME, "", want, back)


def _not_again(cell: Cell, line: Line, undo: int, facts: Facts) -> tuple[str, None, tuple[()], int | None] | None:
    if cell.at.tbl == Dnc.number:
        return "lift it again, with a reason", None, (), None
    blocker = facts.used_since_undo(cell.at, undo)
    return ("used since", None, (), blocker) if blocker is not None else None


def _later(cell: Cell, line: Line) -> Line | None:
    standing = cell.standing()
    return next((s for s in reversed(standing) if s.id is not None and line.id is not None and s.id > line.id), None)


def _fold_with(cell: Cell, back: list[Line]) -> str | None:
    ids = {line.id for line in back}
    on = [line for line in cell.lines if line.standing or line.id in ids]
    return on[-1].new if on else cell.lines[0].old
