"""What a record shows of its links: the linked records by label, and the ways to link more."""

from typing import NamedTuple

from peewee import ModelSelect

from crm.associations import records, ways
from crm.associations.records import Record, Subject
from crm.associations.ways import Way
from crm.fold import fold
from crm.models import LIVE, Association, AssociationLabel, Member


class Linked(NamedTuple):
    """One link as a record shows it: its id, and the record at the other end."""

    id: int
    record: Record


class Group(NamedTuple):
    """The records linked in one way, by name."""

    way: Way
    links: list[Linked]


class Card(NamedTuple):
    """The links of a record that the actor sees, grouped, how many, and every way to link more."""

    groups: list[Group]
    total: int
    ways: list[Way]


def of(subject: Subject, actor: Member) -> Card:
    """A record's card; what the actor may not see is neither named nor counted. As many queries as there are kinds, and two."""
    found: dict[Way, list[Linked]] = {}
    links = list(at(subject))
    others = {link.id: next((end for end in link.ends if end != subject), subject) for link in links}
    seen = records.seen(others.values(), actor)
    for link in links:
        if record := seen.get(others[link.id]):
            found.setdefault(ways.seen_from(link.label, link, subject), []).append(Linked(link.id, record))
    groups = [Group(way, sorted(some, key=lambda one: (fold(one.record.name), one.id))) for way, some in found.items()]
    groups.sort(key=lambda group: (fold(group.way.words), group.way.key))
    return Card(groups, sum(len(group.links) for group in groups), ways.of_kind(subject[0]))


def at(subject: Subject) -> ModelSelect:
    """The living links of a record whose labels are in use."""
    link, label, (kind, record) = Association, AssociationLabel, subject
    here = ((link.kind_a == kind) & (link.a == record)) | ((link.kind_b == kind) & (link.b == record))
    query = link.select(link, label).join(label, on=(label.id == link.label))
    return query.where(here & (link.state == LIVE) & (label.state == LIVE)).order_by(link.id)
