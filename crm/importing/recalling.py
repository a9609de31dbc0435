"""The very same file again: rows that hold nothing to be matched by are whom they were the last time."""

from collections.abc import Sequence

from crm.db import among
from crm.importing import matching
from crm.importing.people import Draft
from crm.importing.reading import Source
from crm.models import LIVE, Contact, Operation, OperationItem
from crm.models.operation import DONE


def before(digest: str, source: Source) -> int | None:
    """The newest finished import of a file of this content whose rows were counted in the same way."""
    heads = Operation.select().where((Operation.kind == "import") & (Operation.status == DONE) & Operation.undone_by.is_null())
    same = (h.id for h in heads.order_by(Operation.id.desc()) if h.params.get("sha256") == digest and _read_alike(h, source))
    return next(same, None)


def recall(index: matching.Index, operation: int | None, rows: Sequence[tuple[int, Draft]]) -> None:
    """Put into the index whom rows without an address, or a number with a name, were in that import, if they are still there."""
    bare = [number for number, draft in rows if not draft.emails and not matching.phone_keys(draft) and draft.contact_id is None]
    if operation is None or not bare:
        return
    i = OperationItem
    known = i.select(i.seq, i.subject_id).join(Contact, on=(Contact.id == i.subject_id))
    index.rows |= dict(known.where((i.operation == operation) & among(i.seq, bare) & (Contact.state == LIVE)).tuples())


def _read_alike(head: Operation, source: Source) -> bool:
    kept = head.params["session"]["source"]
    return (kept["header_line"], kept.get("sheet")) == (source.header_line, getattr(source, "sheet", None))
