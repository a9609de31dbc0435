"""Every write is an operation: one act by one actor, made of events, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from crm import clock
from crm.db import db, lock_words
from crm.errors import CrmError
from crm.journal.change import Writer
from crm.models import Member, Operation

_open: ContextVar["Writer | None"] = ContextVar("operation", default=None)


class AlreadyDone(CrmError):
    """This was already done; nothing was done twice."""

    status = 409


@contextmanager
def operation(
    kind: str, *, by: Member | None, title: str = "", via: str = "web", key: str | None = None, **params: Any
) -> Iterator[Writer]:
    """Open an operation, or join the one that is open; everything in it is kept or nothing is.

    `kind` names an event kind; `key` is the form's idempotency key: a second use raises AlreadyDone. An operation that
    changed nothing is not stored.
    """
    joined = _open.get()
    if joined is not None:
        yield joined
        return
    with once(by, key):
        head = Operation(kind=kind, title=title, actor=by.id if by else None, via=via, params=params, idem_key=key, created_at=clock.now())
        writer = Writer(head)
        token = _open.set(writer)
        try:
            yield writer
            writer.finish()
        finally:
            _open.reset(token)


@contextmanager
def once(by: Member | None, key: str | None) -> Iterator[None]:
    """One transaction that an idempotency key allows once: its second use, also at the same moment, raises AlreadyDone."""
    with db.atomic():
        if key:
            lock_words(f"once {by.id if by else 0} {key}")
            if done := done_with(by, key):
                raise AlreadyDone(operation=done)
        yield


def done_with(by: Member | None, key: str) -> Operation | None:
    """The operation this actor already did with this idempotency key."""
    return Operation.get_or_none((Operation.actor == (by.id if by else None)) & (Operation.idem_key == key))


@contextmanager
def continued(head: Operation) -> Iterator[Writer]:
    """One batch of a long operation, in the transaction that the caller opened."""
    writer = Writer(head, batch=True)
    token = _open.set(writer)
    try:
        yield writer
        writer.settle()
    finally:
        _open.reset(token)


def moment() -> datetime:
    """The time an operation's events carry, set after its locks are held."""
    return clock.now()
