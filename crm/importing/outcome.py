"""The outcome file: every row of the original, with what became of it, why, and where it is."""

import csv
from collections.abc import Iterator
from pathlib import Path

from crm.exporting.cells import safe
from crm.importing.mapping import OUTCOME
from crm.importing.planning import CREATE, MERGE, REFUSE, SAME, UPDATE
from crm.importing.reading import Source
from crm.models import Operation, OperationItem
from crm.models.operation import PENDING

_WORDS = {CREATE: "created", UPDATE: "updated", SAME: "unchanged", MERGE: "merged", REFUSE: "refused"}
Item = tuple[int, int, str, int | None]


def items_of(head: Operation) -> Iterator[Item]:
    """Every row's outcome in the order of the file: (number, verdict, reason, contact); verdict 0 for rows not done."""
    i = OperationItem
    rows = i.select(i.seq, i.verdict, i.status, i.reason, i.subject_id).where(i.operation == head.id).order_by(i.seq)
    for number, verdict, status, reason, contact in rows.tuples().iterator():
        yield (number, 0 if status == PENDING else verdict, reason, contact)


def write(path: Path, source: Source, items: Iterator[Item], base_url: str) -> None:
    """Write the outcome file beside nothing else: it appears whole or not at all."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        lines(csv.writer(file), source, items, base_url)
    part.replace(path)


def lines(out: "csv._writer", source: Source, items: Iterator[Item], base_url: str) -> None:
    """The heading and one line a row."""
    kept = [i for i, h in enumerate(source.header) if h not in OUTCOME]
    out.writerow([source.header[i] for i in kept] + list(OUTCOME))
    known = next(items, None)
    for record in source.records():
        cells = [safe(record.cells[i]) if i < len(record.cells) else "" for i in kept]
        if known is None or known[0] != record.number:
            out.writerow([*cells, record.number, "not_done", "", "", ""])
            continue
        number, verdict, reason, contact = known
        link = f"{base_url}/contacts/{contact}" if contact and base_url else ""
        out.writerow([*cells, number, _WORDS.get(verdict, "not_done"), reason, contact or "", link])
        known = next(items, None)
