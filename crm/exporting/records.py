"""Records of any kind but people as rows of text, in the form that our importer reads back without a change."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crm.associations import columns as links
from crm.exporting import beside
from crm.exporting.columns import pages
from crm.exporting.people import People
from crm.fields import plain
from crm.kinds import CONTACTS, Kind
from crm.models import Member
from crm.operations import iso
from crm.records import listing


def reader_of(kind: Kind, columns: Sequence[str], by: Member) -> "People | Records | Wider":
    """What reads the rows of a file about a kind of record."""
    if any(key in beside.KEYS or key.startswith(links.PREFIX) for key in columns):
        return Wider(kind, columns, by)
    return People(columns) if kind == CONTACTS else Records(kind, columns, by)


class Wider:
    """Reads records with columns beside those of their fields: of links, three queries a page each, and of what says a field once more."""

    def __init__(self, kind: Kind, columns: Sequence[str], by: Member) -> None:
        self.kind, self.columns, self.by = kind, columns, by
        self.ways = {key: way for key, way in links.ways_of(kind).items() if key in columns}
        self.beside = [key for key in columns if key in beside.KEYS]
        self.plain = [key for key in columns if key not in beside.KEYS and not key.startswith(links.PREFIX)] or ["id"]
        self.reader = reader_of(kind, self.plain, by)

    def rows(self, ids: Iterable[int]) -> Iterator[tuple[int, list[str]]]:
        """(id, cells) of each record, in the order given; a label that was deleted meanwhile leaves its column empty."""
        for page in pages(ids):
            more = {key: links.cells(self.kind, way, page, self.by) for key, way in self.ways.items()}
            more |= {key: beside.cells(self.kind, key, page) for key in self.beside}
            for record, cells in self.reader.rows(page):
                own = dict(zip(self.plain, cells, strict=True))
                yield record, [own[key] if key in own else more.get(key, {}).get(record, "") for key in self.columns]


class Records:
    """Reads records page by page, each page in a constant number of queries, only what the columns need."""

    def __init__(self, kind: Kind, columns: Sequence[str], by: Member) -> None:
        self.kind, self.columns, self.by = kind, columns, by
        self.members = dict(Member.select(Member.id, Member.email).tuples())

    def rows(self, ids: Iterable[int]) -> Iterator[tuple[int, list[str]]]:
        """(id, cells) of each record, in the order given."""
        columns = [key for key in self.columns if key != "followers"]
        for page in pages(ids):
            following = beside.followers(self.kind, page) if "followers" in self.columns else {}
            for row in listing.rows(self.kind, page, columns, self.by):
                row.cells["followers"] = following.get(row.id)
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
