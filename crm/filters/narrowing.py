"""How a filter narrows: what each condition leaves, from top to bottom, among those its group was asked about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crm.filters.tree import ALL, ANY, Group, Part

Count = Callable[[Group], int | None]
"""How many people a tree finds; None where there was no time to count."""


@dataclass(frozen=True, slots=True)
class Step:
    """One condition or group: how many are left after it, and by how many it changed what stood before (an `any` adds)."""

    part: Part
    left: int | None
    change: int | None

    @property
    def empties(self) -> bool:
        """Whether it left nobody where somebody was."""
        return self.left == 0 and bool(self.change)

    @property
    def idle(self) -> bool:
        """Whether it changed nothing."""
        return self.change == 0


def narrow(tree: Group, count: Count) -> list[Step]:
    """Every condition and group inside the outermost one; the parts of a group come before the group itself.

    A group inside an `all` is asked about those who are left above it, one inside an `any` or `none` about those whom its parent was.
    """
    return list(_steps(tree, (), count))


def _steps(group: Group, given: tuple[Part, ...], count: Count) -> Iterator[Step]:
    before = 0 if group.kind == ANY else count(Group(ALL, given))
    for number, part in enumerate(group.parts):
        if isinstance(part, Group):
            yield from _steps(part, given + group.parts[:number] if group.kind == ALL else given, count)
        done = group.parts[: number + 1]
        left = count(Group(ALL, given + (done if group.kind == ALL else (Group(group.kind, done),))))
        yield Step(part, left, None if left is None or before is None else left - before)
        before = left
