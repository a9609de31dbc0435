"""What links mean to the journal: both their records tell of them, use one another, and come back only where there is room."""

from collections.abc import Iterable, Sequence

from peewee import SQL, ModelSelect, fn

from crm import access
from crm.db import among, lock_rows, lock_words
from crm.journal import batch
from crm.journal.cells import column
from crm.journal.change import Writer
from crm.journal.kinds import KINDS
from crm.models import GONE, LIVE, Association, AssociationLabel, Contact, CustomRecord, Event, Member
from crm.models.custom_object import FIRST_OWN

Subject = tuple[int, int]


def hold(*labels: int) -> None:
    """Let one transaction at a time link by these labels, or change their limits; all at once, and before any row is held."""
    lock_words(*(f"label {label}" for label in labels))


def tell(writer: Writer, link: Association) -> None:
    """Let the timelines of both records tell of a link that was written."""
    kind = {"import": "association.added", "bulk": "association.removed"}.get(writer.head.kind, writer.head.kind)
    for subject in map(subject_of, link.ends):
        if subject not in writer.events:
            event = Event.create(
                operation=writer.id,
                kind=KINDS.get(kind, KINDS["undone"]),
                subject_kind=subject[0],
                subject_id=subject[1],
                other_id=link.id,
                at=writer.at,
            )
            writer.events[subject] = event.id
        if subject[0] == Contact.number:
            writer.touched.see(Association, subject[1], set())


def subject_of(end: Subject) -> Subject:
    """Whose timeline tells of a record at the end of a link: events go by table, and the office's own kinds share one."""
    return (CustomRecord.number, end[1]) if end[0] >= FIRST_OWN else end


def let_go(writer: Writer, kind: int, records: Sequence[int]) -> None:
    """Within the operation that deletes records of a kind, take their links away, so that they come back with them."""
    link = Association
    here = ((link.kind_a == kind) & among(link.a, records)) | ((link.kind_b == kind) & among(link.b, records))
    gone = list(link.select().where(here & (link.state == LIVE)).order_by(link.id))
    if not gone:
        return
    ids, state = [one.id for one in gone], column(link, "state")
    lock_rows(link, ids)
    events = batch.new_events(writer, [(link.number, i) for i in ids], "association.removed")
    batch.new_changes(writer, [(events[link.number, i], link.number, i, state.number, str(LIVE), str(GONE), None) for i in ids])
    link.update(state=GONE).where(among(link.id, ids)).execute()
    for one in gone:
        tell(writer, one)


def used(kind: int, records: Sequence[int], operation: int, after: int) -> list[tuple[int, int]]:
    """Which of these records were linked by another operation since, and the newest that did."""
    link, found = Association, list[tuple[int, int]]()
    for of, at in ((link.kind_a, link.a), (link.kind_b, link.b)):
        here = of >= FIRST_OWN if kind == CustomRecord.number else of == kind
        query = link.select(at, fn.MAX(link.born)).where(here & among(at, records) & (link.state != GONE))
        found.extend(query.where((link.born != operation) & (link.born > after)).group_by(at).tuples())
    return found


def in_the_way(label: AssociationLabel, link: Association, one: Association) -> bool:
    """Whether one link leaves no room for another: a record that may have one link has it."""
    if label.is_mutual:
        return bool(label.one_a) and bool({*link.ends} & {*one.ends})
    return bool(label.one_b and one.a == link.a) or bool(label.one_a and one.b == link.b)


def several(labels: Sequence[int]) -> set[tuple[int, str]]:
    """Which limits of these labels may not come back, as (label, column): somebody has several by now. Four queries at most, however many they are."""
    label, found = AssociationLabel, set[tuple[int, str]]()
    mutual = {one.id: one.is_mutual for one in label.select().where(among(label.id, sorted(set(labels))))}
    both = [i for i, is_mutual in mutual.items() if is_mutual]
    found |= {(i, limit) for i in _crowded(both, "a", "b") for limit in ("one_a", "one_b")}
    apart = [i for i, is_mutual in mutual.items() if not is_mutual]
    for limit, end in (("one_a", "b"), ("one_b", "a")):
        found |= {(i, limit) for i in _crowded(apart, end)}
    return found


def _crowded(labels: Sequence[int], *ends: str) -> set[int]:
    """Those of these labels by which some record has several living links at one of these ends."""
    if not labels:
        return set()
    link = Association
    here = among(link.label, labels) & (link.state == LIVE)
    one, *more = [link.select(link.label.alias("label"), getattr(link, end).alias("record")).where(here) for end in ends]
    each = (one.union_all(more[0]) if more else one).alias("each_end")
    crowd = link.select(each.c.label).from_(each).group_by(each.c.label, each.c.record).having(fn.COUNT(SQL("*")) > 1)
    return {i for (i,) in crowd.distinct().tuples()}


def beside(writer: Writer, subjects: Iterable[Subject]) -> None:
    """After links were taken back or given again: both their records tell of it."""
    ids = [i for kind, i in subjects if kind == Association.number]
    for link in Association.select().where(among(Association.id, ids)) if ids else ():
        tell(writer, link)


def told(query: ModelSelect, actor: Member | None) -> ModelSelect:
    """A query over events without those that tell of links which the actor may not see."""
    if actor is None or not actor.only_assigned:
        return query
    seen = Association.select(Association.id).where(access.linked(actor))
    return query.where(Event.other_id.is_null() | (Event.kind == KINDS["task.reminded"]) | Event.other_id.in_(seen))
