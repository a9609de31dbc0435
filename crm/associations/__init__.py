"""Associations: links between any two records, each with a label that says what they are to each other."""

from collections.abc import Sequence

from peewee import Expression, ModelSelect

from crm import access
from crm.associations import limits, records, ways
from crm.associations.errors import LabelGone, NothingFound, NotLinkable, WhichOne, WithItself
from crm.associations.records import Record, Subject
from crm.associations.ways import Way
from crm.errors import NotFound
from crm.journal import ends, operation
from crm.models import LIVE, Association, AssociationLabel, Member


def way(kind: int, key: str) -> Way:
    """The way of this key for records of a kind. Raises NotLinkable."""
    known = {one.key: one for one in ways.of_kind(kind)}
    if key not in known:
        raise NotLinkable()
    return known[key]


def target(chosen: Way, typed: str, actor: Member) -> Record:
    """The one record the actor means by a name, of those they see. Raises NothingFound, and WhichOne with the `candidates`."""
    kind = records.kinds()[chosen.to]
    some, many = records.found(kind, typed, actor), kind.words.many
    if not some:
        raise NothingFound(many=many.capitalize(), typed=typed.strip())
    if len(some) > 1:
        raise WhichOne(many=many, typed=typed.strip(), candidates=some)
    return some[0]


def link(subject: Subject, chosen: Way, other: Subject, *, by: Member, via: str = "web", key: str | None = None) -> Association:
    """Link a record with another in one of its ways; a link that is there already is no change. Raises LimitReached."""
    access.require_edit(by)
    both = records.seen((subject, other), by)
    if subject not in both or other not in both:
        raise NotFound()
    if (subject[0], other[0]) != (chosen.of, chosen.to):
        raise NotLinkable()
    if subject == other:
        raise WithItself()
    with operation("association.added", by=by, title=f"Linked: {chosen.words}", via=via, key=key) as op:
        ends.hold(chosen.label.id)
        label = _still(chosen.label)
        a, b = ways.in_order(chosen, subject, other)
        there: Association | None = Association.get_or_none(_is(label, a, b) & (Association.state == LIVE))
        if there is not None:
            return there
        limits.check(chosen, both[subject], both[other], by)
        made: Association = op.add(Association, label=label, kind_a=a[0], a=a[1], kind_b=b[0], b=b[1])
        ends.tell(op, made)
    return made


def unlink(made: Association, *, by: Member, key: str | None = None) -> None:
    """Take a link away; it can be put back for as long as undo lasts."""
    access.require_edit(by)
    with operation("association.removed", by=by, title=f"Removed the link: {made.label.words}", key=key) as op:
        if op.remove(made):
            ends.tell(op, made)


def load(association_id: int, subject: Subject, actor: Member) -> Association | None:
    """A link of this record, also one that was taken away, if the actor sees both ends."""
    found: Association | None = Association.get_or_none(Association.id == association_id)
    if found is None or subject not in found.ends or len(records.seen(found.ends, actor)) < 2:
        return None
    return found


def count(kind: int, records: ModelSelect | Sequence[int], actor: Member) -> int:
    """How many links these records of a kind have, of those that the actor may see; one between two of them counts once."""
    of = Association
    here = ((of.kind_a == kind) & of.a.in_(records)) | ((of.kind_b == kind) & of.b.in_(records))
    query = of.select().where(here & (of.state == LIVE))
    return int((query.where(access.linked(actor)) if actor.only_assigned else query).count())


def _still(label: AssociationLabel) -> AssociationLabel:
    now: AssociationLabel = AssociationLabel.get_by_id(label.id)
    if now.state != LIVE:
        raise LabelGone(words=now.words)
    return now


def _is(label: AssociationLabel, a: Subject, b: Subject) -> Expression:
    link_ = Association
    return (link_.label == label.id) & (link_.a == a[1]) & (link_.b == b[1])


__all__ = ["Way", "count", "link", "load", "target", "unlink", "way"]
