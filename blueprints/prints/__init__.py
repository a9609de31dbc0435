"""Printing of people: labels, call list, contact sheet and the list itself; for the browser, and as PDF."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from blueprints.prints import parts, pdf, styles
from blueprints.web import choice, paging
from blueprints.web.guard import me, office
from blueprints.web.view import moment
from crm import clock
from crm.contacts import listing
from crm.contacts.listing import Sort
from crm.errors import NotFound
from crm.fields import FIELDS
from crm.kinds import CONTACTS
from crm.models import Choice, Member
from crm.models.dnc import CHANNELS
from crm.printing import fitting, labels
from crm.printing.sheets import Sheet, sheet_of, usual

blueprint = Blueprint("prints", __name__)
KINDS = {"list": "List", "calls": "Call list", "cards": "Contact sheet"}


@blueprint.get("/prints/<kind>")
def show(kind: str) -> Response:
    """People on paper: as a list with the columns one looks at, to call them, or as a directory."""
    if kind not in KINDS:
        raise NotFound()
    found = _printable()
    part = parts.asked(found.total)
    if part is None:
        return _in_parts(KINDS[kind], found, -(-found.total // parts.MOST), "people")
    return _answer(f"prints/{kind}.html", KINDS[kind], _of_people(kind, found, part), _style(kind))


@blueprint.get("/prints/labels")
def sheets() -> Response:
    """Address labels on a sheet one can buy, from the label one likes."""
    found, sheet = _printable(), sheet_of(request.args.get("sheet") or usual(office().paper))
    start = sheet.place(request.args.get("start", 1, type=int))
    made = _labels(found)
    pages = _pages(made.labels, sheet, start)
    part = parts.asked(len(pages), parts.MOST // sheet.count)
    if part is None:
        return _in_parts("Labels", found, -(-len(pages) // (parts.MOST // sheet.count)), "labels")
    shown = pages[part.first : part.first + part.size]
    crowded = sum(not fitting.fits(label.lines, sheet) for page in shown for _, label in page)
    on_sheet = {"sheet": sheet, "crowded": crowded, "size_on": fitting.size_on}
    context = {"pages": shown, "found": found, "made": made, "part": part, **on_sheet}
    return _answer("prints/labels.html", "Labels", context, _label_style())


@blueprint.get("/prints/style.css")
def style() -> Response:
    """The style of a printed page, for the browser; made for its paper, sheet and nudge."""
    kind = request.args.get("kind", "list")
    return Response(_label_style() if kind == "labels" else _style(kind), mimetype="text/css")


@blueprint.get("/prints/skipped")
def skipped() -> Response:
    """Who gets no label, and why."""
    found, page = _printable(), paging.asked(200)
    made = _labels(found)
    shown = made.skipped[page.offset : page.offset + page.size]
    return make_response(
        render_template("prints/skipped.html", found=found, made=made, shown=shown, page=page, last=page.last(len(made.skipped)))
    )


def _printable() -> choice.Choice:
    found = choice.asked(CONTACTS)
    parts.require_printable(found.total)
    return found


def _in_parts(title: str, found: choice.Choice, count: int, what: str) -> Response:
    """The page that offers the parts, where there is too much for one."""
    return make_response(render_template("prints/parts.html", title=title, found=found, count=count, what=what, most=parts.MOST))


def _answer(template: str, title: str, context: dict[str, Any], css: str) -> Response:
    as_pdf = request.args.get("as") == "pdf"
    page = render_template(template, title=title, as_pdf=as_pdf, now=clock.now(), **context)
    if not as_pdf:
        answer = make_response(page)
    else:
        answer = Response(pdf.write(page, css), mimetype="application/pdf")
        answer.headers.set("Content-Disposition", "inline", filename=f"{title.lower().replace(' ', '-')}.pdf")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _of_people(kind: str, found: choice.Choice, part: parts.Part) -> dict[str, Any]:
    shown = listing.columns_of(request.args.get("columns", "") or me().list_columns) if kind == "list" else ("business", "phones", "emails")
    ids = listing.page_ids(found.chosen, Sort.parse(request.args.get("sort", "name")), part.first, part.size, me())
    rows = listing.rows(ids, shown)
    silent = {row.id for row in rows if row.dnc & CHANNELS["call"]}
    return {"found": found, "part": part, "rows": rows, "columns": shown, "silent": silent, "FIELDS": FIELDS, "editable": (), **_names()}


def _names() -> dict[str, dict[int, str]]:
    return {
        "types": dict(Choice.select(Choice.id, Choice.label).tuples()),
        "owners": dict(Member.select(Member.id, Member.name).tuples()),
    }


def _labels(found: choice.Choice) -> labels.Labels:
    one = request.args.get("one", "1") == "1"
    return labels.labels_of(
        found.chosen, office().phone_region, by=me(), one_each=one, with_business=request.args.get("business", "1") == "1"
    )


def _pages(found: list[labels.Label], sheet: Sheet, start: int) -> list[list[tuple[int, labels.Label]]]:
    """The labels of each sheet with their places, the first sheet from label `start`."""
    placed = [(at % sheet.count, label) for at, label in enumerate(found, start - 1)]
    first = sheet.count - start + 1
    return [page for page in (placed[:first], *(placed[at : at + sheet.count] for at in range(first, len(placed), sheet.count))) if page]


def _style(kind: str) -> str:
    return styles.paged(office().paper, f"{office().name} · {KINDS.get(kind, 'List')} · {moment(clock.now())}")


def _label_style() -> str:
    right, down = (min(max(request.args.get(name, 0.0, type=float), -20.0), 20.0) for name in ("right", "down"))
    return styles.labelled(sheet_of(request.args.get("sheet") or usual(office().paper)), right, down, _outlines())


def _outlines() -> bool:
    return request.args.get("outlines") == "1"
