"""The outcome file: every row of the original, with what became of it, why, and where it is."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from crm import kinds
from crm.db import among
from crm.exporting.cells import safe, unsafe
from crm.importing.columns import OUTCOME
from crm.importing.planning import CREATE, MERGE, REFUSE, SAME, UPDATE
from crm.importing.reading import Source
from crm.kinds import CONTACTS, Kind
from crm.models import Operation, OperationItem
from crm.models.operation import CHANGED, MERGED, PENDING

_WORDS = {CREATE: "created", UPDATE: "updated", SAME: "unchanged", MERGE: "merged", REFUSE: "refused"}
_PIECE = 1 << 17
Item = tuple[int, int, str, int | None]


def kind_of(head: Operation) -> Kind:
    """The kind of record that a file brings in."""
    return kinds.of(head.params.get("kind", CONTACTS.number))


def items_of(head: Operation) -> Iterator[Item]:
    """Every row's outcome in the order of the file: (number, verdict, reason, contact); verdict 0 for rows not done."""
    i = OperationItem
    rows = i.select(i.seq, i.verdict, i.status, i.reason, i.subject_id).where(i.operation == head.id).order_by(i.seq)
    for number, verdict, status, reason, contact in rows.tuples().iterator():
        yield (number, 0 if status == PENDING else verdict, reason, contact)


def planned_of(head: Operation) -> Iterator[Item]:
    """Every row as the plan has it."""
    i = OperationItem
    rows = i.select(i.seq, i.verdict, i.reason, i.subject_id).where(i.operation == head.id).order_by(i.seq)
    return iter(rows.tuples().iterator())


def contacts_of(head: Operation, rows: list[int]) -> list[int]:
    """The records these rows made or changed."""
    i = OperationItem
    chosen = (i.operation == head.id) & among(i.seq, rows) & (i.status.in_((CHANGED, MERGED))) & i.subject_id.is_null(False)
    return sorted({contact for (contact,) in i.select(i.subject_id).where(chosen).tuples()}) if rows else []


def write(path: Path, source: Source, items: Iterator[Item], base_url: str, kind: Kind = CONTACTS) -> None:
    """Write the outcome file: it appears whole or not at all."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        for piece in stream(source, items, base_url, kind):
            file.write(piece)
    part.replace(path)


def stream(source: Source, items: Iterator[Item], base_url: str, kind: Kind = CONTACTS, *, stayed: bool = False) -> Iterator[bytes]:
    """The outcome file in pieces: the heading, then one line a row, with the address of its record; or only the rows that `stayed` out."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow(heading(source))
    for _, cells in rows(source, items, base_url, kind, stayed=stayed):
        writer.writerow(cells)
        if out.tell() > _PIECE:
            yield _drain(out)
    yield _drain(out)


def heading(source: Source) -> list[str]:
    """The headings of the outcome file: those of the file, then what became of the row."""
    return [source.header[i] for i in _kept(source)] + list(OUTCOME)


def rows(
    source: Source, items: Iterator[Item], base_url: str, kind: Kind = CONTACTS, *, stayed: bool = False
) -> Iterator[tuple[int, list[str | int]]]:
    """The rows of the outcome file, as (number in the file, cells), safe to open in a spreadsheet."""
    there = f"{base_url}/{kind.key}/" if base_url else ""
    kept, known = _kept(source), next(items, None)
    for record in source.records():
        done = known if known is not None and known[0] == record.number else None
        if not stayed or done is None or done[1] in (0, REFUSE):
            yield record.number, [*(safe(unsafe(record.cells[i])) for i in kept), record.number, *_outcome(done, there)]
        known = next(items, None) if done else known


def _kept(source: Source) -> list[int]:
    return [i for i, h in enumerate(source.header) if h not in OUTCOME]


def _outcome(done: Item | None, there: str) -> list[str | int]:
    if done is None:
        return ["not_done", "", "", ""]
    _, verdict, reason, contact = done
    link = f"{there}{contact}" if contact and there else ""
    return [_WORDS.get(verdict, "not_done"), reason, contact or "", link]


def _drain(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode("utf-8", "replace")
