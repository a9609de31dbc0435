"""An import of records that is being prepared: its file is kept, its columns and choices may change, and nothing is written yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from crm import access, clock, kinds, text
from crm.errors import CrmError
from crm.importing import drafts
from crm.importing.keeping import keep
from crm.importing.options import Options
from crm.importing.reading.unpacking import leaving_nothing
from crm.journal import once
from crm.kinds import Kind
from crm.models import Member, Operation
from crm.models.operation import DRAFT
from crm.records.importing import as_json
from crm.records.reading import File, columns_of, guessed, opened

_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its number, heading and first cells, and the field it feeds, if any."""

    number: int
    heading: str
    cells: Sequence[str]
    key: str


def begin(kind: Kind, path: Path, name: str, *, by: Member, folder: Path, key: str | None = None) -> Operation:
    """Keep a copy of a file as a draft; one that nobody can read raises FileError, and nothing is kept."""
    access.require_edit(by)
    with leaving_nothing(path, folder):
        opened(kind, path, Options(), name, folder)
    kept, digest = keep(path, folder)
    shown = text.single_line(name)[:200]
    params = {"file": shown, "sha256": digest, "kept": str(kept), "kind": kind.number, "review": True, "step": "records"}
    with once(by, key):
        return Operation.create(
            kind="import", title=f"Import of {shown}", actor=by.id, params=params | {"options": Options().as_json()}, status=DRAFT,
            idem_key=key, created_at=clock.now(),
        )  # fmt: skip


def columns(head: Operation) -> list[Column]:
    """The columns of a draft's file, with what they feed as chosen or guessed."""
    kind, options = kinds.of(head.params["kind"]), drafts.options_of(head)
    source = opened(kind, drafts.path_of(head), options, head.params["file"], drafts.path_of(head).parent)
    fed = guessed(kind, source.header) if options.mapping is None else {int(at): key for at, key in options.mapping.items()}
    rows = [record.cells for record in islice(source.records(), _SAMPLES) if not record.problem]
    return [Column(at, name, [row[at] for row in rows], fed.get(at, "")) for at, name in enumerate(source.header)]


def problem(head: Operation) -> str:
    """What has to be chosen before the rows can be looked at; empty when nothing has."""
    kind, options = kinds.of(head.params["kind"]), drafts.options_of(head)
    try:
        columns_of(kind, [column.heading for column in columns(head)], options)
    except CrmError as error:
        return str(error)
    return ""


def check(head: Operation, options: Options) -> Operation:
    """Keep what was chosen and let the worker look at every row; raises FileError, NoName and others where something is wrong."""
    kind, path = kinds.of(head.params["kind"]), drafts.path_of(head)
    changed: dict[str, Any] = {"session": as_json(File.open(kind, path, options, head.params["file"], path.parent), path)}
    return drafts.look_at_rows(drafts.change(head, "records", options), changed)
