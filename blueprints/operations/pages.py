"""Operations, and what became of which record in each: GET only."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Response, render_template, request, stream_with_context

from blueprints.operations.blueprint import blueprint
from blueprints.web import hypermedia, load, paging
from blueprints.web.guard import me
from blueprints.web.view import record_url
from crm import access, bulk, clock, kinds, operations, outcomes
from crm.errors import NotFound
from crm.exporting.cells import safe
from crm.journal import window
from crm.models import ARCHIVED, LIVE, Contact, Member, Operation
from crm.models.custom_object import FIRST_OWN
from crm.models.operation import DRAFT
from crm.operations import OUTCOMES, Narrowed

PERIODS = {"": "Any time", "1": "Today", "7": "Last 7 days", "60": "Last 60 days", "365": "Last year"}


@blueprint.get("/operations")
def index() -> str:
    """The newest operations, narrowed by state, kind, member, period and words."""
    page, narrowed = paging.asked(), _asked()
    query = operations.of(me(), narrowed)
    context = {
        "heads": list(query.offset(page.offset).limit(page.size)),
        "page": page,
        "last": page.last(query.count()),
        "narrowed": narrowed,
        "states": operations.STATES,
        "kinds": operations.KINDS,
        "periods": PERIODS,
        "since": window.begins(),
        "actors": dict(Member.select(Member.id, Member.name).order_by(Member.name).tuples()) if access.is_admin(me()) else {},
    }
    return render_template("operations/index.html", **context)


@blueprint.get("/operations/<int:operation_id>")
def show(operation_id: int) -> Response:
    """One operation: counts, progress while it runs, and what became of whom."""
    return hypermedia.page("operations/show.html", "operations/_progress.html", **about(load.operation(operation_id)))


@blueprint.get("/operations/<int:operation_id>/outcome.csv")
def outcome_file(operation_id: int) -> Response:
    """What became of which as a file, a row a record."""
    head = load.operation(operation_id)
    answer = Response(stream_with_context(_csv(head)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="operation-{head.id}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def about(head: Operation) -> dict[str, Any]:
    """What the page of an operation and its fragment show."""
    if head.status == DRAFT:
        raise NotFound()
    counts = operations.tally(head)
    return {
        "head": head,
        "actor": Member.get_or_none(Member.id == head.actor) if head.actor else None,
        "counts": counts,
        "every": sum(counts.values()),
        "parameters": bulk.parameters(head),
        "until": window.ends(head),
        "since": window.begins(),
        **_outcome(head),
    }


def _outcome(head: Operation) -> dict[str, Any]:
    """The page of what became of which that was asked for, old and new beside it."""
    page, outcome = paging.asked(25), request.args.get("outcome", "")
    words = request.args.get("q", "").strip()[:100]
    query = operations.items_of(head, me(), outcome, words)
    items = [_placed(item) for item in query.offset(page.offset).limit(page.size).dicts()]
    return {
        "outcomes": OUTCOMES,
        "outcome": outcome,
        "words": words,
        "items": items,
        "changes": operations.changes_of(head, [item["subject"] for item in items if item["known"]]),
        "things": operations.things_of(items),
        "page": page,
        "last": page.last(query.count()),
        "sizes": paging.SIZES,
        "person": Contact.number,
        "tables": [table.number for table in operations.NAMED],
        "people": operations.about_people(head),
    }


def _placed(item: dict[str, Any]) -> dict[str, Any]:
    """An item with where its record is looked at, what a choice calls it, and what it is called."""
    table, record = item["subject_kind"], item["known"]
    found = {**item, "subject": (table, record), "choice": str(record) if table == Contact.number else f"{table}.{record}"}
    if record:
        kind = kinds.of(FIRST_OWN + item["object"] if item["object"] else table)
        found |= {
            "url": record_url(kind, record) if item["state"] in (LIVE, ARCHIVED) else "",
            "name": item["name"] or f"{kind.words.one.capitalize()} {record}",
        }
    return found


def _asked() -> Narrowed:
    args = request.args
    days = args.get("period", "")
    return Narrowed(
        state=args.get("state", "") if args.get("state") in operations.STATES else "",
        kind=args.get("kind", "") if args.get("kind") in operations.KINDS else "",
        by=int(args["by"]) if args.get("by", "").isdigit() and len(args["by"]) < 18 else None,
        since=clock.now() - timedelta(days=int(days)) if days and days in PERIODS else None,
        words=args.get("q", "").strip()[:100],
    )


def _csv(head: Operation) -> Iterator[str]:
    yield "\ufeff"
    for line in outcomes.lines(head, me()):
        out = io.StringIO()
        csv.writer(out).writerow([safe(cell) for cell in line])
        yield out.getvalue()
