"""What is known of a file when its draft begins: how large it is, and what was said about files with the same headings."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from crm import access
from crm.importing import mappings
from crm.importing.columns import OUTCOME
from crm.importing.looking import Look, look
from crm.importing.options import Options
from crm.models import Member, Operation
from crm.models.operation import DRAFT


def found(path: Path, name: str, options: Options, by: Member, folder: Path | None = None) -> dict[str, Any]:
    """What a new draft knows of its file; raises FileError where nobody can read it."""
    seen = look(path, options, name=name, folder=folder)
    return {**_sizes(seen, path), **_known(seen, by)}


def read_otherwise(head: Operation, seen: Look) -> dict[str, Any]:
    """What a draft knows of its file that is read otherwise; where its headings are others now, what was said about columns is void."""
    mark = mappings.fingerprint(seen.header)
    if mark == head.params.get("mark"):
        return {"options": seen.options.as_json()}
    return {"options": replace(seen.options, columns={}, values={}).as_json(), "mark": mark, "mapping": None, "of": None}


def imports() -> Any:
    """Every import with its actor's name, newest first."""
    named = Operation.select(Operation, Member.name.alias("actor_name")).left_outer_join(Member, on=(Member.id == Operation.actor))
    return named.where(Operation.kind == "import").order_by(Operation.id.desc()).objects()


def _sizes(seen: Look, path: Path) -> dict[str, Any]:
    """The bytes of the file and about how many of them a row takes: what progress is measured by."""
    size = path.stat().st_size
    chars = sum(len(cell) + 1 for record in seen.records for cell in record.cells)
    told = size / len(seen.records) if seen.rows else 1.05 * chars / max(1, len(seen.records))
    return {"size": size, "bytes_a_row": told if seen.records else None, "rows": seen.rows}


def _known(seen: Look, by: Member) -> dict[str, Any]:
    """What is known of a file with these headings: the import it is the outcome of, or the mapping saved for it."""
    if not seen.source:
        return {}
    mark = mappings.fingerprint(seen.header)
    first = next((one for one in _mine(by) if one.params.get("mark") == mark), None) if set(OUTCOME) & set(seen.header) else None
    if first is not None:
        kept = mappings.with_kept(first.params["session"]["options"], seen.options)
        chosen = {k: first.params["session"]["options"][k] for k in ("mode", "on_match", "match", "erase", "tags", "answers")}
        options = Options.from_json({**kept.as_json(), **chosen})
        return {"mark": mark, "of": first.id, "options": replace(options, columns=_without_ours(seen, options)).as_json()}
    saved = next(iter(mappings.of_headings(seen.header)), None)
    more = {"mapping": saved.id, "options": mappings.apply(saved, seen.options).as_json()} if saved else {}
    return {"mark": mark, **more}


def _without_ours(seen: Look, options: Options) -> dict[str, str]:
    """The columns a person corrected, but for those our outcome file added."""
    return {n: key for n, key in options.columns.items() if int(n) < len(seen.header) and seen.header[int(n)] not in OUTCOME}


def _mine(by: Member) -> Iterator[Operation]:
    rows = imports().where(Operation.status != DRAFT)
    return (one for one in rows if "session" in one.params and access.is_theirs(by, one.actor))
