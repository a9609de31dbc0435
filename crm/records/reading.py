"""A file of records of any kind but people: what its columns feed, and each row as values or the reason why it is refused."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm import emails
from crm.associations import columns as links
from crm.associations.errors import LabelGone
from crm.errors import CrmError
from crm.exporting.cells import read_names, unsafe
from crm.fields import BadValue, Field, NoSuchField, clean
from crm.fields.place import Place, here
from crm.fields.types import Unfit, type_of
from crm.fold import fold
from crm.importing import dates, own
from crm.importing.cells import marked
from crm.importing.errors import FileError
from crm.importing.headers import compact
from crm.importing.mapping import NoSuchColumn
from crm.importing.options import Options
from crm.importing.reading import Record, Source, open_source
from crm.kinds import Kind
from crm.models import LIVE, Member

_REASONS = {"member": "owner", "country": "choice", "email": "email", "phone": "phone"}
"""Why a cell can't be read, by the type of a standard field; anything else is too long, or holds a control sign."""
Read = Callable[[str], Any]


LATE = "late"


class NoName(CrmError):
    """No column of this file holds the name of a {one}. Say which one does, as `name`."""


class NotKnownBy(CrmError):
    """A {one} can’t be known by “{key}”. Choose a field that only one {one} may have a value of, and a column that goes into it."""


@dataclass(slots=True)
class Row:
    """One row: its values by field key, the record it names by number, why it can't be taken, what its columns of links name, and the
    members who are to follow."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    record: int | None = None
    reason: str = ""
    links: dict[str, list[str]] = field(default_factory=dict)
    followers: list[int] = field(default_factory=list)


def recognises(kind: Kind) -> Callable[[Sequence[str]], int]:
    """Counts the cells of a row that are headings of a kind's fields."""
    known = _headings(kind)
    return lambda cells: sum(1 for cell in cells if compact(cell) in known)


def guessed(kind: Kind, header: Sequence[str]) -> dict[int, str]:
    """What each column feeds by its heading: a key or label of a field."""
    known = _headings(kind)
    return {i: key for i, name in enumerate(header) if (key := known.get(compact(name), ""))}


def opened(kind: Kind, path: Path, options: Options, name: str, folder: Path | None) -> Source:
    """A file as it is written, whatever its columns feed. Raises FileError."""
    return open_source(path, options, recognises(kind), name=name, folder=folder)


def columns_of(kind: Kind, header: Sequence[str], options: Options) -> dict[int, str]:
    """What each column feeds, by its number: as the mapping says, else by key or label. Raises FileError, NoSuchColumn, NoName and NotKnownBy."""
    known = _headings(kind)
    fed = (
        _told(kind, header, options) if options.mapping is not None else {i: known.get(compact(name), "") for i, name in enumerate(header)}
    )
    fed = {i: key for i, key in fed.items() if key}
    for key in set(fed.values()):
        at = [i for i, one in fed.items() if one == key]
        if len(at) > 1:
            raise FileError("duplicate_header", {"mapping": {str(i): key for i in at}}, columns=", ".join(header[i] for i in at))
    if not {"id", "name", options.known_by or "name"} & set(fed.values()):
        raise NoName(one=kind.words.one)
    if options.known_by and not (options.known_by in fed.values() and options.known_by in unique_of(kind)):
        raise NotKnownBy(one=kind.words.one, key=options.known_by)
    return fed


def unique_of(kind: Kind) -> dict[str, Field]:
    """The fields that a record of a kind may be known by beside its number and name."""
    return {key: known for key, known in kind.fields.custom.items() if known.own.unique}


def _told(kind: Kind, header: Sequence[str], options: Options) -> dict[int, str]:
    by_name, fed = {compact(heading): i for i, heading in reversed(list(enumerate(header)))}, {}
    taken = {"id", *kind.fields.data, *links.ways_of(kind)}
    for name, key in (options.mapping or {}).items():
        at = int(name) if name.isascii() and name.isdigit() else by_name.get(compact(name), -1)
        if not 0 <= at < len(header):
            raise NoSuchColumn(column=name)
        if key and key not in taken:
            raise NoSuchField(key=key)
        fed[at] = key
    return fed


def _headings(kind: Kind) -> Mapping[str, str]:
    """What headings may read, compared without case and punctuation: keys and labels of what a file can bring in, and the number.

    A column of links is known too; a field of that name goes before it.
    """
    keys = ("id", *kind.fields.data)
    known = {compact(kind.fields[key].label): key for key in keys} | {compact(key): key for key in keys}
    linked = links.fields_of(kind)
    return {compact(one.label): key for key, one in linked.items()} | {compact(key): key for key in linked} | known


class File:
    """An opened file: `source` gives its records, `row` understands one."""

    def __init__(self, kind: Kind, source: Source, columns: Mapping[int, str], options: Options, order: str | None = None) -> None:
        self.kind, self.source, self.columns, self.options = kind, source, columns, options
        self.order = order or options.date_order or _order(kind, columns, source)
        """The order of its dates; LATE until it is found out."""
        said, region = options.values, options.phone_region
        self.links = {at: key for at, key in columns.items() if key.startswith(links.PREFIX)}
        if gone := {*self.links.values()} - {*links.ways_of(kind)}:
            raise LabelGone(words=min(gone))
        self.members: dict[str, int] | None = None
        fed = {at: kind.fields.named(key) for at, key in columns.items() if at not in self.links}
        self._read = {at: meaning(reader_of(known, region, self.order), said.get(str(at))) for at, known in fed.items()}

    @classmethod
    def open(cls, kind: Kind, path: Path, options: Options, name: str = "", folder: Path | None = None, *, patient: bool = True) -> "File":
        """Detect how a file is written and what its columns feed; raises FileError when it can't be read.

        Who isn't `patient` leaves the order of the dates of a long file to whoever opens it again.
        """
        source = opened(kind, path, options, name, folder)
        late = not patient and source.is_long
        return cls(kind, source, columns_of(kind, source.header, options), options, LATE if late else None)

    def row(self, record: Record) -> Row:
        """The values of a record; blank cells are none."""
        found = Row(record.number, reason=record.problem)
        for at, read in self._read.items() if not record.problem else ():
            if cell := unsafe(record.cells[at].strip()).strip():
                reason = self._take(found, self.columns[at], read, cell)
                if reason and not self.options.leaves_blank(reason):
                    found.reason = found.reason or reason
        for at, key in self.links.items() if not record.problem else ():
            if entries := read_names(unsafe(record.cells[at].strip())):
                found.links[key] = entries
        return found

    def _take(self, row: Row, key: str, read: Read, cell: str) -> str:
        if why := marked(cell):
            return why
        try:
            value = read(cell)
        except Unfit as error:
            return error.reason
        if key == "id":
            row.record = value
        elif key == "followers":
            return self._follow(row, cell)
        elif value not in ("", None):
            row.values[key] = value
        return ""

    def _follow(self, row: Row, cell: str) -> str:
        """Members by their email addresses."""
        if self.members is None:
            self.members = dict(Member.select(Member.email_key, Member.id).where(Member.state == LIVE).tuples())
        found = [self.members.get(emails.key(entry)) for entry in read_names(cell)]
        row.followers = [one for one in dict.fromkeys(found) if one is not None]
        return "owner" if None in found else ""


def meaning(read: Read, said: Mapping[str, str] | None) -> Read:
    """Reads cells as somebody said what their words stand for, "" for a blank."""
    return read if not said else lambda cell: read(word) if (word := said.get(fold(cell), cell)) else ""


def reader_of(known: Field, region: str, order: str | None) -> Read:
    """A function from a cell to a database value; it raises Unfit."""
    if known.type == "many":
        return str
    if known.custom:
        read, dated = type_of(known).reader(known, Place(region, here().zone)), known.type in own.DATED
        return lambda cell: read(own.in_order(order, cell) if dated else cell)
    return _number if known.key == "id" else lambda cell: _standard(known, cell)


def _standard(known: Field, cell: str) -> Any:
    try:
        return clean(known, cell)
    except BadValue as error:
        reason = _REASONS.get(known.type) or ("too_long" if len(cell) > known.limit else "control_char")
        raise Unfit(error.expected, reason) from error


def _number(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 15):
        raise Unfit("a number", "number")
    return int(cell)


def _order(kind: Kind, columns: Mapping[int, str], source: Source) -> str | None:
    """The order of the dates, told by all rows; raises FileError where the file leaves it open or contradicts itself."""
    dated = [at for at, key in columns.items() if key in kind.fields and kind.fields[key].type in own.DATED]
    return order_of(dated, source.records()) if dated else None


def order_of(dated: Sequence[int], records: Iterable[Record]) -> str | None:
    """The order that the dates of these columns are written in."""
    order = dates.told(record.cells[at] for record in records if not record.problem for at in dated)
    if order.order or not (order.open or (order.day_first and order.month_first)):
        return order.order
    choices = {"date_order": ["DMY", "MDY"]}
    if order.day_first and order.month_first:
        raise FileError("date_order_mixed", choices, dmy=order.day_first, mdy=order.month_first)
    raise FileError("date_order_unknown", choices, value=order.open)
