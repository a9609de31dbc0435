"""Links come back only where there is room: both records are there, nobody linked them again, and none would have more than one where one is allowed."""

from collections.abc import Iterable, Mapping
from typing import Any

from crm.db import among
from crm.journal.belongings import deleted_by
from crm.journal.cells import Address
from crm.journal.ends import subject_of
from crm.journal.history import Subject, by_kind
from crm.journal.room import Places, Wanted, Why
from crm.journal.verdicts import ALIVE, Verdict
from crm.models import LIVE, Association, AssociationLabel, Business, Contact, CustomRecord

LOST = "one of the two isn’t there any more"
AGAIN = "linked again since"
FULL = "one of them has another link of this kind since, and may have one only"
_TABLES: dict[int, Any] = {table.number: table for table in (Contact, Business, CustomRecord)}

Place = tuple[int, str, int]


def refused(wanted: Wanted) -> dict[Address, Why]:
    """What would let a link live, or move back, that has no room by now."""
    verdicts = {name: wanted.cells(Association, name) for name in ("state", "a", "b")}
    rows = {row for cells in verdicts.values() for row in cells}
    if not rows:
        return {}
    links = _would_be(rows, verdicts)
    whys = _lost(wanted, links)
    crowded = [link for link in links if link.id not in whys]
    whys |= _crowded(crowded, rows, wanted.before(Association))
    wanted.keep(Association, dict.fromkeys(rows, ()) | {link.id: (_pair(link), *_places(link, link.label)) for link in crowded})
    return {cells[row].cell.at: why for row, why in whys.items() for cells in verdicts.values() if row in cells}


def _would_be(rows: Iterable[int], verdicts: Mapping[str, Mapping[int, Verdict]]) -> list[Association]:
    """The links that would live, as they would be: those that do already first."""
    link, label = Association, AssociationLabel
    found = list[tuple[bool, int, Association]]()
    for one in link.select(link, label).join(label).where(among(link.id, sorted(rows))):
        was, state = one.state, verdicts["state"].get(one.id)
        for name in ("a", "b"):
            if one.id in verdicts[name]:
                setattr(one, name, int(verdicts[name][one.id].want or 0))
        if state.want == ALIVE if state else was == LIVE:
            found.append((was != LIVE, one.id, one))
    return [one for _, _, one in sorted(found, key=lambda each: each[:2])]


def _lost(wanted: Wanted, links: Iterable[Association]) -> dict[int, Why]:
    ends = {subject_of(end) for link in links for end in link.ends}
    lost, by = set[Subject](), dict[Subject, int]()
    for number, records in by_kind(ends).items():
        gone = set(records) - wanted.there(_TABLES[number], records)
        lost |= {(number, record) for record in gone}
        by |= {(number, record): operation for record, operation in (deleted_by(_TABLES[number], gone) if gone else {}).items()}
    each = {link.id: [subject for subject in map(subject_of, link.ends) if subject in lost] for link in links} if lost else {}
    return {row: Why(LOST, by.get(gone[0])) for row, gone in each.items() if gone}


def _crowded(links: list[Association], beside: set[int], before: Places) -> dict[int, Why]:
    """Those that others leave no room for, those judged `before` too, or those of them that come first."""
    same, full, found = set[Place](), set[Place](), dict[int, Why]()
    labels = {link.label_id: link.label for link in links}
    for one in _others(links, beside | before.rows):
        same.add(_pair(one))
        full |= _places(one, labels[one.label_id])
    for link in links:
        pair, places = _pair(link), _places(link, link.label)
        again = pair in same or pair in before.keys
        if again or places & full or places & before.keys:
            found[link.id] = Why(AGAIN if again else FULL)
        else:
            same.add(pair)
            full |= places
    return found


def _others(links: list[Association], beside: set[int]) -> list[Association]:
    """The living links with one of these labels at one of these records."""
    if not links:
        return []
    one, labels = Association, sorted({link.label_id for link in links})
    kinds, ids = sorted({kind for link in links for kind, _ in link.ends}), sorted({i for link in links for _, i in link.ends})
    found = dict[int, Association]()
    for kind, at in ((one.kind_a, one.a), (one.kind_b, one.b)):
        query = one.select().where(among(kind, kinds) & among(at, ids) & among(one.label, labels) & (one.state == LIVE))
        found |= {link.id: link for link in query if link.id not in beside}
    return list(found.values())


def _pair(link: Association) -> Place:
    return (link.label_id, str(link.a), link.b)


def _places(link: Association, label: AssociationLabel) -> set[Place]:
    """What a link takes up alone: the place at a record that may have one only."""
    if label.is_mutual:
        return {(label.id, "", link.a), (label.id, "", link.b)} if label.one_a else set()
    return ({(label.id, "a", link.a)} if label.one_b else set()) | ({(label.id, "b", link.b)} if label.one_a else set())
