"""Values that only one record may hold."""

from collections.abc import Mapping

from peewee import SQL, fn

from crm import access, kinds
from crm.custom_fields.errors import NotUniqueNow
from crm.db import lock_words
from crm.errors import CrmError
from crm.fields import Field, show
from crm.fields.types import type_of
from crm.journal import taken
from crm.models import CustomValue, Member


class Taken(CrmError):
    """{label}: “{value}” belongs to {holder} already, and only one record may have it. Nothing was changed."""


class Missing(CrmError):
    """{label} is required: it can’t be empty."""


def hold(values: Mapping[str, str | None], fields: Mapping[str, Field], by: Member, record: int = 0) -> None:
    """Refuse values, by field key, that break a rule of their field; who else has a unique one is looked up under a lock.

    That is taken before any row is held: an undo does so too.
    """
    given = [key for key, value in values.items() if value]
    if given:
        taken.stay()
    taken.hold(fields[key].own.id for key in given if key in fields and fields[key].own.unique)
    require_allowed(values, fields, by, record)


def require_allowed(values: Mapping[str, str | None], fields: Mapping[str, Field], by: Member, record: int = 0) -> None:
    """The same where the lock is held already."""
    for known, value in ((fields[key], value) for key, value in values.items() if key in fields):
        if known.own.required and not value:
            raise Missing(label=known.label)
        if known.own.unique and value and (other := taken.holder(known, value, beside=record)) is not None:
            raise Taken(label=known.label, value=show(known, value), holder=_named(known, other, by), record=other)


def require(known: Field) -> None:
    """Refuse to make a field unique while several records share a value; nobody writes any meanwhile."""
    lock_words(taken.WHICH)
    v = CustomValue
    column = v._meta.fields[type_of(known).by]
    kind = kinds.of(known.own.subject)
    living = kind.table.select(kind.table.id).where(kind.alive())
    query = v.select(fn.MIN(v.text)).where((v.field == known.own.id) & column.is_null(False) & v.record.in_(living))
    shared = [text for (text,) in query.group_by(column).having(fn.COUNT(SQL("*")) > 1).tuples()]
    if shared:
        raise NotUniqueNow(label=known.label, count=len(shared), example=show(known, shared[0]))


def _named(known: Field, record: int, by: Member) -> str:
    """Who has the value, as far as the member may know."""
    table = kinds.of(known.own.subject).table
    if not access.visible(table.select(table.id).where(table.id == record), by).exists():
        return "somebody else"
    return str(table.get_by_id(record).name)
