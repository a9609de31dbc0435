"""Links as columns of files: one for each way a kind of record may be linked, with the name and number of each record at the other end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from crm.associations import records, ways
from crm.associations.ways import Way
from crm.db import among
from crm.exporting.cells import write_names
from crm.fields import Field
from crm.fold import fold
from crm.kinds import Kind
from crm.models import LIVE, Association, Member

PREFIX = "link_"
"""What the key of a column of links begins with, wherever it stands beside fields."""


def ways_of(kind: Kind) -> dict[str, Way]:
    """The ways a kind of record may be linked, by the key of their column."""
    return {f"{PREFIX}{way.key}": way for way in ways.of_kind(kind.number)}


def fields_of(kind: Kind) -> dict[str, Field]:
    """The columns of a kind's links, by key; ways that read the same say whom they lead to."""
    found, known = ways_of(kind), records.kinds()
    said = [fold(way.words) for way in found.values()]
    fields = {}
    for key, way in found.items():
        more = f" ({known[way.to].words.many})" if said.count(fold(way.words)) > 1 else ""
        fields[key] = Field(key, f"Link: {way.words}{more}", "links")
    return fields


def cells(kind: Kind, way: Way, ids: Sequence[int], actor: Member) -> dict[int, str]:
    """Whom these living records are linked with in one way, as far as the actor sees it: `Ann Lee #12; Bo #15`; three queries."""
    linked = others(way, ids)
    seen = records.seen(((way.to, other) for some in linked.values() for other in some), actor)
    return {record: _written([seen[way.to, one] for one in some if (way.to, one) in seen]) for record, some in linked.items()}


def others(way: Way, ids: Sequence[int]) -> Mapping[int, list[int]]:
    """The ids at the other end of the living links of these records, by record."""
    link, found = Association, defaultdict[int, list[int]](list)
    sides = [(link.a, link.b), (link.b, link.a)]
    for here, there in sides if way.label.is_mutual else sides[:1] if way.end == "a" else sides[1:]:
        live = (link.label == way.label.id) & (link.state == LIVE) & among(here, list(ids))
        for record, other in link.select(here, there).where(live).tuples():
            found[record].append(other)
    return found


def _written(others: Iterable[records.Record]) -> str:
    living = sorted((one for one in others if not one.archived), key=lambda one: (fold(one.name), one.id))
    return write_names(f"{one.name} #{one.id}".strip() for one in living)
