"""Objects of the office's own trade: kinds of records made by admins, each with fields, a list, record pages and links of its own."""

from dataclasses import dataclass

from peewee import fn

from crm import access, kinds, lists, text
from crm.custom_fields import keys
from crm.custom_objects.errors import BadWords, ObjectGone, WordsTaken
from crm.db import lock_words
from crm.fold import fold
from crm.journal import operation
from crm.models import LIVE, Association, AssociationLabel, CustomObject, CustomRecord, Member
from crm.models.custom_object import FIRST_OWN

_LONGEST = 40
_NEW = "a new object"
_NOT_KEYS = frozenset(("contacts", "businesses"))


@dataclass(frozen=True, slots=True)
class Uses:
    """What a deleted object hides: its records, fields, labels of links and links."""

    records: int
    fields: int
    labels: int
    links: int
    lists: int


def create(one: str, many: str, *, by: Member, key: str | None = None) -> CustomObject:
    """Make an object: what one of its records is called, and many. Raises BadWords, and WordsTaken where something is called so."""
    access.require_admin(by)
    single, several = _words(one), _words(many)
    with operation("object.created", by=by, title=f"Made the object {several}", key=key) as op:
        lock_words(_NEW)
        _refuse_taken(single, several)
        taken = {key for (key,) in CustomObject.select(CustomObject.key).tuples()} | _NOT_KEYS
        made: CustomObject = op.add(CustomObject, key=keys.made_from(several, taken, "objects"), one=single, many=several)
    return made


def rename(made: CustomObject, one: str, many: str, *, by: Member, key: str | None = None) -> bool:
    """Call an object something else, everywhere; its addresses stay. Raises as create does."""
    access.require_admin(by)
    single, several = _words(one), _words(many)
    with operation("object.edited", by=by, title=f"Renamed {made.many} to {several}", key=key) as op:
        lock_words(_NEW)
        now = _still(made)
        _refuse_taken(single, several, beside=now.id)
        return op.put(now, one=single, many=several)


def remove(made: CustomObject, *, by: Member, key: str | None = None) -> None:
    """Delete an object; its records, fields and links are hidden, and come back with it."""
    access.require_admin(by)
    with operation("object.removed", by=by, title=f"Deleted the object {made.many}", key=key) as op:
        op.remove(_still(made))


def counts() -> dict[int, int]:
    """How many living records each object has, by its id."""
    record = CustomRecord
    rows = record.select(record.object, fn.COUNT(record.id)).where(record.state == LIVE).group_by(record.object)
    return dict(rows.tuples())


def uses(made: CustomObject, actor: Member) -> Uses:
    """What an object's records, fields, labels, links and lists are in number."""
    number, label, link = FIRST_OWN + made.id, AssociationLabel, Association
    mine = (label.kind_a == number) | (label.kind_b == number)
    labels = label.select().where((label.state == LIVE) & mine).count()
    links = link.select().where((link.state == LIVE) & ((link.kind_a == number) | (link.kind_b == number))).count()
    kind = kinds.of(number)
    return Uses(counts().get(made.id, 0), len(kind.fields.custom), labels, links, len(lists.visible_to(actor, kind)))


def _words(typed: str) -> str:
    bare = text.single_line(typed)
    if not 1 <= len(bare) <= _LONGEST or text.has_control(bare):
        raise BadWords()
    return bare[0].lower() + bare[1:] if bare[:2].istitle() and not bare.isupper() else bare


def _refuse_taken(one: str, many: str, beside: int = 0) -> None:
    others = [kind.words for kind in kinds.every() if kind.number != FIRST_OWN + beside]
    if any({fold(one), fold(many)} & {fold(words.one), fold(words.many)} for words in others):
        raise WordsTaken(words=many)


def _still(made: CustomObject) -> CustomObject:
    now: CustomObject = CustomObject.get_by_id(made.id)
    if now.state != LIVE:
        raise ObjectGone(words=now.many)
    return now
