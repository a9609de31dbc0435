"""Two versions of a text in short: what is the same in both is left out, for its whole stands where it belongs."""

from collections.abc import Sequence
from itertools import takewhile

LONGEST = 300
"""Signs of a text that an entry shows."""


def short(text: str) -> str:
    """The beginning of a long text."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"


def apart(old: str, new: str) -> tuple[str, str]:
    """The lines in which two texts differ, with … for those before and behind; of long ones from the words that differ on."""
    was, now = old.split("\n"), new.split("\n")
    before = _alike(was, now)
    behind = _alike(was[before:][::-1], now[before:][::-1])
    first, second = (_within(lines, before, behind) for lines in (was, now))
    if max(len(first), len(second)) > LONGEST:
        start = first[: _alike(first, second)].rfind(" ") + 1
        first, second = (f"… {text[start:]}" if start > 1 else text for text in (first, second))
    return short(first), short(second)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines, or signs, both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _within(lines: list[str], before: int, behind: int) -> str:
    inner = "\n".join(lines[before : len(lines) - behind])
    return " ".join(filter(None, ("…" if before else "", inner, "…" if behind else "")))
