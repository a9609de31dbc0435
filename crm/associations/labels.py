"""The labels of links: made, renamed, limited and deleted by admins; what a deleted one linked is hidden until undo brings it back."""

from dataclasses import dataclass

from peewee import fn

from crm import access, text
from crm.associations import limits, records, ways
from crm.associations.errors import BadLabel, LabelGone, NeedsOne, NoSuchKind, SameLabel, SidesStay
from crm.db import lock_words
from crm.filters.using import follow_words
from crm.fold import fold
from crm.journal import ends, operation
from crm.journal.change import Writer
from crm.models import LIVE, Association, AssociationLabel, Member

_LONGEST = 60
_NEW = "a new label"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label as typed: what b is to a and a to b (nothing: the same), the kinds at the ends, and whether a record has one only."""

    name: str
    back: str = ""
    kind_a: int = 0
    kind_b: int = 0
    one_a: bool = False
    one_b: bool = False


def create(wanted: Wanted, *, by: Member, key: str | None = None) -> AssociationLabel:
    """Make a label. Raises BadLabel, NoSuchKind, NeedsOne, and SameLabel where these kinds have it already."""
    access.require_admin(by)
    name, back = _words(wanted)
    if not {wanted.kind_a, wanted.kind_b} <= set(records.kinds()):
        raise NoSuchKind()
    if not back and wanted.kind_a == wanted.kind_b and wanted.one_a != wanted.one_b:
        raise NeedsOne()
    values = {"name": name, "back": back, "one_a": int(wanted.one_a), "one_b": int(wanted.one_b)}
    with operation("label.created", by=by, title=f"Made the label {_said(name, back)}", key=key) as op:
        lock_words(_NEW)
        _refuse_twin(wanted.kind_a, wanted.kind_b, name, back)
        made: AssociationLabel = op.add(AssociationLabel, kind_a=wanted.kind_a, kind_b=wanted.kind_b, **values)
    return made


def change(label: AssociationLabel, wanted: Wanted, *, by: Member, key: str | None = None) -> bool:
    """Rename a label and change its limits; its kinds stay. Raises as create does, and TooMany where somebody has several."""
    access.require_admin(by)
    name, back = _words(wanted)
    with operation("label.edited", by=by, title=f"Changed the label {_said(name, back)}", key=key) as op:
        lock_words(_NEW)
        ends.hold(label.id)
        now = _still(label)
        if now.kind_a == now.kind_b and bool(back) != bool(now.back):
            raise SidesStay()
        if now.is_mutual and wanted.one_a != wanted.one_b:
            raise NeedsOne()
        _refuse_twin(now.kind_a, now.kind_b, name, back, beside=now.id)
        limits.check_label(now, wanted.one_a, wanted.one_b)
        before = ways.read(now)
        changed = op.put(now, name=name, back=back, one_a=int(wanted.one_a), one_b=int(wanted.one_b))
        _let_lists_follow(op, now, before)
        return changed


def remove(label: AssociationLabel, *, by: Member, key: str | None = None) -> None:
    """Delete a label; its links are hidden, and come back with it."""
    access.require_admin(by)
    with operation("label.removed", by=by, title=f"Deleted the label {label.words}", key=key) as op:
        op.remove(_still(label))


def counts() -> dict[int, int]:
    """How many links each label has, by its id."""
    link = Association
    rows = link.select(link.label, fn.COUNT(link.id)).where(link.state == LIVE).group_by(link.label)
    return dict(rows.tuples())


def _let_lists_follow(op: Writer, label: AssociationLabel, before: list[tuple[int, str]]) -> None:
    """Lists that ask for the label by a word ask for the new one; by the old one too, where another label goes by it."""
    for kind in {of for of, _ in before}:
        others = {fold(way.words) for way in ways.of_kind(kind) if way.label.id != label.id}
        words: dict[str, tuple[str, ...]] = {}
        for (of, old), (_, new) in zip(before, ways.read(label), strict=True):
            if of == kind and old != new:
                words[fold(old)] = (*words.get(fold(old), (old,) if fold(old) in others else ()), new)
        follow_words(op, kind, words)


def _words(wanted: Wanted) -> tuple[str, str]:
    name, back = text.single_line(wanted.name), text.single_line(wanted.back)
    if not 1 <= len(name) <= _LONGEST or len(back) > _LONGEST or text.has_control(name + back):
        raise BadLabel()
    return name, "" if fold(back) == fold(name) else back


def _said(name: str, back: str) -> str:
    return f"{name} / {back}" if back else name


def _refuse_twin(kind_a: int, kind_b: int, name: str, back: str, beside: int = 0) -> None:
    wanted = {(kind_a, fold(back or name)), (kind_b, fold(name))}
    for one in ways.living():
        if one.id != beside and {(one.kind_a, one.back_f or one.name_f), (one.kind_b, one.name_f)} == wanted:
            raise SameLabel(words=one.words)


def _still(label: AssociationLabel) -> AssociationLabel:
    now: AssociationLabel = AssociationLabel.get_by_id(label.id)
    if now.state != LIVE:
        raise LabelGone(words=now.words)
    return now
