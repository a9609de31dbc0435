"""Undo: every operation can be taken back, and so can every undo; what others changed since is kept and named."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import islice

from crm import access
from crm.db import lock_rows
from crm.errors import CrmError
from crm.journal import along, belongings, holders, items, links, names, restore, room, types, window
from crm.journal.cells import Address, subject_kinds
from crm.journal.change import Writer
from crm.journal.facts import Facts
from crm.journal.history import Subject, asserted_by, bearing, by_kind, taken_back_by
from crm.journal.operation import operation
from crm.journal.room import SoFar
from crm.journal.verdicts import KEPT, OPT_OUT, RESTORED, SHADOWED, Choices, Verdict, comes_back, give_again, take_back
from crm.models import Business, Contact, ContactBusiness, CustomRecord, Event, Member, Operation, Tag
from crm.models.custom_object import FIRST_OWN
from crm.models.operation import CHANGED, ENDED, QUEUED, REFUSED, UNCHANGED

AT_ONCE = 200
_PAGE = 1_000
_TOLD = 100
_RULES = (names.refused, holders.refused, belongings.refused, links.refused, types.refused)
"""What must hold of everything that would come back, looked at together."""


class NotYours(CrmError):
    """Only the person who did this, or an admin, may undo it."""

    status = 403


class StillRunning(CrmError):
    """This is still running. Wait until it has ended, or cancel it first."""

    status = 409


@dataclass(frozen=True, slots=True)
class Target:
    """What an undo takes back: the assertions of `take`, and the changes of `base` that the undo `again` had switched off.

    `bore` are the tables of which `take` bore rows, found once where there are many subjects; else each is asked of a few subjects' rows.
    """

    take: int
    again: int | None = None
    base: int | None = None
    bore: frozenset[int] | None = None

    @property
    def loses_tags(self) -> bool:
        """Whether tags may go by it."""
        return self.again is not None or self.bore is None or Tag.number in self.bore

    def at_length(self) -> "Target":
        """The same, for many subjects."""
        return replace(self, bore=bearing(self.take))


@dataclass
class Outcome:
    """What an undo did, or would do: the operation (none when nothing changed), verdicts counted by word, the first that stay.

    `kept` can't come back for a reason, `covered` was changed since; `opt_outs` counts those of the office's own that a tick would lift,
    `back`, `stay` and `refused` count records of the table `about` (people, or what a bulk act was about) where there are any, and
    `beside` is what else comes back; else all subjects. `joining` counts those who get a business back, if any comes back.
    """

    operation: Operation | None = None
    words: Counter[str] = field(default_factory=Counter)
    kept: list[Verdict] = field(default_factory=list)
    covered: list[Verdict] = field(default_factory=list)
    opt_outs: int = 0
    refused: int = 0
    back: int = 0
    stay: int = 0
    about: int = Contact.number
    met: bool = False
    beside: list[Verdict] = field(default_factory=list)
    firms: bool = False
    joining: int = 0

    def meet(self, subjects: Sequence[Subject], allowed: Sequence[Subject]) -> None:
        """See whom a batch is about, people before all others, and count those who are not the member's to change."""
        self.met |= any(kind == self.about for kind, _ in subjects)
        self.refused += len(self._counted(set(subjects) - set(allowed)))

    def count(self, verdicts: Sequence[Verdict]) -> None:
        """Add a batch of verdicts."""
        self.words.update(v.word for v in verdicts)
        self.kept += [v for v in verdicts if v.word == KEPT][: _TOLD - len(self.kept)]
        self.covered += [v for v in verdicts if v.word == SHADOWED][: _TOLD - len(self.covered)]
        self.opt_outs += sum(v.why == OPT_OUT for v in verdicts)
        moving = {v.cell.subject for v in verdicts if v.word == RESTORED}
        self.back += len(self._counted(moving))
        self.stay += len(self._counted({v.cell.subject for v in verdicts if v.word in (KEPT, SHADOWED)} - moving))
        apart = {subject for subject in moving - self._counted(moving) if subject[0] != Contact.number}
        self.firms |= any(v.cell.at.tbl == Business.number and comes_back(v) for v in verdicts)
        self.joining += len({v.cell.subject for v in verdicts if belongings.joins(v)}) if self.firms else 0
        self.beside += [v for v in verdicts if v.word == RESTORED and v.cell.subject in apart][: _TOLD - len(self.beside)]

    def _counted(self, subjects: Set[Subject]) -> set[Subject]:
        return {subject for subject in subjects if subject[0] == self.about or not self.met}


def plan(undone: Operation, *, by: Member, subjects: Sequence[Subject] | None = None, choices: Choices | None = None) -> Outcome:
    """What undoing would do, without doing it."""
    outcome, target, so_far = Outcome(about=_about(undone)), target_of(undone), SoFar()
    target = target.at_length() if subjects is None and undone.total > _PAGE else target
    decided = _may(choices or Choices(), by)
    chosen = iter(along.with_theirs(undone.id, subjects)) if subjects is not None else _subjects(undone.id)
    while page := list(islice(chosen, _PAGE)):
        allowed = access.editable(page, by)
        outcome.meet(page, allowed)
        outcome.count(judge(target, allowed, decided, so_far))
    return outcome


def undo(
    undone: Operation,
    *,
    by: Member,
    subjects: Sequence[Subject] | None = None,
    choices: Choices | None = None,
    via: str = "web",
    key: str | None = None,
) -> Outcome:
    """Take an operation back, whole or for chosen subjects: at once when it is small, else by the worker."""
    require_may_undo(undone, by)
    choices, title = _may(choices or Choices(), by), _title(undone)
    subjects = along.with_theirs(undone.id, subjects) if subjects is not None else None
    few = list(subjects) if subjects is not None else list(islice(_subjects(undone.id), AT_ONCE + 1))
    told = {**_as_params(choices), **({} if subjects is None else {"part": True})}
    with operation("undo", by=by, title=title, via=via, key=key, of=undone.id, **told) as writer:
        writer.head.undoes = _undoes(undone)
        if len(few) > AT_ONCE:
            return Outcome(_queue(writer, undone, subjects))
        outcome = _now(writer, undone, few, choices, by)
        if not writer.empty:
            mark_undone(undone, writer.head)
    return outcome


def _title(undone: Operation) -> str:
    """What an undo is called, by the act that is taken back or done again, however often that went to and fro."""
    target = target_of(undone)
    if target.base is not None:
        return f"Did “{Operation.get_by_id(target.base).title}” again"
    return f"Undid “{Operation.get_by_id(target.take).title}”"


def judge(target: Target, subjects: Sequence[Subject], choices: Choices, so_far: SoFar) -> list[Verdict]:
    """The verdicts on every cell the target asserted of these subjects: what isn't there now, then people, then the businesses they point to.

    So what only these people pointed to may go with them, and they point to what comes back.
    """
    first = set(room.absent(subjects))
    verdicts = _judge(target, [s for s in subjects if s in first], choices, so_far)
    verdicts += _judge(target, [s for s in subjects if s[0] == Contact.number], choices, so_far)
    so_far.leaving |= {v.cell.subject[1] for v in verdicts if _lets_go(v)}
    if target.loses_tags:
        so_far.lose(verdicts)
    return verdicts + _judge(target, [s for s in subjects if s[0] != Contact.number and s not in first], choices, so_far)


def _lets_go(verdict: Verdict) -> bool:
    """Whether a verdict takes a contact away, or its pointer to a business or choice, or takes it out of a further business."""
    at, name = verdict.cell.at, verdict.cell.column.field.name
    gone = (at.tbl == Contact.number and name in ("state", "business", "type")) or (at.tbl == ContactBusiness.number and name == "state")
    return gone and verdict.word == RESTORED


def _judge(target: Target, subjects: Sequence[Subject], choices: Choices, so_far: SoFar) -> list[Verdict]:
    if not subjects:
        return []
    cells = asserted_by(target.take, subjects, target.bore)
    facts = Facts(cells, so_far.leaving, so_far.lost)
    verdicts = [take_back(cell, target.take, facts, choices) for cell in cells]
    if target.again is not None and target.base is not None:
        seen = {cell.at for cell in cells}
        back = [cell for cell in taken_back_by(target.again, target.base, subjects) if cell.at not in seen]
        facts = Facts(back, so_far.leaving, so_far.lost)
        verdicts += [give_again(cell, target.again, facts) for cell in back]
    return room.settle(verdicts, _RULES, so_far)


def apply(writer: Writer, target: Target, subjects: Sequence[Subject], choices: Choices) -> list[Verdict]:
    """Judge and write one batch of subjects inside the open transaction, when nobody else is at them."""
    ids = by_kind(subjects)
    room.hold(subjects)
    for kind, model in subject_kinds().items():
        lock_rows(model, ids.get(kind, ()))
    writer.touched.held.update(subject for kind, subject in subjects if kind == Contact.number)
    verdicts = judge(target, subjects, choices, SoFar())
    restore.write(writer, verdicts)
    return verdicts


def target_of(undone: Operation) -> Target:
    """What undoing this operation takes back; undoing the undo of an undo takes the first operation back again."""
    if not undone.undoes:
        return Target(undone.id)
    before = Operation.get_by_id(undone.undoes)
    return Target(before.undoes) if before.undoes else Target(undone.id, undone.id, before.id)


def require_may_undo(undone: Operation, by: Member) -> None:
    """The actor and admins may undo anything; others what concerns one record that they may edit."""
    if undone.status not in ENDED:
        raise StillRunning()
    window.require_inside(undone)
    if access.is_theirs(by, undone.actor):
        return
    few = list(islice(_subjects(undone.id), 2))
    if len(few) != 1 or not access.editable(few, by):
        raise NotYours()


def mark_undone(undone: Operation, undo: Operation) -> None:
    """Say on the operation that it is undone, and on the one before that it stands again; not where an undo is about a part of it."""
    if undo.params.get("part"):
        return
    Operation.update(undone_by=undo.id).where(Operation.id == undone.id).execute()
    if undone.undoes and not undone.params.get("part"):
        before = Operation.get_by_id(undone.undoes)
        base = before.undoes or before.id
        Operation.update(undone_by=undo.id if before.undoes else None).where(Operation.id == base).execute()


def choices_of(params: dict[str, object], by: Member) -> Choices:
    """The choices kept in an undo operation's parameters, as far as who made them still may."""
    ticked = frozenset(Address(*at) for at in params.get("ticked", ()))  # type: ignore[attr-defined]
    return _may(Choices(ticked, str(params.get("reason", "")), bool(params.get("opt_outs"))), by)


def _may(choices: Choices, by: Member) -> Choices:
    """Objections are lifted by admins, whatever act they came with."""
    return replace(choices, lifts=access.is_admin(by))


def _about(undone: Operation) -> int:
    """The table of the records that an operation is about first of all."""
    number = int(undone.params.get("chosen", {}).get("of", Contact.number)) if undone.kind == "bulk" else int(Contact.number)
    return CustomRecord.number if number >= FIRST_OWN else number


def _undoes(undone: Operation) -> int:
    target = target_of(undone)
    return target.again or target.take


def _as_params(choices: Choices) -> dict[str, object]:
    decided = {"ticked": sorted(choices.ticked), "reason": choices.reason, "opt_outs": choices.opt_outs}
    return decided if choices.ticked or choices.opt_outs else {}


def _subjects(operation_id: int) -> Iterator[Subject]:
    subject = (Event.subject_kind, Event.subject_id)
    rows = Event.select(*subject).where(Event.operation == operation_id).group_by(*subject)
    return iter(rows.order_by(*room.in_order()).tuples().iterator())


def _queue(writer: Writer, undone: Operation, subjects: Sequence[Subject] | None) -> Operation:
    head = writer.head
    head.status = QUEUED
    head.total = items.freeze(writer.id, items.given(subjects) if subjects is not None else items.subjects_of(undone.id))
    items.announce(head)
    return head


def _now(writer: Writer, undone: Operation, few: Sequence[Subject], choices: Choices, by: Member) -> Outcome:
    allowed = access.editable(few, by)
    outcome = Outcome(about=_about(undone))
    outcome.meet(few, allowed)
    verdicts = apply(writer, target_of(undone), allowed, choices)
    outcome.count(verdicts)
    if not writer.empty:
        outcome.operation = writer.head
        items.record(writer.id, statuses(few, allowed, verdicts))
    return outcome


def statuses(subjects: Sequence[Subject], allowed: Sequence[Subject], verdicts: Sequence[Verdict]) -> list[tuple[Subject, int, str]]:
    """Each subject's outcome: the sum of its cells, with the first reason why something was kept."""
    changed = {v.cell.subject for v in verdicts if v.word == RESTORED}
    why = {v.cell.subject: v.why for v in reversed(verdicts) if v.word != RESTORED and v.why}
    known = set(allowed)
    return [(s, REFUSED, "not yours") if s not in known else (s, CHANGED if s in changed else UNCHANGED, why.get(s, "")) for s in subjects]
