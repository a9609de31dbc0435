"""Entries in an order that a form's buttons change: `up` and `down` name the one to move."""

from collections.abc import Mapping, Sequence


def moved(keys: Sequence[str], asked: Mapping[str, str]) -> list[str]:
    """The keys with one a step further up or down, as far as there is room."""
    kept = list(dict.fromkeys(keys))
    for step, name in ((-1, "up"), (1, "down")):
        key = asked.get(name, "")
        if key in kept:
            at = kept.index(key)
            kept.insert(min(max(at + step, 0), len(kept) - 1), kept.pop(at))
    return kept
