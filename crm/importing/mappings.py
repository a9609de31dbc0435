"""Saved mappings: what a person said about the columns of a file, known again by its headings; shared by everybody who imports."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm import access, text
from crm.errors import CrmError, NotFound
from crm.fold import fold
from crm.importing.columns import OUTCOME
from crm.importing.headers import compact
from crm.importing.options import Options
from crm.journal import operation
from crm.models import LIVE, Member, SavedMapping

KEPT = ("columns", "values", "date_order", "phone_region", "separator")
"""The choices that are about the columns, and hold for the next file of the kind."""


class BadMappingName(CrmError):
    """A saved mapping needs a name of 1 to 100 characters."""


def fingerprint(header: Sequence[str]) -> str:
    """What files of one kind have in common: their headings in order, whatever case and spacing; what our outcome file adds is left out."""
    words = [compact(heading) for heading in header if heading not in OUTCOME]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def save(name: str, header: Sequence[str], options: Options, *, by: Member, key: str | None = None) -> SavedMapping:
    """Keep the choices about these columns under a name; a mapping of that name for the same headings is changed."""
    access.require_edit(by)
    bare, mark = _name(name), fingerprint(header)
    told = json.dumps({k: v for k, v in options.as_json().items() if k in KEPT}, ensure_ascii=False)
    same = (SavedMapping.fingerprint == mark) & (SavedMapping.name_f == fold(bare)) & (SavedMapping.state == LIVE)
    found: SavedMapping | None = SavedMapping.get_or_none(same)
    with operation("mapping.edited" if found else "mapping.created", by=by, title=f"Saved the mapping {bare}", key=key) as op:
        if found is None:
            found = op.add(SavedMapping, name=bare, owner=by, fingerprint=mark, told=told)
        else:
            op.put(found, told=told)
    return found


def rename(found: SavedMapping, name: str, *, by: Member, key: str | None = None) -> bool:
    """Give a mapping another name."""
    access.require_edit(by)
    bare = _name(name)
    with operation("mapping.edited", by=by, title=f"Renamed the mapping {found.name} to {bare}", key=key) as op:
        return op.put(found, name=bare)


def remove(found: SavedMapping, *, by: Member, key: str | None = None) -> None:
    """Forget a mapping; imports that used it stay as they are."""
    access.require_edit(by)
    with operation("mapping.removed", by=by, title=f"Deleted the mapping {found.name}", key=key) as op:
        op.remove(found)


def every() -> list[SavedMapping]:
    """All living mappings with their owners, by name."""
    query = SavedMapping.select(SavedMapping, Member).join(Member, on=(Member.id == SavedMapping.owner))
    return list(query.where(SavedMapping.state == LIVE).order_by(SavedMapping.name_f, SavedMapping.id))


def of_headings(header: Sequence[str]) -> list[SavedMapping]:
    """The mappings saved for files with these headings, newest first."""
    mark = fingerprint(header)
    return sorted((one for one in every() if one.fingerprint == mark), key=lambda one: -one.id)


def load(mapping_id: int) -> SavedMapping:
    """A living mapping by its number."""
    found: SavedMapping | None = SavedMapping.get_or_none((SavedMapping.id == mapping_id) & (SavedMapping.state == LIVE))
    if found is None:
        raise NotFound()
    return found


def apply(found: SavedMapping, options: Options) -> Options:
    """The choices, with those about the columns taken from a saved mapping."""
    return with_kept(json.loads(found.told), options)


def with_kept(told: Mapping[str, Any], options: Options) -> Options:
    """The choices, with those about the columns as told."""
    return replace(options, **{k: told[k] for k in KEPT if k in told})


def _name(name: str) -> str:
    bare = text.single_line(name)
    if not 1 <= len(bare) <= 100 or text.has_control(bare):
        raise BadMappingName()
    return bare
