"""An undo's plan in words: what stays because somebody changed it since, what needs a tick and a reason, and what can't come back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm import access
from crm.db import among
from crm.journal import feed
from crm.journal.called import CALLED
from crm.journal.cells import subject_kinds
from crm.journal.history import Subject, by_kind
from crm.journal.undo import Outcome
from crm.journal.verdicts import OPT_OUT, Verdict, comes_back
from crm.models import Business, Contact, CustomRecord, Member, Operation

_TABLES: dict[int, Any] = {table.number: table for table in (Contact, Business, CustomRecord)}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Stay:
    """One cell that stays: its address for a tick, the kind and id of whose it is (0 where unseen), in words from what it reads now to
    what a tick would make of it."""

    at: str
    kind: int
    record: int
    name: str
    line: feed.Line
    why: str
    blocker: Operation | None


@dataclass(slots=True)
class Plan:
    """What stays: `covered` may be ticked, `opt_outs` may be with a reason, `kept` can't come back at all; `beside` names what else goes away by
    it, `returning` what else comes back."""

    covered: list[Stay] = field(default_factory=list)
    opt_outs: list[Stay] = field(default_factory=list)
    kept: list[Stay] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    returning: list[str] = field(default_factory=list)


def told(outcome: Outcome, by: Member) -> Plan:
    """The plan of an undo; names only of records the member may see."""
    plan = Plan(beside=_beside(outcome, False), returning=_beside(outcome, True))
    for stay, verdict in zip(_stays(outcome.covered, by), outcome.covered, strict=True):
        (plan.kept if verdict.cell.column.strict else plan.covered).append(stay)
    for stay, verdict in zip(_stays(outcome.kept, by), outcome.kept, strict=True):
        (plan.opt_outs if verdict.why == OPT_OUT else plan.kept).append(stay)
    return plan


def _beside(outcome: Outcome, returning: bool) -> list[str]:
    coming = {verdict.cell.subject for verdict in outcome.beside if comes_back(verdict)}
    met = dict.fromkeys(verdict.cell.subject for verdict in outcome.beside)
    return list(called(subject for subject in met if (subject in coming) is returning).values())


def called(subjects: Iterable[Subject]) -> dict[Subject, str]:
    """What is no record, such as a tag or a list, in words: the tag “vip”. What has no name is left out."""
    return {subject: f"the {kind} “{name}”" for subject, (kind, name) in named(subjects).items()}


def named(subjects: Iterable[Subject]) -> dict[Subject, tuple[str, str]]:
    """What kind of thing each is that is no record, and its name. What has no name is left out."""
    found = dict[Subject, tuple[str, str]]()
    for kind, rows in by_kind(subjects).items():
        table: Any = subject_kinds()[kind]
        word, name = CALLED.get(table, ("", None))
        if word:
            names = table.select(table.id, name).where(among(table.id, rows)).order_by(table.id).tuples()
            found |= {(kind, row): (word, text[:_LONGEST]) for row, text in names if text}
    return found


def _stays(verdicts: Sequence[Verdict], by: Member) -> list[Stay]:
    whose, blockers = _whose(verdicts, by), _blockers(verdicts)
    lines = feed.worded([(*v.cell.at, v.cell.fold(), _if_ticked(v)) for v in verdicts])
    return [
        Stay(".".join(map(str, v.cell.at)), *whose.get(v.cell.subject, (0, 0, "")), line, v.why, blockers.get(v.blocker or 0))
        for v, line in zip(verdicts, lines, strict=True)
    ]


def _if_ticked(verdict: Verdict) -> str | None:
    """What the cell would read without what the operation wrote and what came after it."""
    standing = verdict.cell.standing()
    first = standing.index(verdict.lines[0]) if verdict.lines and verdict.lines[0] in standing else len(standing)
    return standing[first - 1].new if first else verdict.cell.lines[0].old


def _whose(verdicts: Sequence[Verdict], by: Member) -> dict[Subject, tuple[int, int, str]]:
    """The kind, id and name of the records these cells are of, as far as the member sees them."""
    found: dict[Subject, tuple[int, int, str]] = {}
    for number, ids in by_kind({v.cell.subject for v in verdicts}).items():
        if (table := _TABLES.get(number)) is not None:
            seen = access.visible(table.select().where(among(table.id, sorted(ids))), by)
            found |= {(number, one.id): (one.kind_number, one.id, one.name) for one in seen}
    return found


def _blockers(verdicts: Sequence[Verdict]) -> dict[int, Operation]:
    ids = sorted({v.blocker for v in verdicts if v.blocker})
    query = Operation.select(Operation, Member.name.alias("actor_name")).left_outer_join(Member, on=(Member.id == Operation.actor))
    return {head.id: head for head in query.where(among(Operation.id, ids)).objects()} if ids else {}
