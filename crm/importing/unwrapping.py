"""A workbook or address book that takes long to unpack: the worker does it, then its draft goes on like any other.

While `unpack` stands in a draft's parameters, it holds the options under which the file is unpacked; the others stay as they are. What a worker
that died had written is thrown away, and the next one begins anew.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm import kinds
from crm.importing import drafts, knowing
from crm.importing.errors import FileError
from crm.importing.looking import look
from crm.importing.options import Options
from crm.importing.reading.unpacking import unpack
from crm.journal.lease import Lease
from crm.models import Member
from crm.models.operation import DRAFT
from crm.records import drafts as records

_SECONDS = 0.5
"""How long one batch goes on."""


def step(lease: Lease) -> bool:
    """Unpack some more; when all is there, show it as a draft. Tells whether to go on."""
    head = lease.head
    path, options = Path(head.params["kept"]), Options.from_json(head.params["unpack"])
    try:
        if lease.kept is None:
            lease.kept = unpack(path, options, path.parent, str(head.id))
        if _some_more(lease, lease.kept):
            return True
        found = _found(lease, path, options)
    except FileError as error:
        found = _refused(lease, error)
    kept = {name: value for name, value in head.params.items() if name != "unpack"}
    lease.turn(DRAFT, params=kept | found, lease_owner="", lease_until=None)
    return False


def _some_more(lease: Lease, rows: Iterator[int]) -> bool:
    until = time.monotonic() + _SECONDS
    for count in rows:
        if time.monotonic() >= until:
            with lease.batch(count):
                return True
    return False


def _found(lease: Lease, path: Path, options: Options) -> dict[str, Any]:
    """What the draft knows of its file, now that it can be read."""
    head, by = lease.head, Member.get_by_id(lease.head.actor)
    if "kind" in head.params:
        return records.found(kinds.of(head.params["kind"]), path, head.params["file"])
    if drafts.is_new(head):
        return knowing.found(path, head.params["file"], options, by)
    return {**knowing.read_otherwise(head, look(path, options, name=head.params["file"])), "step": "file"}


def _refused(lease: Lease, error: FileError) -> dict[str, Any]:
    """A file that nobody can read isn't kept; one of which another part can be read stays as it was."""
    if drafts.is_new(lease.head):
        drafts.let_go(lease.head)
        raise error
    return {"file_error": error.as_json(), "step": "file"}
