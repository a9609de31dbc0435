"""Links that a file of records brings: whom each entry names, which are new, where a label leaves no room, and how they are written."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from crm import emails
from crm.associations import columns, limits, records, ways
from crm.associations.records import Subject
from crm.associations.ways import Way
from crm.fields.types import Unfit
from crm.fold import fold
from crm.journal import ends
from crm.journal.change import Writer
from crm.kinds import BUSINESSES, CONTACTS, Kind
from crm.models import LIVE, Association, Business, Contact, ContactEmail, Member

Link = tuple[Way, Subject]
Who = tuple[str, str]
_NUMBERED = re.compile(r"(?:(?P<name>.*?)\s*#)?(?P<id>\d{1,15})", re.DOTALL)


class Linker:
    """Knows the ways of a kind of record, and finds whom the cells of a file name; each entry is looked up once."""

    def __init__(self, kind: Kind, by: Member) -> None:
        self.kind, self.by, self.ways = kind, by, columns.ways_of(kind)
        self._found: dict[tuple[str, str], Subject] = {}
        self._given: dict[tuple[Who, str], Subject] = {}
        self._taken: dict[tuple[str, Subject], Who] = {}

    def named(self, cells: Mapping[str, Sequence[str]], leaves_out: Callable[[str], bool]) -> list[Link]:
        """The links that a row names, by column. Raises Unfit with the reason, no_match or ambiguous, unless such entries are left out."""
        found = dict[Link, None]()
        for key, entry in ((key, entry) for key, entries in cells.items() for entry in entries):
            try:
                found[self.ways[key], self._one(key, entry)] = None
            except Unfit as error:
                if not leaves_out(error.reason):
                    raise
        return list(found)

    def missing(self, record: int, links: Iterable[Link]) -> list[Link]:
        """Those of these links that a record doesn't have yet."""
        wanted = list(links)
        there = {way.key: columns.others(way, [record]).get(record, []) for way, _ in wanted}
        return [(way, other) for way, other in wanted if other[1] not in there[way.key]]

    def is_full(self, who: Who, record: int | None, links: Sequence[Link]) -> bool:
        """Whether a label leaves no room for these new links: one end may have one link only, and has, or gets from this file, another.

        `who` tells the record of a row from those of other rows of the file.
        """
        mine = (self.kind.number, record) if record else None
        for way, other in links:
            if mine == other or (way.one and mine and limits.held(way, mine)) or (way.other.one and limits.held(way.other, other)):
                return True
            if way.one and self._given.setdefault((who, way.key), other) != other:
                return True
            if way.other.one and self._taken.setdefault((way.key, other), who) != who:
                return True
        return False

    def hold(self, keys: Iterable[str]) -> None:
        """Let nobody else link in these ways until the transaction ends."""
        ends.hold(*(self.ways[key].label.id for key in keys if key in self.ways))

    def _one(self, key: str, entry: str) -> Subject:
        if (key, entry) not in self._found:
            self._found[key, entry] = self._whom(self.ways[key], entry)
        return self._found[key, entry]

    def _whom(self, way: Way, entry: str) -> Subject:
        """A record by number, which has to bear the name beside it, else by email address, else by its whole name."""
        told = _NUMBERED.fullmatch(entry)
        by_id = self._living([(way.to, int(told["id"]))]) if told else []
        if by_id and told and (not told["name"] or fold(by_id[0].name) == fold(told["name"])):
            return by_id[0].subject
        text = told["name"] or entry if told else entry
        kind = records.kinds()[way.to]
        same = self._living([(way.to, i) for i in _by_email(kind, text)]) if "@" in text else []
        same = same or [one for one in records.found(kind, text, self.by) if fold(one.name) == fold(text)]
        if len(same) != 1:
            raise Unfit("one of them", "ambiguous" if same else "no_match")
        return same[0].subject

    def _living(self, subjects: Sequence[Subject]) -> list[records.Record]:
        return [one for one in records.seen(subjects, self.by).values() if not one.archived]


def _by_email(kind: Kind, text: str) -> list[int]:
    if kind == CONTACTS:
        e = ContactEmail
        query = e.select(e.contact).join(Contact).where((e.email_key == emails.key(text)) & (e.state == LIVE) & (Contact.state == LIVE))
    elif kind == BUSINESSES:
        query = Business.select(Business.id).where((Business.email_f == fold(text)) & (Business.state == LIVE))
    else:
        return []
    return sorted({i for (i,) in query.tuples()})


def told(linked: Iterable[Link], by: Member) -> list[tuple[str, str]]:
    """Links as people read them: what the other one is called, and its name."""
    linked = list(linked)
    seen = records.seen((other for _, other in linked), by)
    return [(f"Link: {way.words}", seen[other].name) for way, other in linked if other in seen]


def write(writer: Writer, subject: Subject, links: Iterable[Link]) -> None:
    """Within the open operation, link a record; what is linked already stays as it is."""
    for way, other in sorted(links, key=lambda one: (one[0].label.id, one[1])):
        a, b = ways.in_order(way, subject, other)
        same = (Association.label == way.label.id) & (Association.a == a[1]) & (Association.b == b[1]) & (Association.state == LIVE)
        if not Association.select().where(same).exists():
            ends.tell(writer, writer.add(Association, label=way.label, kind_a=a[0], a=a[1], kind_b=b[0], b=b[1]))


def born_with(operation: int, kind: int, ids: Sequence[int]) -> list[Subject]:
    """The links that an operation made for these records, as subjects of its undo."""
    link = Association
    here = ((link.kind_a == kind) & link.a.in_(ids)) | ((link.kind_b == kind) & link.b.in_(ids))
    return [(link.number, i) for (i,) in link.select(link.id).where((link.born == operation) & here).tuples()]
