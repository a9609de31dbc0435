"""The history of imports: who, when, which file, what became of it; and the files themselves."""

from collections.abc import Iterator

from flask import Response, render_template, request, send_file, stream_with_context

from blueprints.imports import asked
from blueprints.imports.blueprint import blueprint
from blueprints.web import paging
from blueprints.web.guard import me, settings
from crm.errors import NotFound
from crm.importing import drafts, making, originals, outcome
from crm.importing.session import source_of
from crm.models import Operation


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
    """Rows of a file as a download: all, or those that stay out."""
    stayed = request.args.get("rows") == "stayed"
    pieces = outcome.stream(source_of(head), items, settings().base_url, outcome.kind_of(head), stayed=stayed)
    answer = Response(stream_with_context(pieces), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{head.id}.csv"'
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
