"""Businesses: the companies people belong to, found by name, made as they are first named."""

from crm.fold import fold
from crm.journal import operation
from crm.models import LIVE, Business, Member


def named(name: str, *, by: Member | None) -> Business:
    """The living business of this name, whatever its case; made when there is none."""
    found = Business.select().where((Business.name_f == fold(name)) & (Business.state == LIVE)).order_by(Business.id).first()
    if found:
        return found
    with operation("business.created", by=by, title=f"Made the business {name}") as op:
        return op.add(Business, name=name)
