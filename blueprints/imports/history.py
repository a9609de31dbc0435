"""The history of imports: who, when, which file, what became of it; and the files themselves."""

import io
from collections.abc import Iterator

from flask import Response, render_template, request, send_file, stream_with_context

from blueprints.imports import asked
from blueprints.imports.blueprint import blueprint
from blueprints.web import paging
from blueprints.web.guard import me, settings
from crm.errors import CrmError, NotFound
from crm.exporting.formats import look
from crm.importing import drafts, making, originals, outcome, planning
from crm.importing.session import source_of
from crm.models import Operation

MOST_IN_EXCEL = 10_000
"""Up to so many rows are written to a workbook while one waits."""
_EXCEL = look("xlsx").mime


class TooManyForExcel(CrmError):
    """Excel holds this up to {most} rows, and these are more. Take the CSV, which every spreadsheet opens."""

    status = 422


@blueprint.get("/imports")
def index() -> str:
    """The imports a member may see, newest first, with those that wait to be finished."""
    page, query = paging.asked(25), drafts.visible_to(me())
    heads = list(query.offset(page.offset).limit(page.size))
    lists = making.made_by_all([head.id for head in heads])
    made = making.counts_of(heads, me())
    return render_template("imports/index.html", heads=heads, page=page, last=page.last(query.count()), lists=lists, made=made)


@blueprint.get("/imports/<int:operation_id>/outcome")
def outcome_file(operation_id: int) -> Response:
    """The file again, with what became of every row; `rows=stayed` leaves out those that came in."""
    head = asked.an_import(operation_id)
    if "session" not in head.params:
        raise NotFound()
    originals.path_of(head)
    return rows_as_file(head, outcome.items_of(head), "outcome")


def rows_as_file(head: Operation, items: Iterator[outcome.Item], name: str) -> Response:
    """Rows of a file as a download: all, or those that stay out; CSV, or Excel where they are few enough to wait for."""
    stayed = request.args.get("rows") == "stayed"
    if request.args.get("as") == "xlsx":
        return _as_workbook(head, items, name, stayed)
    pieces = outcome.stream(source_of(head), items, settings().base_url, outcome.kind_of(head), stayed=stayed)
    answer = Response(stream_with_context(pieces), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{head.id}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _as_workbook(head: Operation, items: Iterator[outcome.Item], name: str, stayed: bool) -> Response:
    rows = planning.stayed_of(head.id) if stayed else head.total
    if rows > MOST_IN_EXCEL:
        raise TooManyForExcel(most=f"{MOST_IN_EXCEL:,}")
    from crm.exporting import workbook

    source, kind, file = source_of(head), outcome.kind_of(head), io.BytesIO()
    found = outcome.rows(source, items, settings().base_url, kind, stayed=stayed)
    workbook.write_plain(file, kind.words.heading, outcome.heading(source), found)
    file.seek(0)
    answer: Response = send_file(file, mimetype=_EXCEL, as_attachment=True, download_name=f"{name}-{head.id}.xlsx", max_age=0)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/imports/<int:operation_id>/original")
def original(operation_id: int) -> Response:
    """The file as it was uploaded, kept as long as the import can be undone."""
    head = asked.an_import(operation_id)
    path = originals.path_of(head)
    answer: Response = send_file(path, as_attachment=True, download_name=head.params["file"], mimetype="application/octet-stream")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/imports/sample")
def sample() -> Response:
    """A small file that shows the headings and how cells are written."""
    answer = Response(SAMPLE, mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="kith-sample.csv"'
    return answer


SAMPLE = (
    "\ufefffirst_name,last_name,email,phone,business,type,tags,city,country,birth_date,note\r\n"
    "Nora,Whitfield,nora@whitfield.example,+1 541 555 0129,Whitfield Stables,Lead,farm; spring fair,Bend,US,1984-03-04,Met at the spring fair\r\n"
    "Samir,Khoury,samir@khouryfoods.example,+1 503 555 0119,Khoury Foods,Customer,supplier,Salem,US,,\r\n"
)
