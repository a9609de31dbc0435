"""A file looked at before its import: its form, some first rows, what its columns seem to mean, and what must be asked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from crm.errors import CrmError
from crm.fields import FIELDS
from crm.fold import fold
from crm.importing import untaken
from crm.importing.errors import FileError
from crm.importing.mapping import Plan, by_cells_alone, doubles, recognises
from crm.importing.options import Options
from crm.importing.reading import Record, Source, open_source
from crm.importing.reading.unpacking import TakesLong, takes_long
from crm.importing.session import WORDS, Session, is_dated, order_of, plan_of
from crm.text import single_line

ROWS = 1_000
_SAMPLES, _SHOWN, _MOST_WORDS = 3, 60, 50
_WORDED = ("type", "owner", "country", "timezone")


@dataclass
class ColumnLook:
    """One column as the wizard shows it: heading, three samples, how many of a hundred cells are filled, and cells not understood.

    `words` are those its field doesn't know, with how often they stand there; `dated` says that its field holds dates, and
    `guessed` that only its cells suggest it, `why` that one of ours feeds nothing.
    """

    number: int
    heading: str
    key: str
    samples: list[str]
    filled: int
    wrong: Counter[str] = field(default_factory=Counter)
    words: dict[str, int] = field(default_factory=dict)
    clash: bool = False
    dated: bool = False
    guessed: bool = False
    why: str = ""


@dataclass
class Look:
    """A file under the choices made so far; `error` is what must be asked or mended first, `rows` its number if it is short."""

    options: Options
    source: Source | None = None
    records: list[Record] = field(default_factory=list)
    plan: Plan | None = None
    error: FileError | None = None

    @property
    def header(self) -> list[str]:
        """The headings, as far as they are known."""
        return self.source.header if self.source else []

    @property
    def rows(self) -> int | None:
        """How many rows there are, where they were all looked at."""
        return len(self.records) if len(self.records) < ROWS else None

    @property
    def samples(self) -> list[list[str]]:
        """The cells of the first rows."""
        return [record.cells for record in self.records if not record.problem]


def look(path: Path, options: Options, *, name: str = "", folder: Path | None = None) -> Look:
    """Open a file as far as it can be: raises FileError only for a file that no choice would make readable, TakesLong for one nobody should wait for.

    `name` is what it was called; a workbook or address book is unpacked into `folder`, beside the file if not said.
    """
    found = Look(options)
    if takes_long(path, options, folder or path.parent):
        raise TakesLong()
    try:
        found.source = open_source(path, options, recognises, name=name, folder=folder)
        found.records = list(islice(found.source.records(), ROWS))
        found.plan = plan_of(found.source.header, found.samples, options)
        found.error = doubles(found.plan, found.source.header)
        if not found.error and not options.date_order:
            order_of(found.plan, found.records)
    except FileError as error:
        found.error = error
        if not error.recoverable:
            raise
    return found


def columns(look: Look, unknown: Sequence[tuple[int, str, int]] = ()) -> list[ColumnLook]:
    """Every column as the wizard shows it; `unknown` are words a dry run found besides, (column, word, count)."""
    if look.plan is None:
        return []
    rows = look.samples
    found = [_column(i, heading, look.plan, rows) for i, heading in enumerate(look.header)]
    for number in by_cells_alone(look.plan, look.header) if look.options.mapping is None else ():
        found[number].guessed = str(number) not in look.options.columns
    _try(look, found)
    for column, word, count in unknown:
        if column < len(found) and has_words(found[column].key):
            found[column].words[word] = max(count, found[column].words.get(word, 0))
    for column in map(int, (look.error.choices.get("mapping", {}) if look.error and look.error.code == "duplicate_header" else {})):
        found[column].clash = True
    for one in found:
        one.words |= {word: 0 for word in look.options.values.get(str(one.number), {}) if word not in map(fold, one.words)}
    return found


def has_words(key: str) -> bool:
    """Whether a field takes only words it knows."""
    return key in _WORDED or (key in FIELDS.custom and FIELDS[key].type in ("choice", "choices"))


def _column(number: int, heading: str, plan: Plan, rows: Sequence[Sequence[str]]) -> ColumnLook:
    cells = [cell for row in rows if (cell := row[number].strip())]
    samples = [single_line(cell)[:_SHOWN] for cell in islice(dict.fromkeys(cells), _SAMPLES)]
    filled = -(-100 * len(cells) // len(rows)) if rows else 0
    key = plan.columns[number].key or ""
    return ColumnLook(number, single_line(heading), key, samples, filled, dated=is_dated(key), why="" if key else untaken.why(heading))


def _try(look: Look, columns: list[ColumnLook]) -> None:
    """Read the sampled rows as the import will, and tell each column of the cells it doesn't understand."""
    if look.source is None or look.plan is None or (look.error and look.error.code == "duplicate_header"):
        return
    session = Session(look.source, look.plan, look.options, look.options.date_order or _order(look))
    for record in look.records:
        for reason, number in () if record.problem else session.understand(record.cells).problems:
            column, word = columns[number], single_line(record.cells[number])
            column.wrong[reason] += 1
            if reason in WORDS and has_words(column.key) and (word in column.words or len(column.words) < _MOST_WORDS):
                column.words[word] = column.words.get(word, 0) + 1


def _order(look: Look) -> str | None:
    try:
        return order_of(look.plan, look.records) if look.plan else None
    except CrmError:
        return None
