"""The operations of a stretch of time, by their ids too: ids follow time, so that a walk from the newest on ends where the stretch does.

Without that it would go on to the first operation there is, wherever the stretch holds fewer than a page.
"""

from datetime import datetime

from peewee import Expression, fn

from crm.models import Operation

_NEAR = 1_000
"""So many operations beside the moment are asked: there ids and times part a little, where acts run side by side or a clock is set back."""


def since(moment: datetime) -> Expression:
    """Operations from a moment on."""
    o, n = Operation, Operation.alias("near")
    near = n.select(n.id).where(n.created_at >= moment).order_by(n.created_at).limit(_NEAR)
    first = near.alias("first")
    return (o.created_at >= moment) & (o.id >= first.select_from(fn.MIN(first.c.id)))


def until(moment: datetime) -> Expression:
    """Operations before a moment."""
    o, n = Operation, Operation.alias("near")
    near = n.select(n.id).where(n.created_at < moment).order_by(n.created_at.desc()).limit(_NEAR)
    last = near.alias("last")
    return (o.created_at < moment) & (o.id <= last.select_from(fn.MAX(last.c.id)))
