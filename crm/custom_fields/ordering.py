"""Folders of fields, and the order of everything in them."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import access, text
from crm.custom_fields.errors import BadLabel, LabelTaken
from crm.fields import custom
from crm.fold import fold
from crm.journal import operation
from crm.models import LIVE, Contact, CustomField, CustomFolder, Member

_LONGEST = 60


def add_folder(name: str, *, by: Member, subject: int = Contact.number, key: str | None = None) -> CustomFolder:
    """Make a folder, behind the others."""
    access.require_admin(by)
    bare = _name(name, subject)
    with operation("folder.created", by=by, title=f"Made the folder “{bare}”", key=key) as op:
        made: CustomFolder = op.add(CustomFolder, subject=subject, name=bare, position=len(folders_of(subject)))
    return made


def rename_folder(folder: CustomFolder, name: str, *, by: Member, key: str | None = None) -> bool:
    """Call a folder otherwise."""
    access.require_admin(by)
    bare = _name(name, folder.subject, folder.id)
    with operation("folder.edited", by=by, title=f"Renamed the folder “{folder.name}” to “{bare}”", key=key) as op:
        return op.put(folder, name=bare)


def move_folder(folder: CustomFolder, step: int, *, by: Member, key: str | None = None) -> bool:
    """Move a folder up (-1) or down (1)."""
    access.require_admin(by)
    order = _moved(folders_of(folder.subject), folder, step)
    with operation("folder.edited", by=by, title=f"Moved the folder “{folder.name}”", key=key) as op:
        moved = [op.put(other, position=at) for at, other in enumerate(order)]
    return any(moved)


def remove_folder(folder: CustomFolder, *, by: Member, key: str | None = None) -> bool:
    """Take a folder away; its fields stay, outside of folders."""
    access.require_admin(by)
    with operation("folder.removed", by=by, title=f"Deleted the folder “{folder.name}”", key=key) as op:
        return op.remove(folder)


def move(made: CustomField, step: int, *, by: Member, key: str | None = None) -> bool:
    """Move a field up (-1) or down (1) among those of its folder."""
    access.require_admin(by)
    order = _moved(_beside(made), made, step)
    with operation("field.edited", by=by, title=f"Moved the field “{made.label}”", key=key) as op:
        moved = [op.put(other, position=at) for at, other in enumerate(order)]
    return any(moved)


def arrange(subject: int, order: Mapping[int | None, Sequence[int]], *, by: Member, key: str | None = None) -> bool:
    """Put the fields of folders in this order, {folder id or None: field ids}; fields not named stay where they are."""
    access.require_admin(by)
    folders = {folder.id for folder in folders_of(subject)} | {None}
    fields = {row.id: row for row in CustomField.select().where((CustomField.subject == subject) & (CustomField.state == LIVE))}
    with operation("field.edited", by=by, title="Put the fields in another order", key=key) as op:
        moved = [
            op.put(fields[field_id], folder=folder, position=at)
            for folder, ids in order.items()
            if folder in folders
            for at, field_id in enumerate(ids)
            if field_id in fields
        ]
    return any(moved)


def folders_of(subject: int) -> list[CustomFolder]:
    """The living folders of a kind of record, in their order."""
    f = CustomFolder
    return list(f.select().where((f.subject == subject) & (f.state == LIVE)).order_by(f.position, f.id))


def _beside(made: CustomField) -> list[CustomField]:
    """The fields of the same folder, in the order people see; a folder that is gone counts as none."""
    of = custom.by_id(made.id)
    folder = of.own.folder if of else None
    ids = [known.own.id for known in custom.of(made.subject).values() if known.own.folder == folder]
    rows = {row.id: row for row in CustomField.select().where(CustomField.id.in_(ids))}
    return [rows[i] for i in ids]


def _moved(order: list[Any], one: Any, step: int) -> list[Any]:
    at = next(n for n, other in enumerate(order) if other.id == one.id)
    to = min(max(at + step, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    return order


def _name(typed: str, subject: int, beside: int = 0) -> str:
    name = text.single_line(typed)
    if not 1 <= len(name) <= _LONGEST or text.has_control(name):
        raise BadLabel(what="folder", limit=_LONGEST)
    if any(fold(folder.name) == fold(name) and folder.id != beside for folder in folders_of(subject)):
        raise LabelTaken(what="folder", label=name)
    return name
