"""Who reads what is being written out: texts that name records withhold the names of those whom that member may not see.

A value is put into words deep inside lists, timelines, forms, files and filters, far from who asked. So the edge, which knows them (a
request, a piece of long work), says it once, and the one place that looks names up asks here. Acts take their actor as ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from peewee import Model, ModelSelect

from crm import access
from crm.models import Member

_reader: ContextVar[Member | None] = ContextVar("reader", default=None)


@contextmanager
def reading(member: Member | None) -> Iterator[None]:
    """Everything until its end is read by this member; by nobody in particular where there is none."""
    token = _reader.set(member)
    try:
        yield
    finally:
        _reader.reset(token)


def read_by(member: Member | None) -> None:
    """From here on this member reads, until another is named."""
    _reader.set(member)


def reader() -> Member | None:
    """Who reads; None where nobody in particular does."""
    return _reader.get()


def known(query: ModelSelect, table: type[Model] | None = None) -> ModelSelect:
    """Those of a query whose record, of its own table or a joined one, is one whose name the reader may learn."""
    by = reader()
    if by is None or not by.only_assigned:
        return query
    return query.where(access.predicate(by, table or query.model))
