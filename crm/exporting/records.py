"""Records of any kind but people as rows of text, in the form that our importer reads back without a change."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crm.exporting.columns import pages
from crm.exporting.people import People
from crm.fields import plain
from crm.kinds import CONTACTS, Kind
from crm.models import Member
from crm.operations import iso
from crm.records import listing


def reader_of(kind: Kind, columns: Sequence[str], by: Member) -> "People | Records":
    """What reads the rows of a file about a kind of record."""
    return People(columns) if kind == CONTACTS else Records(kind, columns, by)


class Records:
    """Reads records page by page, each page in a constant number of queries, only what the columns need."""

    def __init__(self, kind: Kind, columns: Sequence[str], by: Member) -> None:
        self.kind, self.columns, self.by = kind, columns, by
        self.members = dict(Member.select(Member.id, Member.email).tuples())

    def rows(self, ids: Iterable[int]) -> Iterator[tuple[int, list[str]]]:
        """(id, cells) of each record, in the order given."""
        for page in pages(ids):
            for row in listing.rows(self.kind, page, self.columns, self.by):
                yield row.id, [self._cell(key, row.cells[key]) for key in self.columns]

    def _cell(self, key: str, value: Any) -> str:
        known = self.kind.fields[key]
        if known.custom:
            return plain(known, value)
        if known.type == "member":
            return self.members.get(value, "")
        if known.type == "time":
            return iso(value) or ""
        return "" if value is None else str(value)
