"""Printing: lists of any kind of record; of people also labels, call list and contact sheet; for the browser, and as PDF."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.prints import lists, parts
from blueprints.web import choice, hypermedia, paging
from blueprints.web.guard import me, office, once_key
from blueprints.web.repeats import done, first_time
from blueprints.web.view import moment, zone
from crm import clock
from crm.contacts import listing
from crm.contacts.listing import Sort
from crm.errors import CrmError, NotFound
from crm.exporting import running
from crm.kinds import CONTACTS, Kind
from crm.models.dnc import CHANNELS
from crm.printing import fitting, labels, paper, pdf, styles, tables
from crm.printing.sheets import Sheet, sheet_of, usual
from crm.tasks.lists import Day, next_of

blueprint = Blueprint("prints", __name__)
KINDS = {"list": "List", "calls": "Call list", "cards": "Contact sheet"}
_LABELS_IN_PDF, _MOST_COPIES = 600, 99
_ADDRESS = ("street", "region", "postal_code", "country")


@blueprint.get("/prints/<kind>")
def show(kind: str) -> Response:
    """Records on paper as a list, in the order and with the columns one looks at; people also to call them, or as a directory."""
    if kind not in KINDS:
        raise NotFound()
    found = _printable(None if kind == "list" else CONTACTS)
    size = paper.PART if _as_pdf() else parts.MOST
    part = parts.asked(found.total, size)
    if part is None or (kind == "list" and _as_pdf() and part.count > 1):
        return _in_parts(
            KINDS[kind], found, parts.Offer.of(found.total, parts.MOST, paper.PART, whole=kind == "list"), found.kind.words.many
        )
    if kind == "list":
        return _list(found, part)
    return _answer(f"prints/{kind}.html", KINDS[kind], _of_people(found, part), _style(KINDS[kind]))


@blueprint.post("/prints/pdf")
def make() -> Response | Redirect:
    """Have a long list laid out as PDF by the worker."""
    found = choice.asked()
    asked = lists.asked(found, _title(found))
    try:
        head = first_time(lambda: running.start_paper(found.chosen, asked, by=me(), key=once_key(), shown=choice.shown())) or done()
    except CrmError as error:
        offer = parts.Offer.of(found.total, parts.MOST, paper.PART, whole=True)
        return _in_parts(KINDS["list"], found, offer, found.kind.words.many, str(error))
    return hypermedia.go(url_for("exports.show", operation_id=head.id if head else 0))


@blueprint.get("/prints/labels")
def sheets() -> Response:
    """Address labels on a sheet one can buy, from the label one likes."""
    found, sheet = _printable(), sheet_of(request.args.get("sheet") or usual(office().paper))
    start = sheet.place(request.args.get("start", 1, type=int))
    made, copies = _labels(found), _copies()
    pages = _pages([label for label in made.labels for _ in range(copies)], sheet, start)
    size, in_pdf = parts.MOST // sheet.count, _LABELS_IN_PDF // sheet.count
    part = parts.asked(len(pages), in_pdf if _as_pdf() else size)
    if part is None:
        return _in_parts("Labels", found, parts.Offer.of(len(pages), size, in_pdf), "sheets of labels")
    shown = pages[part.first : part.first + part.size]
    crowded = sum(not fitting.fits(label.lines, sheet) for page in shown for _, label in page)
    on_sheet = {"sheet": sheet, "crowded": crowded, "size_on": fitting.size_on}
    context = {"pages": shown, "found": found, "made": made, "copies": copies, "part": part, **on_sheet}
    return _answer("prints/labels.html", "Labels", context, _label_style())


@blueprint.get("/prints/style.css")
def style() -> Response:
    """The style of a printed page, for the browser; made for its paper, columns, sheet and nudge."""
    kind = request.args.get("kind", "list")
    shares = [int(one) for one in request.args.get("shares", "").split(",")[:200] if one.isascii() and one.isdigit() and len(one) < 3]
    title = request.args.get("title", "")[:100] or KINDS.get(kind, "List")
    return Response(_label_style() if kind == "labels" else _style(title, shares), mimetype="text/css")


@blueprint.get("/prints/skipped")
def skipped() -> Response:
    """Who gets no label, and why."""
    found, page = _printable(), paging.asked(200)
    made = _labels(found)
    shown = made.skipped[page.offset : page.offset + page.size]
    return make_response(
        render_template("prints/skipped.html", found=found, made=made, shown=shown, page=page, last=page.last(len(made.skipped)))
    )


def _as_pdf() -> bool:
    return request.args.get("as") == "pdf"


def _printable(kind: Kind | None = CONTACTS) -> choice.Choice:
    found = choice.asked(kind)
    parts.require_printable(found.total, found.kind.words.many)
    return found


def _in_parts(title: str, found: choice.Choice, offer: parts.Offer, what: str, problem: str = "") -> Response:
    """The page that offers the parts, where there is too much for one."""
    page = render_template("prints/parts.html", title=title, found=found, offer=offer, what=what, problem=problem)
    return make_response(page, 422 if problem else 200)


def _list(found: choice.Choice, part: parts.Part) -> Response:
    """A list of any kind of record: the page for the browser, or the PDF of the same words."""
    asked, title = lists.asked(found, _title(found)), _title(found)
    lines, heading = lists.lines(found, asked, part), lists.heading(found, asked, part)
    shares = tables.shares(heading, lines)
    if _as_pdf():
        return _sent(pdf.write(tables.page(heading, lines), _style(title, shares)), found.title or "list")
    return _answer("prints/list.html", title, {"found": found, "part": part, "lines": lines, "heading": heading, "shares": shares}, "")


def _title(found: choice.Choice) -> str:
    """What a list on paper is called: as on the screen."""
    return found.title or found.kind.words.heading


def _answer(template: str, title: str, context: dict[str, Any], css: str) -> Response:
    page = render_template(template, title=title, as_pdf=_as_pdf(), now=clock.now(), **context)
    if _as_pdf():
        return _sent(pdf.write(page, css), title.lower().replace(" ", "-"))
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sent(made: bytes, name: str) -> Response:
    answer = Response(made, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=f"{name}.pdf")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _of_people(found: choice.Choice, part: parts.Part) -> dict[str, Any]:
    ids = listing.page_ids(found.chosen, Sort.parse(request.args.get("sort", "name")), part.first, part.size, me())
    rows = listing.rows(ids, ("business", "phones", "emails", *_ADDRESS))
    silent = {row.id for row in rows if row.dnc & CHANNELS["call"]}
    day = Day.here(zone().key)
    beside = {"silent": silent, "day": day, "next_tasks": next_of(ids, day, me()), "lives": {row.id: _lives(row) for row in rows}}
    return {"found": found, "part": part, "rows": rows, **beside}


def _lives(row: listing.Row) -> list[str]:
    """A postal address in lines; none where only the city is known."""
    street, region, code, country = (row.more[key] or "" for key in _ADDRESS)
    if not (street or code):
        return []
    where = [*street.splitlines(), labels.place(row.city, region, code, country), *labels.land(country, office().phone_region)]
    return [line for line in where if line.strip()]


def _labels(found: choice.Choice) -> labels.Labels:
    one, business = (request.args.get(name, "1") == "1" for name in ("one", "business"))
    looks = labels.Looks(one, business, by_name=request.args.get("order") == "name")
    return labels.labels_of(found.chosen, office().phone_region, by=me(), looks=looks)


def _copies() -> int:
    """How many of each label, from 1."""
    return min(max(request.args.get("copies", 1, type=int), 1), _MOST_COPIES)


def _pages(found: list[labels.Label], sheet: Sheet, start: int) -> list[list[tuple[int, labels.Label]]]:
    """The labels of each sheet with their places, the first sheet from label `start`."""
    placed = [(at % sheet.count, label) for at, label in enumerate(found, start - 1)]
    first = sheet.count - start + 1
    return [page for page in (placed[:first], *(placed[at : at + sheet.count] for at in range(first, len(placed), sheet.count))) if page]


def _style(title: str, shares: Sequence[int] = ()) -> str:
    return styles.paged(office().paper, f"{office().name} · {title} · {moment(clock.now())}", shares)


def _label_style() -> str:
    right, down = (min(max(request.args.get(name, 0.0, type=float), -20.0), 20.0) for name in ("right", "down"))
    return styles.labelled(sheet_of(request.args.get("sheet") or usual(office().paper)), right, down, _outlines())


def _outlines() -> bool:
    return request.args.get("outlines") == "1"
