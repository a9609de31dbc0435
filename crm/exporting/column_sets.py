"""Saved column sets: which columns an export holds, in which order, by name; a member's own, or shared with everybody."""

from collections.abc import Sequence
from typing import Any

from peewee import Expression

from crm import access, text
from crm.errors import CrmError, NotFound
from crm.exporting.columns import columns_of, fields_of
from crm.fold import fold
from crm.journal import operation
from crm.kinds import CONTACTS, Kind
from crm.models import LIVE, ColumnSet, Member
from crm.models.smart_list import PRIVATE, SEE


class BadSetName(CrmError):
    """A set of columns needs a name of 1 to 100 characters."""


class SetNameTaken(CrmError):
    """You have a set of columns called “{name}” already."""

    status = 409


class NotYourSet(CrmError):
    """The columns “{name}” belong to {owner}, who lets others use them but not change them."""

    status = 403


def save(
    name: str, columns: Sequence[str], kind: Kind = CONTACTS, *, by: Member, shared: bool = False, key: str | None = None
) -> ColumnSet:
    """Keep columns of a kind of record under a name, in their order."""
    bare, shown = _name(name, by, kind.number), ",".join(columns_of(",".join(columns), kind))
    with operation("columns.created", by=by, title=f"Saved the columns {bare}", key=key) as op:
        made: ColumnSet = op.add(ColumnSet, name=bare, owner=by, subject=kind.number, shared=SEE if shared else PRIVATE, shown=shown)
    return made


def change(found: ColumnSet, *, by: Member, key: str | None = None, **values: Any) -> bool:
    """Change a set's name or whether it is shared; tells whether anything changed."""
    _require_own(found, by)
    clean: dict[str, Any] = {}
    if "name" in values:
        clean["name"] = _name(values["name"], by, found.subject, but=found.id)
    if "shared" in values:
        clean["shared"] = SEE if values["shared"] else PRIVATE
    with operation("columns.edited", by=by, title=f"Changed the columns {clean.get('name', found.name)}", key=key) as op:
        return op.put(found, **clean)


def remove(found: ColumnSet, *, by: Member, key: str | None = None) -> None:
    """Forget a set; files made with it stay as they are."""
    _require_own(found, by)
    with operation("columns.removed", by=by, title=f"Deleted the columns {found.name}", key=key) as op:
        op.remove(found)


def visible_to(actor: Member, kind: Kind | None = None) -> list[ColumnSet]:
    """The sets of a kind, or of all, that a member may use, by name: their own, shared ones, and for admins those of members who left."""
    alive = ColumnSet.state == LIVE if kind is None else (ColumnSet.state == LIVE) & (ColumnSet.subject == kind.number)
    return list(_with_owners().where(alive & _may_see(actor)).order_by(ColumnSet.name_f, ColumnSet.id))


def load(set_id: int, actor: Member) -> ColumnSet:
    """A set by its number, if the member may use it."""
    found: ColumnSet | None = _with_owners().where((ColumnSet.id == set_id) & (ColumnSet.state == LIVE) & _may_see(actor)).first()
    if found is None:
        raise NotFound()
    return found


def columns_in(found: ColumnSet, kind: Kind = CONTACTS) -> tuple[str, ...]:
    """The columns of a set that its kind still has: fields of the office come and go. Raises NotFound for another kind's."""
    if found.subject != kind.number:
        raise NotFound()
    known = fields_of(kind)
    return tuple(key for key in found.shown.split(",") if key in known)


def may_change(found: ColumnSet, by: Member) -> bool:
    """Whether a member may change a set: their own, or one whose owner left if they are an admin."""
    return found.owner_id == by.id or (found.owner.state != LIVE and access.is_admin(by))


def _require_own(found: ColumnSet, by: Member) -> None:
    if not may_change(found, by):
        raise NotYourSet(name=found.name, owner=found.owner.name)


def _with_owners() -> Any:
    return ColumnSet.select(ColumnSet, Member).join(Member, on=(Member.id == ColumnSet.owner))


def _may_see(actor: Member) -> Expression:
    mine = (ColumnSet.owner == actor.id) | (ColumnSet.shared == SEE)
    return mine | (Member.state != LIVE) if access.is_admin(actor) else mine


def _name(name: str, by: Member, subject: int, but: int = 0) -> str:
    bare = text.single_line(name)
    if not 1 <= len(bare) <= 100 or text.has_control(bare):
        raise BadSetName()
    mine = (ColumnSet.owner == by.id) & (ColumnSet.state == LIVE) & (ColumnSet.subject == subject)
    if ColumnSet.select().where(mine & (ColumnSet.name_f == fold(bare)) & (ColumnSet.id != but)).exists():
        raise SetNameTaken(name=bare)
    return bare
