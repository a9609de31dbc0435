"""The files of imports: kept as long as the import can be undone, then removed with all that was unpacked from them."""

from datetime import datetime
from pathlib import Path

from crm import clock
from crm.errors import CrmError
from crm.importing.reading.unpacking import forget
from crm.journal import window
from crm.models import Operation
from crm.models.operation import ENDED


class Removed(CrmError):
    """The file was removed when the import could no longer be undone. What came in with it stays."""

    status = 404


def path_of(head: Operation) -> Path:
    """The file as it was uploaded. Raises Removed."""
    found = Path(head.params.get("kept") or head.params.get("session", {}).get("source", {}).get("path", ""))
    if not found.is_file():
        raise Removed()
    return found


def kept_until(head: Operation) -> datetime | None:
    """Until when a finished import's file is kept; None when it is gone already."""
    try:
        path_of(head)
    except Removed:
        return None
    return window.ends(head)


def clear() -> int:
    """Remove the files of imports that can't be undone any more, unless another import still needs the same; gives how many."""
    imports = list(Operation.select().where(Operation.kind == "import"))
    needed = {head.params.get("sha256") for head in imports if not _is_over(head)}
    old = {head.params["sha256"]: head for head in imports if _is_over(head) and head.params.get("sha256") not in needed}
    gone = 0
    for digest, head in old.items():
        path = Path(head.params.get("kept", ""))
        if path.name == digest and path.is_file():
            path.unlink()
            forget(path.parent, digest)
            gone += 1
    return gone


def _is_over(head: Operation) -> bool:
    return head.status in ENDED and window.ends(head) < clock.now()
