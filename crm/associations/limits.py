"""How many links of a label a record may have: one, or as many as one likes; two who link at once wait for each other."""

from typing import Any

from peewee import Expression, ModelSelect, fn

from crm.associations import records
from crm.associations.errors import LimitReached, TooMany
from crm.associations.records import Record, Subject
from crm.associations.ways import Way, of_label
from crm.models import LIVE, Association, AssociationLabel, Member


def check(chosen: Way, record: Record, other: Record, by: Member) -> None:
    """Refuse a second link where a record may have one only; who doesn't see the first isn't told its name. Raises LimitReached."""
    for way, one in ((chosen, record), (chosen.other, other)):
        if way.one and (full := held(way, one.subject)):
            named = records.seen((full,), by).get(full)
            raise LimitReached(name=one.name, words=f"a link “{way.words}”", other=f", {named.name}" if named else "")


def check_label(label: AssociationLabel, one_a: bool, one_b: bool) -> None:
    """Refuse to limit to one what somebody has several of. Raises TooMany."""
    for way in of_label(label):
        if (one_b if way.end == "a" else one_a) and (count := _several(label, way)):
            raise TooMany(count=count, words=way.words)


def held(way: Way, subject: Subject) -> Subject | None:
    """The record that stands at the other end of a record's one link."""
    link = Association
    found = link.select().where((link.label == way.label.id) & (link.state == LIVE) & _at(way, subject[1])).order_by(link.id).first()
    return None if found is None else next(end for end in found.ends if end != subject)


def _at(way: Way, record: int) -> Expression:
    link = Association
    if way.label.is_mutual:
        return (link.a == record) | (link.b == record)
    return link.a == record if way.end == "a" else link.b == record


def _several(label: AssociationLabel, way: Way) -> int:
    """How many records have more than one link at this end."""
    link = Association
    live = (link.label == label.id) & (link.state == LIVE)
    columns: list[Any] = [link.a, link.b] if label.is_mutual else [link.a if way.end == "a" else link.b]
    rows = [link.select(column.alias("record")).where(live) for column in columns]
    union: ModelSelect = rows[0] if len(rows) == 1 else rows[0].union_all(rows[1])
    each = union.alias("each_end")
    several = link.select(each.c.record).from_(each).group_by(each.c.record).having(fn.COUNT(each.c.record) > 1)
    return len(list(several.tuples()))
