"""A page of the rows of a file: of one outcome or reason, and those somebody looks for."""

from collections.abc import Sequence
from typing import Any

from flask import request

from blueprints.web import paging
from blueprints.web.guard import me
from crm.importing import finding, marking, reasons, reviewing
from crm.importing.session import resume, source_of
from crm.models import Operation, OperationItem
from crm.models.operation import ENDED
from crm.records import rows as record_rows

_LONGEST = 100


def has_ended(head: Operation) -> bool:
    """Whether what stands in the plan and was not done stays out for good."""
    return head.status in ENDED


def page_of(head: Operation, counts: Sequence[Sequence[Any]], planned: bool = True) -> dict[str, Any]:
    """What the page of rows needs: the rows that the address asks for, and how it goes on."""
    group, reason, page = request.args.get("group", ""), request.args.get("reason", ""), paging.asked(25)
    sought = request.args.get("find", "").strip()[:_LONGEST]
    shown = _count(head, counts, group, reason)
    found = _found(head, group, reason, sought, page.size) if planned and sought else None
    lines = found[1] if found else _lines(head, group, reason, page) if planned else []
    return {
        "lines": lines, "page": page, "last": page.last(shown), "shown": shown, "group": group, "reason": reason, "sought": sought,
        "found": found[0] if found else None, "kept": {"find": sought} if sought else {}, "names": reviewing.GROUPS, "why": reasons.of,
        "after": _after(),
    }  # fmt: skip


def _count(head: Operation, counts: Sequence[Sequence[Any]], group: str, reason: str) -> int:
    """How many rows are of a group and reason, or were marked so by the plan: told by what was counted when it was made."""
    if group in marking.MARKS:
        return int((head.params.get("marks") or {}).get(group, 0))
    return sum(n for verdict, why, n in counts if reviewing.is_of(group, verdict, why) and reason in ("", why))


def _lines(head: Operation, group: str, reason: str, page: paging.Page) -> list[reviewing.Line]:
    return _shown(head, reviewing.items(head, reviewing.condition(group, reason, ended=has_ended(head)), page.offset, page.size))


def _found(head: Operation, group: str, reason: str, sought: str, size: int) -> tuple[finding.Found, list[reviewing.Line]]:
    wanted = finding.Wanted(sought, _after(), size)
    found = finding.find(head, source_of(head), reviewing.condition(group, reason, ended=has_ended(head)), wanted)
    return found, _shown(head, sorted((item for item, _ in found.rows), key=lambda item: int(item.seq)))


def _shown(head: Operation, items: list[OperationItem]) -> list[reviewing.Line]:
    """People with what a plan would change, other records with what they are called."""
    items = reviewing.ended(items) if has_ended(head) else items
    return record_rows.lines(head, items, me()) if "kind" in head.params else reviewing.lines(resume(head), items, me())


def _after() -> int:
    """Beyond which row to look; nonsense means from the first."""
    return min(max(request.args.get("after", 0, type=int), 0), 1_000_000_000)
