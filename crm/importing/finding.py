"""Rows of a plan are found by their number, or by words that stand in them; a large file is looked through in stretches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from peewee import Expression

from crm.db import among
from crm.fold import fold, fold_once
from crm.importing.reading import Record, Source
from crm.models import Operation, OperationItem

REACH = 100_000
"""So many rows are looked through while somebody waits."""
_PAGE = 2_000
Row = tuple[OperationItem, Record]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, beyond which row, and how many rows a page shows."""

    words: str
    after: int = 0
    size: int = 25

    @property
    def number(self) -> int | None:
        """The number of a row, where the words are one; that row stands on the first page."""
        bare = self.words.strip().removeprefix("#").replace(",", "")
        return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 10 else None


@dataclass(slots=True)
class Found:
    """A page of rows; `on` is beyond which row to go on, None at the end of the file, and `more` says that another row is known to follow."""

    rows: list[Row] = field(default_factory=list)
    on: int | None = None
    more: bool = False


def find(head: Operation, source: Source, where: Expression, wanted: Wanted) -> Found:
    """The next rows with all these words, whatever their order, case and accents, of those the condition leaves."""
    mine = (OperationItem.operation == head.id) & where
    found, at, seen = Found([] if wanted.after else _numbered(source, mine, wanted.number)), wanted.after, 0
    ahead = islice(source.records(at), REACH)
    while records := list(islice(ahead, _PAGE)):
        for item, record in _with_words(records, mine, fold(wanted.words).split()):
            if item.seq == wanted.number:
                continue
            if len(found.rows) == wanted.size:
                found.on, found.more = at, True
                return found
            found.rows.append((item, record))
            at = item.seq
        at, seen = records[-1].number, seen + len(records)
    found.on = at if seen == REACH else None
    return found


def _numbered(source: Source, mine: Expression, number: int | None) -> list[Row]:
    item = OperationItem.get_or_none(mine & (OperationItem.seq == number)) if number else None
    return [(item, next(source.records(item.seq - 1)))] if item else []


def _with_words(records: Sequence[Record], mine: Expression, words: Sequence[str]) -> Iterator[Row]:
    holding = {record.number: record for record in records if _holds(" ".join(record.cells), words)}
    items = OperationItem.select().where(mine & among(OperationItem.seq, list(holding))) if holding else ()
    return ((item, holding[item.seq]) for item in sorted(items, key=lambda item: int(item.seq)))


def _holds(text: str, words: Sequence[str]) -> bool:
    folded = fold_once(text)
    return all(word in folded for word in words)
