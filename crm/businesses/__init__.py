"""Businesses: the companies people belong to, found by name, made as they are first named."""

from crm.db import lock_words
from crm.errors import CrmError
from crm.fold import fold
from crm.journal import operation, room
from crm.models import LIVE, Business, Member

NEW = room.NEW_BUSINESS
"""Who makes businesses does so alone, for a name is not to be there twice."""


class NoName(CrmError):
    """Write which business."""


class BusinessGone(CrmError):
    """{name} was deleted meanwhile. Nothing was changed."""

    status = 409


def named(name: str, *, by: Member | None) -> Business:
    """The living business of this name, whatever its case; made when there is none. Nobody deletes it until the transaction ends."""
    room.hold_businesses()
    if found := _living(name):
        return found
    with operation("business.created", by=by, title=f"Made the business {name}") as op:
        lock_words(NEW)
        return _living(name) or op.add(Business, name=name)


def _living(name: str) -> Business | None:
    return Business.select().where((Business.name_f == fold(name)) & (Business.state == LIVE)).order_by(Business.id).first()
