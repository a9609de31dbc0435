"""Operations as people and programs look at them."""

from datetime import datetime
from typing import Any

from peewee import ModelSelect

from crm import access
from crm.models import Member, Operation


def of(actor: Member) -> ModelSelect:
    """The operations an actor may see, newest first: their own, or everybody's for admins."""
    query = Operation.select(Operation, Member.name.alias("actor_name")).left_outer_join(Member, on=(Member.id == Operation.actor))
    if not access.is_admin(actor):
        query = query.where(Operation.actor == actor.id)
    return query.order_by(Operation.id.desc()).objects()


def as_json(head: Operation) -> dict[str, Any]:
    """An operation as other programs read it; times ISO 8601 in UTC."""
    actor = Member.get_or_none(Member.id == head.actor) if head.actor else None
    counts = {name: getattr(head, name) for name in ("done", "total", "changed", "unchanged", "refused", "failed")}
    times = {name: iso(getattr(head, name)) for name in ("created_at", "started_at", "finished_at")}
    return {
        "id": head.id,
        "kind": head.kind,
        "title": head.title,
        "status": head.status,
        **counts,
        "undone_by": head.undone_by,
        "actor": actor.email if actor else None,
        "via": head.via,
        **times,
    }


def iso(moment: datetime | None) -> str | None:
    """A moment as our files and JSON write it: 2026-11-23T02:29:11Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
