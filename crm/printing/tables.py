"""A list as a page of paper: its heading, and a table whose columns are as wide as their words ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_LONG, _LONGEST, _AIR = 28, 34, 3
"""Letters: of what is wrapped, the most that a column is given, and what stands between two."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a page of a list begins with: its title, whom it holds in words, and what its columns are called."""

    title: str
    said: str
    columns: tuple[str, ...]


def shares(heading: Heading, rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """How many hundredths of the paper each column takes."""
    letters = [_letters(label, [row[at] for row in rows]) for at, label in enumerate(heading.columns)]
    return tuple(max(round(100 * one / sum(letters)), 1) for one in letters)


def page(heading: Heading, rows: Sequence[Sequence[str]]) -> str:
    """The page as HTML; nothing that stands in a cell is markup."""
    head = "".join(f"<th>{escape(label)}</th>" for label in heading.columns)
    body = "\n".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(heading.title)}</title></head><body><main>'
        f"<header><h1>{escape(heading.title)}</h1><p>{escape(heading.said)}</p></header>"
        f'<table class="list"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></main></body></html>'
    )


def _cell(text: str) -> str:
    """A cell as HTML; an address that is too long for its column goes on after its @."""
    return escape(text).replace("@", "@<wbr>")


def _letters(label: str, cells: Sequence[str]) -> int:
    """What nine of ten cells need, long ones wrapped between words."""
    whole = _most([len(cell) for cell in cells])
    word = _most([max(map(len, cell.split()), default=0) for cell in cells])
    return min(max(min(whole, _LONG), word, len(label)), _LONGEST) + _AIR


def _most(lengths: Sequence[int]) -> int:
    return sorted(lengths)[len(lengths) * 9 // 10] if lengths else 0
