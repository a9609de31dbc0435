"""What holds for members whatever is written, undone or redone: who may change whom, and that an owner is always left."""

from crm.db import lock_words
from crm.errors import CrmError
from crm.models import LIVE, Change, Member, Session
from crm.models.member import ADMIN, OWNER

_STATE, _ROLE, _NARROW = 1, 4, 5


class OwnersOnly(CrmError):
    """Only an owner may make owners, or change what an owner may do."""

    status = 403


class AdminsOnly(CrmError):
    """Only owners and admins may change what a member may do."""

    status = 403


class LastOwner(CrmError):
    """An office needs an owner. Make somebody else an owner first; nothing was changed."""

    status = 409


def settle(operation: int, actor: int | None) -> None:
    """After members were written: refuse what the actor may not, and sign out everybody whose rights changed."""
    c = Change
    rows = c.select(c.row, c.col, c.old, c.new).where(
        (c.operation == operation) & (c.tbl == Member.number) & c.col.in_((_STATE, _ROLE, _NARROW))
    )
    changed = list(rows.order_by(c.id).tuples())
    if not changed:
        return
    lock_words("who owns the office")
    if actor is not None:
        _refuse(changed, actor)
    if not Member.select().where((Member.role == OWNER) & (Member.state == LIVE)).exists():
        raise LastOwner()
    Session.delete().where(Session.member.in_({row for row, *_ in changed})).execute()


def _refuse(changed: list[tuple[int, int, str | None, str | None]], actor: int) -> None:
    role = next((old for row, col, old, _ in changed if row == actor and col == _ROLE), None) or Member.get_by_id(actor).role
    if role not in (OWNER, ADMIN):
        raise AdminsOnly()
    owners = {row for row, col, old, new in changed if col == _ROLE and OWNER in (old, new)}
    touched = {row for row, *_ in changed}
    owners |= {i for (i,) in Member.select(Member.id).where(Member.id.in_(touched) & (Member.role == OWNER)).tuples()}
    if owners and role != OWNER:
        raise OwnersOnly()
