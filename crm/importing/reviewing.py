"""A plan, or its outcome, as people look at it: rows by what becomes of them, page by page, each cell old → new."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from peewee import SQL, Expression

from crm.db import among
from crm.fields import FIELDS
from crm.fields.values import show
from crm.fold import fold
from crm.importing import changes, further, marking, matching, newcomers, reasons
from crm.importing.changes import Changes
from crm.importing.linking import Links
from crm.importing.numbered import Businesses
from crm.importing.people import Draft
from crm.importing.planning import CREATE, MERGE, NOT_DONE, REFUSE, SAME, UPDATE
from crm.importing.reading import Record
from crm.importing.session import Session
from crm.models import Choice, Contact, ContactEmail, ContactPhone, Member, Operation, OperationItem
from crm.models.dnc import CHANNELS
from crm.models.operation import PENDING

GROUPS = {
    "new": ("New", CREATE),
    "changed": ("Changed", UPDATE),
    "same": ("Same", SAME),
    "merged": ("Merged in the file", MERGE),
    "choose": ("Your choice", REFUSE),
    "refused": ("Refused", REFUSE),
}

STAYED = "stayed"
"""All rows that stay out."""


class Cell(NamedTuple):
    """One cell of a row: its field's label, what it held, what it will hold; `added` for one more of several."""

    label: str
    old: str
    new: str
    added: bool = False


class Wrong(NamedTuple):
    """A cell that wasn't understood: its heading, what it holds, what to do; `partly` where other entries of it come in."""

    heading: str
    cell: str
    advice: str
    partly: bool


@dataclass
class Line:
    """One row on the screen: who it is about, what becomes of it and why, its cells, and what else it makes.

    Of a row that waits for a choice `in_file` says that it is other rows of its file which it may be.
    """

    number: int
    group: str
    reason: str
    contact: int | None
    name: str
    sub: str = ""
    cells: list[Cell] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    people: list[Contact] = field(default_factory=list)
    picked: str = ""
    in_file: bool = False
    new: list[str] = field(default_factory=list)


def tally(counts: Iterable[Sequence[Any]]) -> dict[str, int]:
    """Rows by group, from counts by verdict and reason; every row is in one group."""
    found = dict.fromkeys(GROUPS, 0)
    for verdict, reason, count in counts:
        found[group_of(verdict, reason)] += count
    return found


def group_of(verdict: int, reason: str) -> str:
    """The group of a row; one that matches several people, or somebody in the archive, waits for a choice."""
    if verdict == REFUSE and reason in matching.CHOSEN:
        return "choose"
    return next(group for group, (_, known) in reversed(GROUPS.items()) if known == verdict)


def is_of(group: str, verdict: int, reason: str) -> bool:
    """Whether a row is of a group; "" means all, and `stayed` all that stay out, whether to be chosen or refused."""
    return verdict == REFUSE if group == STAYED else group in ("", group_of(verdict, reason))


def condition(group: str, reason: str, *, ended: bool = False) -> Expression:
    """The items of a group, or that a plan marked so, and reason; "" means all. Of an import that `ended`, rows that were not done stay out, for that reason."""
    i = OperationItem
    undone = (i.status == PENDING) if ended else SQL("1 = 0")
    found = i.seq > 0
    if group in (STAYED, "choose", "refused"):
        found &= (i.verdict == REFUSE) | undone
    elif group in GROUPS:
        found &= (i.verdict == GROUPS[group][1]) & ~undone
    if group in marking.MARKS:
        found &= marking.condition(group)
    if group == "choose":
        found &= i.reason.in_(matching.CHOSEN)
    if group == "refused":
        found &= i.reason.not_in(matching.CHOSEN)
    if reason == NOT_DONE:
        return found & ((i.reason == reason) | (undone & (i.reason == "")))
    return found & (i.reason == reason) if reason else found


def ended(found: list[OperationItem]) -> list[OperationItem]:
    """These items as an import left them when it ended: what was not done stays out."""
    for item in found:
        if item.status == PENDING:
            item.verdict, item.reason = REFUSE, item.reason or NOT_DONE
    return found


def items(head: Operation, where: Expression, offset: int, size: int) -> list[OperationItem]:
    """A page of items in the order of the file."""
    query = OperationItem.select().where((OperationItem.operation == head.id) & where)
    return list(query.order_by(OperationItem.seq).offset(offset).limit(size))


def lines(session: Session, found: Sequence[OperationItem], by: Member) -> list[Line]:
    """These items with the rows of the file they are about, and what a plan would change."""
    if not found:
        return []
    wanted = {item.seq: item for item in found}
    records = islice((r for r in session.source.records(found[0].seq - 1) if r.number in wanted), len(wanted))
    drafts = [(wanted[r.number], r, session.draft(r)[0] or _as_read(session, r)) for r in records]
    now = changes.load(sorted({i.subject_id for i, _, _ in drafts if i.subject_id}))
    links = Links(session, by)
    _look_up(links, drafts)
    Businesses(session, by).look_up([draft for _, _, draft in drafts])
    index = matching.look_up([d for i, _, d in drafts if i.reason in matching.CHOSEN], session.options.match, by)
    shown = [_line(session, item, record, draft, now, index) for item, record, draft in drafts]
    for line, (_, _, draft) in zip(shown, drafts, strict=True):
        if line.group in ("new", "merged", "changed"):
            line.cells += [Cell(label, "", name, True) for label, name in links.told(draft.linked)]
    planned = [line for line, (item, _, _) in zip(shown, drafts, strict=True) if item.status == PENDING]
    for line, made in zip(planned, newcomers.of([[(c.label, c.new) for c in line.cells] for line in planned]), strict=True):
        line.new = made
    return shown


def _look_up(links: Links, drafts: Sequence[tuple[OperationItem, Record, Draft]]) -> None:
    """Find whom these rows name; of somebody who is known only the links that are new."""
    for item, _, draft in drafts:
        links.name(draft)
        links.fit(draft, item.subject_id, item.seq)


def _as_read(session: Session, record: Record) -> Draft:
    return Draft() if record.problem else session.understand(record.cells)


def _line(
    session: Session, item: OperationItem, record: Record, draft: Draft, now: Mapping[int, changes.Current], index: matching.Index
) -> Line:
    group = group_of(item.verdict, item.reason)
    reason = item.reason or ("not_done" if item.status == PENDING and group == "" else "")
    line = Line(record.number, group, reason, item.subject_id, _name(draft, record), str(draft.values.get("business", "")))
    line.wrong = _wrong(session, record, draft)
    if group == "choose":
        line.people = _people(matching.candidates(draft, index, session.options.match))
        line.in_file = reason == "ambiguous" and matching.find(draft, index, session.options.match).reason != reason
        line.picked = session.options.picks.get(str(record.number), "")
    elif item.verdict == UPDATE and item.subject_id in now and item.status == PENDING:
        line.cells = cells(changes.weigh(draft, now[item.subject_id], session.options.on_match == "overwrite"))
    elif group in ("new", "merged"):
        line.cells = cells(_all_of(draft))
    return line


def _name(draft: Draft, record: Record) -> str:
    name = f"{draft.values.get('first_name', '')} {draft.values.get('last_name', '')}".strip()
    first = next((cell.strip() for cell in record.cells if cell.strip()), "")
    return name or (draft.emails[0][1] if draft.emails else "") or str(draft.values.get("business", "")) or first[:60]


def _wrong(session: Session, record: Record, draft: Draft) -> list[Wrong]:
    """Cells that weren't understood."""
    header, cells = session.source.header, record.cells
    return [
        Wrong(header[at].strip() or f"Column {at + 1}", cells[at].strip()[:80], reasons.of(code).advice, _partly(session, cells, at))
        for code, at in draft.problems
    ]


def _partly(session: Session, cells: Sequence[str], at: int) -> bool:
    """Whether a cell, read alone, gives something although a part of it wasn't understood."""
    alone = session.understand([cell if i == at else "" for i, cell in enumerate(cells)])
    return bool(
        alone.values or alone.emails or alone.phones or alone.tags or alone.followers or alone.notes or alone.links or alone.entries
    )


def _people(ids: Sequence[int]) -> list[Contact]:
    return list(Contact.select().where(among(Contact.id, list(ids))).order_by(Contact.id)) if ids else []


def _all_of(draft: Draft) -> Changes:
    return Changes(dict(draft.values), draft.emails, draft.phones, draft.tags, draft.followers, draft.notes, draft.dnc, draft.further)


def cells(gain: Changes) -> list[Cell]:
    """What changes, as labels and texts."""
    found = [Cell("Archive", "archived", "restored")] if gain.restore else []
    found += [Cell(_label(key), shown(key, gain.olds.get(key)), shown(key, value)) for key, value in gain.cells.items()]
    found += [Cell(_PRIMARY[key], _address(key, gain.olds.get(key)), value) for key, value in gain.primary.items()]
    for name, role in gain.further:
        found += [Cell("Further business", "", name, True), Cell(f"Role at {name}", "", role)][: 2 if role else 1]
    found += [Cell(f"Role at {name}", gain.olds[further.told(fold(name))], role) for name, role in gain.roles.items()]
    found += [Cell("Email", "", address, True) for _, address, _, _ in gain.emails]
    found += [Cell("Phone", "", typed, True) for _, typed, _ in gain.phones]
    found += [Cell("Tag", "", tag, True) for tag in gain.tags]
    found += [Cell("Follower", "", shown("owner", member), True) for member in gain.followers]
    found += [Cell("Note", "", note[:120], True) for note in gain.notes]
    return found + [Cell("Do not contact", "", _channels(channels), True) for channels, _ in gain.dnc]


def shown(key: str, value: Any) -> str:
    """A cell's stored value as people read it."""
    if value is None or value == "":
        return ""
    if key == "type":
        return str(Choice.get_by_id(value).label)
    if key == "owner":
        return str(Member.get_by_id(value).name)
    return str(value) if key == "business" or key not in FIELDS else show(FIELDS[key], value)


_PRIMARY = {"primary_email": "First email", "primary_phone": "First phone"}


def _label(key: str) -> str:
    return FIELDS[key].label if key in FIELDS else key.replace("_", " ").capitalize()


def _address(pointer: str, row: int | None) -> str:
    model: Any = ContactEmail if pointer == "primary_email" else ContactPhone
    found = model.get_or_none(model.id == row) if row else None
    return "" if found is None else str(found.address if model is ContactEmail else found.typed)


def _channels(mask: int) -> str:
    return ", ".join(name for name, bit in CHANNELS.items() if mask & bit)
