"""What timelines say of links: who was linked, as what, as far as the one who looks may see them."""

from collections.abc import Sequence

from crm.associations import records, ways
from crm.associations.records import Subject
from crm.db import among
from crm.journal.feed import Entry, Line
from crm.journal.kinds import KINDS
from crm.models import Association, AssociationLabel, Member

_KINDS = frozenset(kind for kind in KINDS if kind.startswith("association.")) | {"undone"}


def tell(entries: Sequence[Entry], actor: Member) -> None:
    """Say in entries which link each is about; as many queries as there are kinds, and one."""
    about = {entry.other: entry for entry in entries if entry.other and entry.kind in _KINDS}
    link, label = Association, AssociationLabel
    query = link.select(link, label).join(label, on=(label.id == link.label)).where(among(link.id, sorted(about)))
    links = list(query) if about else []
    seen = records.seen([end for one in links for end in one.ends], actor)
    by_id = {one.id: one for one in links}
    for entry in entries:
        if (one := by_id.get(entry.other or 0)) and entry.kind in _KINDS:
            entry.lines.append(_line(one, entry.kind, entry.subject, seen))


def _line(link: Association, kind: str, subject: Subject, seen: dict[Subject, records.Record]) -> Line:
    other = next((end for end in link.ends if end != subject), subject)
    name = seen[other].name if other in seen else "somebody who is gone"
    words = ways.seen_from(link.label, link, subject).words
    if kind == "association.added":
        return Line(words, "", name)
    return Line(words, name, "") if kind == "association.removed" else Line("Link", words, name)
