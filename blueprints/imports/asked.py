"""What the wizard's addresses name, and where a draft goes on."""

from flask import abort, url_for

from blueprints.web import hypermedia, load
from blueprints.web.guard import me
from crm import access
from crm.errors import NotFound
from crm.models import Operation
from crm.models.operation import DRAFT, PAUSED, PLANNING


def an_import(operation_id: int) -> Operation:
    """An import the member may see."""
    head = load.operation(operation_id)
    if head.kind != "import":
        raise NotFound()
    return head


def a_draft(operation_id: int, *, unpacked: bool = True) -> Operation:
    """An import that was prepared in the wizard, of somebody who may import; one that is still being unpacked shows that instead."""
    head = an_import(operation_id)
    access.require_edit(me())
    if "review" not in head.params:
        raise NotFound()
    if unpacked and is_unpacking(head):
        abort(hypermedia.go(place(head)))
    return head


def a_draft_of_people(operation_id: int) -> Operation:
    """A draft whose file holds people: the others have one page for all choices."""
    head = a_draft(operation_id)
    if "kind" in head.params:
        raise NotFound()
    return head


def is_open(head: Operation) -> bool:
    """Whether its choices may still be changed."""
    return head.status == DRAFT or is_checking(head)


def is_unpacking(head: Operation) -> bool:
    """Whether the worker unpacks its file, or will when somebody lets it go on."""
    return "unpack" in head.params and is_checking(head)


def is_checking(head: Operation) -> bool:
    """Whether the worker looks at its rows, or will when somebody lets it go on."""
    paused = head.status == PAUSED and head.params.get("paused_in") == PLANNING
    return "review" in head.params and (head.status == PLANNING or paused)


def place(head: Operation) -> str:
    """The address where an import goes on."""
    if not is_open(head):
        return url_for("imports.show", operation_id=head.id)
    if is_unpacking(head):
        return url_for("imports.unpacking", operation_id=head.id)
    step = "records_draft" if "kind" in head.params else head.params["step"]
    return url_for(f"imports.{step}", operation_id=head.id)


def file_problem(head: Operation) -> str:
    """What the worker found wrong with the file."""
    error = head.params.get("file_error")
    return str(error["message"]) if error else ""


def asks_of_columns(head: Operation) -> bool:
    """Whether the worker found dates whose order has to be chosen, which the columns ask."""
    error = head.params.get("file_error")
    return bool(error) and str(error["code"]).startswith("date_order")
